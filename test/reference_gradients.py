"""Writes test/fixtures/gradients_resnet18.json and gradients_resnet50.json: the gradients of a class by PyTorch's autograd.

The networks and images are those of reference_resnet.py (their tensors are listed in resnet18.json and resnet50.json), computed
in float64. Of every gradient, [H, W, C], 512 samples and two totals are stored: see `sampled` in seeded.py. Where several
positions of a max-pooling window are equal (stem: zeros), PyTorch gives all of the gradient to the first, row by row.

These networks' logits are large, so the probability is saturated: its gradient is 0 in ResNet-50, and no float32 network can
follow it closely in ResNet-18 at 224x224. "softened" is the probability with fc.weight and fc.bias scaled by a power of two.
Run with Debian's python3-torch and python3-torchvision:  /usr/bin/python3 test/reference_gradients.py
"""
import json
from itertools import count
from pathlib import Path

import torch
from torch import nn

from reference_resnet import SIZES, build
from seeded import sampled, seeded

IMAGES = [2, 4]  # of SIZES: 83x131 and 224x224
CONTRAST = 0.6  # how much of the runner-up's logit is subtracted
SOFTENING = {"resnet18": 2**-5, "resnet50": 2**-12}  # logits of about 10


class GuidedRelu(torch.autograd.Function):
    """Guided backpropagation (Springenberg et al. 2014): only what is positive flows back, and only where the output is."""

    @staticmethod
    def forward(context, x):
        out = x.clamp(min=0)
        context.save_for_backward(out)
        return out

    @staticmethod
    def backward(context, gradient):
        (out,) = context.saved_tensors
        return gradient * (out > 0) * (gradient > 0)


class Guided(nn.Module):
    def forward(self, x):
        return GuidedRelu.apply(x)


def guide(model):
    for module in list(model.modules()):
        if hasattr(module, "relu"):  # torchvision's network and blocks call all their ReLUs by this name
            module.relu = Guided()
    return model


def image_of(index):  # [1, 3, H, W], the float32 numbers of reference_resnet.py
    return torch.from_numpy(seeded(1000 + index, (1, *SIZES[index], 3), 2)).permute(0, 3, 1, 2).double().requires_grad_()


def layers(model):  # the modules whose outputs are differentiated by; stem: ReLU after bn1, before the max-pooling
    return {"stem": model.relu, "layer1": model.layer1, "layer2": model.layer2, "layer3.0": model.layer3[0],
            "layer3": model.layer3, "layer4": model.layer4}


def forward(model, image):  # logits [classes], outputs by layer [1, C, H, W]
    outputs = {}
    handles = [module.register_forward_hook(lambda module, inputs, output, name=name: outputs.update({name: output}))
               for name, module in layers(model).items()]
    logits = model(image)[0]
    for handle in handles:
        handle.remove()
    return logits, {name: outputs[name] for name in layers(model)}


def targets(logits, top, runner_up, softening):
    return {"logit": logits[top], "probability": logits.softmax(0)[top], "softened": (logits * softening).softmax(0)[top],
            "contrast": logits[top] - CONTRAST * logits[runner_up]}


def channels_last(gradient):  # [1, C, H, W] -> [H, W, C]
    return gradient[0].permute(1, 2, 0).numpy()


def gradients(model, image, top, runner_up, softening, seeds):
    logits, outputs = forward(model, image)
    values, records = targets(logits, top, runner_up, softening), []
    for target, value in values.items():
        by = {**outputs, "image": image} if target == "logit" else outputs
        for layer, gradient in zip(by, torch.autograd.grad(value, list(by.values()), retain_graph=True)):
            records.append({"target": target, "layer": layer, **sampled(next(seeds), channels_last(gradient))})
    return {target: value.item() for target, value in values.items()}, records


def case(model, guided, index, softening, seeds):
    image = image_of(index)
    with torch.no_grad():
        top, runner_up = torch.topk(model(image)[0], 2).indices.tolist()
    values, records = gradients(model, image, top, runner_up, softening, seeds)
    (through,) = torch.autograd.grad(guided(image)[0, top], image)
    height, width = SIZES[index]
    print((height, width), "top", top, "runner-up", runner_up, values)
    return {"height": height, "width": width, "seed": 1000 + index, "top": top, "runnerUp": runner_up, "targets": values,
            "gradients": records, "guided": sampled(next(seeds), channels_last(through))}


def main():
    for name in ("resnet18", "resnet50"):
        model, guided = build(name)[0].double(), guide(build(name)[0].double())
        seeds = count(2000)
        cases = [case(model, guided, index, SOFTENING[name], seeds) for index in IMAGES]
        header = {"torch": torch.__version__, "contrast": CONTRAST, "softening": SOFTENING[name]}
        text = json.dumps({**header, "cases": cases}, separators=(",", ":"))
        (Path(__file__).parent / "fixtures" / f"gradients_{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
