"""Writes test/fixtures/opening/: networks that look at other inputs than 224 x 224 in three colours, and what PyTorch makes of a photograph.

wide.onnx is fixed to 48 x 80 pixels, channels_last.onnx to 40 x 56 as Keras' networks come, grey.onnx to 32 x 44 of one channel, free.onnx
to no size; grey.pth is a ResNet of one channel; resnet is test/fixtures/conventions/plain.pth. reference.json holds, for ways through
Pillow and torchvision, the logits of samples/chelsea.png and raw Grad-CAM maps of class 1, by autograd in float64 from the float32 input.
Run with Debian's python3-torch and python3-torchvision:  python3 test/reference_opening.py
"""
import json
import warnings
from pathlib import Path

import torch
from PIL import Image
from torch import nn
from torchvision import transforms as T

from reference_conventions import Network
from reference_resnet import seeded_tensor
from seeded import encode

ROOT = Path(__file__).parent
FOLDER = ROOT / "fixtures/opening"
PHOTO = Image.open(ROOT.parent / "samples/chelsea.png").convert("RGB")
IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
HALVES = ([0.5] * 3, [0.5] * 3)
CLIP = ([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711])
CLASS = 1


class Small(nn.Module):
    def __init__(self, channels=3):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(channels, 6, 5, 2, 2, bias=False), nn.BatchNorm2d(6), nn.ReLU())
        self.second = nn.Sequential(nn.Conv2d(6, 9, 3, 2, 1, bias=False), nn.BatchNorm2d(9), nn.ReLU())
        self.fc = nn.Linear(9, 4)

    def layers(self):
        return {"first": self.first, "second": self.second}

    def forward(self, x):  # [N, C, H, W]
        return self.fc(self.second(self.first(x)).mean((2, 3)))


class Last(nn.Module):
    """The same, of an image [N, H, W, C]."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x.permute(0, 3, 1, 2))


def seeded_network(network, seed):
    network.load_state_dict({name: tensor if name.endswith("tracked") else torch.from_numpy(seeded_tensor(seed + at, name, tuple(tensor.shape)))
                             for at, (name, tensor) in enumerate(network.state_dict().items())})
    return network.eval()


def resnet(channels=3):
    network = Network(channels=channels)
    if channels == 3:
        network.load_state_dict(torch.load(ROOT / "fixtures/conventions/plain.pth"))
        return network.eval()
    return seeded_network(network, 700)


def size_of(size):
    return T.Resize(tuple(size), T.InterpolationMode.BILINEAR)


def input_of(steps, normalisation, photo=PHOTO):  # [1, C, H, W] float32
    return T.Compose([*steps, T.ToTensor(), T.Normalize(*normalisation)])(photo)[None]


def caffe(steps):
    """Keras' "caffe" mode: levels of blue, green and red, less their means."""
    levels = T.Compose([*steps, T.PILToTensor()])(PHOTO).flip(0).float()
    return (levels - torch.tensor([103.939, 116.779, 123.68]).view(3, 1, 1))[None]


def grad_cam(network, layer, image):  # [h, w]
    kept = {}
    hook = layer.register_forward_hook(lambda _module, _given, output: kept.update(features=output))
    logit = network(image)[0, CLASS]
    hook.remove()
    gradient = torch.autograd.grad(logit, kept["features"])[0]
    return (gradient.mean((2, 3), keepdim=True) * kept["features"]).sum(1)[0]


def case(network, layers, image, names=None):
    """@param names of the layers in the file"""
    network, image = network.double(), image.double()
    logits = network(image)[0]
    maps = []
    for name, layer in layers.items():
        values = grad_cam(network, layer, image).detach().numpy()
        maps.append({"layer": (names or {}).get(name, name), "height": values.shape[0], "width": values.shape[1], "map": encode(values)})
    network.float()
    return {"size": list(image.shape[2:]), "logits": encode(logits.detach().numpy()), "maps": maps}


def export(network, name, shape, axes=None):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(network, torch.zeros(shape), FOLDER / name, opset_version=13, input_names=["input"], output_names=["logits"], dynamic_axes=axes)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    small, grey, plain, grey_resnet = seeded_network(Small(), 500), seeded_network(Small(1), 600), resnet(), resnet(1)
    export(small, "wide.onnx", (1, 3, 48, 80))
    export(Last(small).eval(), "channels_last.onnx", (1, 40, 56, 3))
    export(grey, "grey.onnx", (1, 1, 32, 44))
    export(small, "free.onnx", (1, 3, 40, 40), {"input": {0: "N", 2: "H", 3: "W"}})
    torch.save(grey_resnet.state_dict(), FOLDER / "grey.pth")
    stages = {"layer3": plain.layer3, "layer4": plain.layer4}
    grey_stages = {"layer3": grey_resnet.layer3, "layer4": grey_resnet.layer4}
    bicubic = T.InterpolationMode.BICUBIC
    cases = {
        "wide": case(small, small.layers(), input_of([size_of((48, 80))], IMAGENET)),
        "wide, halves": case(small, small.layers(), input_of([size_of((48, 80))], HALVES)),
        "channels last": case(small, small.layers(), input_of([size_of((40, 56))], IMAGENET)),
        "channels last, halves": case(small, small.layers(), input_of([size_of((40, 56))], HALVES)),
        "free at 96x64": case(small, small.layers(), input_of([size_of((96, 64))], IMAGENET)),
        "grey": case(grey, grey.layers(), input_of([size_of((32, 44))], ([0.5], [0.5]), PHOTO.convert("L"))),
        "grey resnet": case(grey_resnet, grey_stages, input_of([size_of((96, 128))], ([0.1307], [0.3081]), PHOTO.convert("L"))),
        "resnet at 320": case(plain, stages, input_of([size_of((320, 320))], IMAGENET)),
        "resnet at 160x256": case(plain, stages, input_of([size_of((160, 256))], IMAGENET)),
        "resnet, crop of 73 to 64": case(plain, stages, input_of([T.Resize(73, bicubic), T.CenterCrop(64)], HALVES)),
        "resnet, bicubic 64": case(plain, stages, input_of([T.Resize((64, 64), bicubic)], HALVES)),
        "resnet, clip": case(plain, stages, input_of([T.Resize((224, 224), bicubic)], CLIP)),
        "resnet, caffe": case(plain, stages, caffe([size_of((224, 224))])),
        "resnet, levels of 0 to 1": case(plain, stages, input_of([size_of((224, 224))], ([0.0] * 3, [1.0] * 3))),
    }
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in cases.items())
    (FOLDER / "reference.json").write_text("{\n%s\n}\n" % lines)
