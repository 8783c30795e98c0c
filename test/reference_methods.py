"""Writes test/fixtures/methods.json: the maps of eleven methods by their formulas, and as two other systems finish them.

ResNet-18 of reference_resnet.py (its tensors are listed in resnet18.json) in float64, one seeded image of 96x64. Below, A is a
layer's output [K, h, w], g the target's gradient by it, S_k the sum of A_k. A target is a class's logit.
- maps: raw and signed, without ReLU or normalisation; of the best class, and some of the class with the lowest logit.
- networks: the same where fc has kept its first one or two classes only.
- gradCam: full-size maps as jacobgil/pytorch-grad-cam makes them, gradCamSmoothed: with its aug_smooth and eigen_smooth;
  torchCam: low-resolution maps as frgfm/torch-cam does.
Needs Debian's python3-torch, python3-torchvision and python3-opencv. Takes a quarter of an hour on two cores.
Run: /usr/bin/python3 test/reference_methods.py
"""
import json
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from reference_resnet import build
from seeded import encode, sampled, seeded

SEED, HEIGHT, WIDTH = 1100, 96, 64
STAGES = ["layer1", "layer2", "layer3", "layer4"]  # maps are taken of all but the first
CONTRAST = 0.6  # how much of the runner-up's logit is subtracted
FACTORS = (0.9, 1, 1.1)


# ---- the network in two parts

def network(classes=1000):
    model = build("resnet18")[0].double()
    model.fc.weight = torch.nn.Parameter(model.fc.weight[:classes])
    model.fc.bias = torch.nn.Parameter(model.fc.bias[:classes])
    return model


def features(model, image, layer):  # [N, 3, H, W] -> [N, K, h, w]
    x = model.maxpool(model.relu(model.bn1(model.conv1(image))))
    for stage in STAGES[:STAGES.index(layer) + 1]:
        x = getattr(model, stage)(x)
    return x.detach()


def head(model, x, layer):  # [N, K, h, w] -> logits [N, classes]
    for stage in STAGES[STAGES.index(layer) + 1:]:
        x = getattr(model, stage)(x)
    return model.fc(x.mean(dim=(2, 3)))


def in_batches(run, x):
    with torch.no_grad():
        return torch.cat([run(part) for part in x.split(64)])


class Layer:
    """What a layer makes of the image, and the rest of the network of that."""

    def __init__(self, model, image, name):
        self.model, self.image, self.name = model, image, name
        self.a = features(model, image, name)[0]  # [K, h, w]
        self.logits = head(model, self.a[None], name)[0].detach()  # [classes]
        without = 1 - torch.eye(len(self.a), dtype=torch.float64)[:, :, None, None]
        self.ablated = in_batches(lambda x: head(model, x, name), self.a * without)  # logits [K, classes], channel k being zero

    def gradient(self, target, a=None):  # [K, h, w], of target(logits), at the image or another `a`
        x = (self.a if a is None else a)[None].clone().requires_grad_()
        return torch.autograd.grad(target(head(self.model, x, self.name)[0]), x)[0][0]

    def gradient_of(self, index):
        return self.gradient(lambda logits: logits[index])

    def masked(self, masks):  # [K, H, W] -> logits [K, classes], of the image times every mask
        return in_batches(lambda mask: self.model(self.image * mask), masks[:, None])


# ---- raw maps [h, w]

def weighted(weights, a):
    return torch.einsum("k,khw->hw", weights, a)


def safe_divide(x, y):  # 0 where y is 0
    return torch.where(y == 0, torch.zeros_like(x), x / y)


def grad_cam(a, g):
    return weighted(g.mean((1, 2)), a)


def grad_cam_plus_plus(a, g, epsilon=0):
    s = a.sum((1, 2), keepdim=True)
    alpha = safe_divide(g**2, 2 * g**2 + s * g**3 + epsilon)  # relu(g) removes what is not positive, the poles too
    return weighted(torch.where(g > 0, g * alpha, torch.zeros_like(g)).sum((1, 2)), a)


def hires_cam(a, g):
    return (g * a).sum(0)


def xgrad_cam(a, g, epsilon=0):
    return weighted(safe_divide((g * a).sum((1, 2)), a.sum((1, 2)) + epsilon), a)


def layer_cam(a, g):
    return (g.clamp(min=0) * a).sum(0)


def principal_component(x):
    """[K, h, w] -> [h, w]: positions by channels, centred over positions, on the first right singular vector."""
    matrix = x.flatten(1).T.numpy()
    matrix = matrix - matrix.mean(axis=0)
    projection = torch.from_numpy(matrix @ np.linalg.svd(matrix, full_matrices=False)[2][0]).reshape(x.shape[1:])
    return projection if (projection * x.sum(0)).sum() >= 0 else -projection


def eigen_methods(a, g):
    return {"eigen-cam": principal_component(a), "eigengrad-cam": principal_component(g * a)}


def ablation_cam(layer, index):
    y = layer.logits[index]
    return weighted((y - layer.ablated[:, index]) / y.abs(), layer.a)


def min_max(x):  # of every channel; 0 where it is constant
    low, high = x.amin((1, 2), keepdim=True), x.amax((1, 2), keepdim=True)
    return safe_divide(x - low, (high - low).expand_as(x))


def score_cam(layer, c):
    masks = F.interpolate(min_max(layer.a)[None], (HEIGHT, WIDTH), mode="bilinear", align_corners=False)[0]
    constant = layer.a.amin((1, 2)) == layer.a.amax((1, 2))
    scores = layer.masked(masks).softmax(1)[:, c]
    return weighted(torch.where(constant, torch.zeros_like(scores), scores), layer.a)


def augmented(layer, c, fixed=None):
    """The mean of six Grad-CAM maps, of brighter, darker and mirrored images; `fixed`: the original's gradient for all."""
    maps = []
    for flip in ([], [-1]):
        for factor in FACTORS:
            a = features(layer.model, (layer.image * factor).flip(flip), layer.name)[0]
            g = layer.gradient(lambda logits: logits[c], a) if fixed is None else fixed
            maps.append(grad_cam(a, g).flip(flip))
    return torch.stack(maps).mean(0)


def class_map(layer, index):
    return weighted(layer.model.fc.weight[index].detach(), layer.a)


def maps_of_top(layer, c, d):  # by method
    a, g = layer.a, layer.gradient_of(c)
    contrast = layer.gradient(lambda logits: logits[c] - CONTRAST * logits[d])
    maps = {"grad-cam": grad_cam(a, g), "grad-cam++": grad_cam_plus_plus(a, g), "hirescam": hires_cam(a, g), "xgrad-cam": xgrad_cam(a, g),
            "layer-cam": layer_cam(a, g), "eigen-cam": principal_component(a), "eigengrad-cam": principal_component(g * a),
            "ablation-cam": ablation_cam(layer, c), "score-cam": score_cam(layer, c), "finer-cam": grad_cam(a, contrast)}
    if layer.name == "layer4":
        maps["cam"] = class_map(layer, c)
    if layer.name != "layer2":
        maps["grad-cam, augmented"] = augmented(layer, c)
        maps["grad-cam, augmented, gradient of the original"] = augmented(layer, c, g)
        maps["grad-cam, principal component"] = principal_component(g.mean((1, 2))[:, None, None] * a)
    return maps


def maps_of_lowest(layer, e):
    a, g = layer.a, layer.gradient_of(e)
    maps = {"grad-cam": grad_cam(a, g), "layer-cam": layer_cam(a, g), "ablation-cam": ablation_cam(layer, e)}
    return {**maps, "cam": class_map(layer, e)} if layer.name == "layer4" else maps


def few_classes(image, classes):
    model, maps = network(classes), []
    for layer in (Layer(model, image, "layer3"), Layer(model, image, "layer4")):
        a, g = layer.a, layer.gradient_of(0)
        maps += records(layer, 0, {"grad-cam": grad_cam(a, g), "grad-cam++": grad_cam_plus_plus(a, g), "ablation-cam": ablation_cam(layer, 0)})
    return {"classes": classes, "logits": layer.logits.tolist(), "maps": maps}


def records(layer, index, maps):
    return [{"layer": layer.name, "method": method, "class": index, "map": encode(x.numpy())} for method, x in maps.items()]


# ---- pytorch-grad-cam

def scaled(x):
    x = x - x.min()
    return x / (x.max() + 1e-7)


def full_size(raw):  # [h, w] -> [H, W]
    return cv2.resize(np.float32(scaled(np.maximum(raw.numpy(), 0))), (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)


def score_cam_of_logits(layer, c):
    masks = F.interpolate(layer.a[None], (HEIGHT, WIDTH), mode="bilinear", align_corners=True)[0]
    low, high = masks.amin((1, 2), keepdim=True), masks.amax((1, 2), keepdim=True)
    return weighted(layer.masked((masks - low) / (high - low + 1e-8))[:, c].softmax(0), layer.a)


def grad_cam_maps(layer, c):  # method, sign, raw map [h, w]
    a, g = layer.a, layer.gradient_of(c)
    assert a.min() == 0 and layer.logits[c] > 0  # else that system ablates with another number than 0, and divides by y
    maps = {"grad-cam": grad_cam(a, g), "grad-cam++": grad_cam_plus_plus(a, g, 1e-6), "xgrad-cam": xgrad_cam(a, g, 1e-7),
            "hirescam": hires_cam(a, g), "layer-cam": layer_cam(a, g), "ablation-cam": ablation_cam(layer, c),
            "score-cam": score_cam_of_logits(layer, c)}
    eigen = {"eigen-cam": principal_component(a), "eigengrad-cam": principal_component(g * a)}  # that system's sign is svd's
    return [(method, 1, x) for method, x in maps.items()] + [(method, sign, sign * x) for method, x in eigen.items() for sign in (1, -1)]


def grad_cam_system(layers, c):
    seeds, maps, of_grad_cam = count(3000), [], {}
    for layer in layers:
        for method, sign, raw in grad_cam_maps(layer, c):
            x = full_size(raw)
            maps.append({"layers": [layer.name], "method": method, "sign": sign, **sampled(next(seeds), scaled(x))})
            if method == "grad-cam":
                of_grad_cam[layer.name] = x
    mean = np.mean([of_grad_cam["layer3"], of_grad_cam["layer4"]], axis=0)
    return maps + [{"layers": ["layer3", "layer4"], "method": "grad-cam", "sign": 1, **sampled(next(seeds), scaled(mean))}]


def finished(maps):  # full-size maps of the layers -> [H, W]: forward(), to its end
    return scaled(np.mean(np.maximum(maps, 0), axis=0))


def aug_smooth(layers, c, method):
    """forward_augmentation_smoothing: forward() to its end for each of the six images, turned back, and their mean as it is."""
    maps = []
    for flip in ([], [-1]):
        for factor in FACTORS:
            image = (layers[0].image * factor).flip(flip)
            raw = [method(a, layer.gradient(lambda logits: logits[c], a)) for layer in layers for a in [features(layer.model, image, layer.name)[0]]]
            whole = finished([full_size(x) for x in raw])
            maps.append(whole[:, ::-1] if flip else whole)
    return np.mean(np.float32(maps), axis=0)


def grad_cam_system_smoothed(layers, c):
    seeds, maps = count(4000), []
    by = {layer.name: layer for layer in layers}
    for method, run, names in [("grad-cam", grad_cam, ["layer3"]), ("grad-cam", grad_cam, ["layer4"]), ("layer-cam", layer_cam, ["layer3"]),
                               ("grad-cam", grad_cam, ["layer3", "layer4"])]:
        maps.append({"layers": names, "method": method, "smooth": "augment", "sign": 1, **sampled(next(seeds), aug_smooth([by[name] for name in names], c, run))})
    a, g = by["layer3"].a, by["layer3"].gradient_of(c)
    component = principal_component(g.mean((1, 2))[:, None, None] * a)
    for sign in (1, -1):  # that system's sign is svd's
        maps.append({"layers": ["layer3"], "method": "grad-cam", "smooth": "component", "sign": sign, **sampled(next(seeds), finished([full_size(sign * component)]))})
    return maps


# ---- torch-cam

def normalised(x):
    x = x - x.min()
    return x / (x.max() + 1e-8)


def torch_cam_maps(layer, c):
    a, g = layer.a, layer.gradient_of(c)
    by = {"grad-cam": grad_cam(a, g), "layer-cam": layer_cam(a, g), "xgrad-cam": xgrad_cam(a, g)}
    maps = {method: normalised(x.clamp(min=0)) for method, x in by.items()}
    return {**maps, "cam": normalised(class_map(layer, c))} if layer.name == "layer4" else maps


def main():
    image = torch.from_numpy(seeded(SEED, (1, HEIGHT, WIDTH, 3), 2)).permute(0, 3, 1, 2).double()
    model = network()
    layers = [Layer(model, image, name) for name in STAGES[1:]]
    logits = layers[0].logits
    c, d = torch.topk(logits, 2).indices.tolist()
    e = int(logits.argmin())
    values = {"top": logits[c].item(), "runnerUp": logits[d].item(), "lowest": logits[e].item()}
    print("classes", c, d, e, values)
    maps = [records(layer, c, maps_of_top(layer, c, d)) + records(layer, e, maps_of_lowest(layer, e)) for layer in layers]
    fixture = {"torch": torch.__version__, "opencv": cv2.__version__, "seed": SEED, "height": HEIGHT, "width": WIDTH,
               "contrast": CONTRAST, "factors": FACTORS, "shapes": {layer.name: list(layer.a.permute(1, 2, 0).shape) for layer in layers},
               "classes": {"top": c, "runnerUp": d, "lowest": e}, "logits": values,
               "maps": sum(maps, []), "networks": [few_classes(image, classes) for classes in (1, 2)],
               "gradCam": grad_cam_system(layers, c), "gradCamSmoothed": grad_cam_system_smoothed(layers, c),
               "torchCam": sum((records(layer, c, torch_cam_maps(layer, c)) for layer in layers), [])}
    path = Path(__file__).parent / "fixtures" / "methods.json"
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
