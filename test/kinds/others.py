"""Containers of all sorts around one ResNet, and what is no classifier by convolutions."""
import torch
import torchvision
from torch import nn
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.ops import misc

from kinds.kind import CLASSES, Kind, narrowed, prefixed, renamed
from kinds.families import mobilenet_v2
from reference_conventions import Network, as_safetensors, average_of, bottlenecks, cast, training


def optimizer_of(state):
    network = Network()
    optimizer = torch.optim.Adam(network.parameters())
    network.train()(torch.zeros(2, 3, 65, 49)).sum().backward()
    optimizer.step()
    return optimizer.state_dict()


def rounded(dtype):
    """What the file holds of each number."""
    def answer(network, image):
        state = network.state_dict()
        network.load_state_dict({key: x.to(dtype).to(x.dtype) if x.is_floating_point() else x for key, x in state.items()})
        return network(image)
    return answer


def only_saved(network, state, path):
    torch.save(state, path)


CONTAINERS = [
    ("torch.save(model.state_dict())", None, {}),
    ("the same, as PyTorch before 1.6 saved it", None, {"save": lambda network, state, path: torch.save(state, path, _use_new_zipfile_serialization=False)}),
    ("`state_dict` in a dict", lambda state: {"state_dict": state, "epoch": 3, "best_acc": 0.9}, {}),
    ("`model` in a dict", lambda state: {"model": state, "args": None}, {}),
    ("`model_state_dict` and `optimizer_state_dict`", lambda state: {"model_state_dict": state, "optimizer_state_dict": optimizer_of(state), "loss": 0.1}, {}),
    ("`net` in a dict", lambda state: {"net": state, "acc": 93.0}, {}),
    ("`weights` in a dict", lambda state: {"weights": state}, {}),
    ("Lightning: `state_dict` of `model.…`, optimizers beside", lambda state: {"state_dict": prefixed("model.")(state), "optimizer_states": [optimizer_of(state)], "pytorch-lightning_version": "1.9.0"}, {}),
    ("`state_dict` and `state_dict_ema`: the former", lambda state: {"state_dict": state, "state_dict_ema": average_of(state, 0.9)}, {}),
    ("`model` and `model_ema` (timm's, torchvision's references): the former", lambda state: {"model": state, "model_ema": average_of(state, 0.9)}, {}),
    ("`model.…` and `ema_model.…` in one dict: the former", lambda state: {**prefixed("model.")(state), **prefixed("ema_model.")(average_of(state, 0.9))}, {}),
    ("swa_utils.AveragedModel: `n_averaged` beside `module.…`", lambda state: {"n_averaged": torch.tensor(5), **prefixed("module.")(state)}, {}),
    ("torch.compile: `_orig_mod.…`", prefixed("_orig_mod."), {}),
    ("safetensors", lambda state: as_safetensors(state, {"format": "pt"}), {"ending": ".safetensors"}),
    ("safetensors in float16", lambda state: as_safetensors(cast(state, torch.float16), {"format": "pt"}), {"ending": ".safetensors", "answer": rounded(torch.float16)}),
    ("float16", lambda state: cast(state, torch.float16), {"answer": rounded(torch.float16)}),
    ("bfloat16", lambda state: cast(state, torch.bfloat16), {"answer": rounded(torch.bfloat16)}),
    ("float64", lambda state: cast(state, torch.float64), {}),
    ("a whole pickled module: torch.save(model)", None, {"answer": None, "save": lambda network, state, path: torch.save(network, path)}),
    ("a whole pickled module in a dict: `model`", None, {"answer": None, "save": lambda network, state, path: torch.save({"model": network, "epoch": 3}, path)}),
    ("TorchScript, scripted", None, {"answer": None, "save": lambda network, state, path: torch.jit.script(torchvision.models.squeezenet1_1(weights=None)).save(str(path))}),
    ("TorchScript, traced", None, {"answer": None, "save": lambda network, state, path: torch.jit.trace(network.eval(), torch.zeros(1, 3, 65, 49)).save(str(path))}),
    ("an optimizer's state alone", optimizer_of, {"answer": None}),
    ("`student` and `teacher` in a dict", lambda state: {"student": state, "teacher": average_of(state, 0.9)}, {"answer": None}),
    ("empty: {}", lambda state: {}, {"answer": None}),
    ("one array, no names", lambda state: state["fc.weight"], {"answer": None}),
]


# --- what is no classifier by convolutions


def detector(model):
    """Of torchvision, cut to a few channels."""
    return lambda: narrowed(model(weights=None, weights_backbone=None).state_dict())


def model(name, **options):
    return lambda: narrowed(getattr(torchvision.models, name)(weights=None, **options).state_dict())


def segmenter(name):
    return lambda: narrowed(getattr(torchvision.models.segmentation, name)(weights=None, weights_backbone=None).state_dict())


def double(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, 1, 1), nn.BatchNorm2d(outputs), nn.ReLU(), nn.Conv2d(outputs, outputs, 3, 1, 1), nn.BatchNorm2d(outputs), nn.ReLU())


def field(**parts):
    module = nn.Module()
    for name, part in parts.items():
        module.add_module(name, part)
    return module


def unet():
    """milesial's names."""
    network = field(inc=field(double_conv=double(3, 4)), outc=field(conv=nn.Conv2d(4, 2, 1)))
    for at in range(1, 5):
        network.add_module(f"down{at}", field(maxpool_conv=nn.Sequential(nn.MaxPool2d(2), field(double_conv=double(4, 4)))))
        network.add_module(f"up{at}", field(up=nn.ConvTranspose2d(4, 4, 2, 2), conv=field(double_conv=double(8, 4))))
    return network.state_dict()


def smp_unet():
    """segmentation_models_pytorch: a ResNet as `encoder`, a decoder behind it."""
    encoder = {f"encoder.{key}": value for key, value in Network().state_dict().items() if not key.startswith("fc.")}
    block = nn.Sequential(nn.Conv2d(8, 4, 3, 1, 1, bias=False), nn.BatchNorm2d(4))
    decoder = field(decoder=field(blocks=nn.ModuleList([field(conv1=block, conv2=block) for _ in range(5)])), segmentation_head=nn.Sequential(nn.Conv2d(4, 1, 3, 1, 1)))
    return {**encoder, **decoder.state_dict()}


def yolo():
    """ultralytics' names: `model.0.conv`, a C2f block, a head of `cv2` and `cv3`."""
    def conv(inputs, outputs):
        return field(conv=nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False), bn=nn.BatchNorm2d(outputs))
    layers = nn.ModuleList([conv(3, 4), conv(4, 4), field(cv1=conv(4, 4), cv2=conv(8, 4), m=nn.ModuleList([field(cv1=conv(2, 2), cv2=conv(2, 2))])),
                            field(cv2=nn.ModuleList([nn.Sequential(conv(4, 4), nn.Conv2d(4, 64, 1))]), cv3=nn.ModuleList([nn.Sequential(conv(4, 4), nn.Conv2d(4, 80, 1))]),
                                  dfl=field(conv=nn.Conv2d(16, 1, 1, bias=False)))])
    return field(model=layers).state_dict()


def yolov3():
    """The Darknet of many repositories: `module_list.0.Conv2d.weight`."""
    layers = nn.ModuleList([field(Conv2d=nn.Conv2d(3, 4, 3, bias=False), BatchNorm2d=nn.BatchNorm2d(4)) for _ in range(3)])
    return field(module_list=layers).state_dict()


def detectron2():
    """Its ResNet: `backbone.bottom_up.res2.0.conv1.norm`."""
    state = {}
    for key, value in bottlenecks().state_dict().items():
        key = key.replace("layer1", "res2").replace("layer2", "res3").replace("layer3", "res4").replace("layer4", "res5").replace("downsample.0", "shortcut").replace("downsample.1", "shortcut.norm")
        for at in "123":
            key = key.replace(f"bn{at}", f"conv{at}.norm")
        state["backbone.bottom_up." + ("stem." + key if key.startswith("conv1") else key)] = value
    return {"model": {**state, "proposal_generator.rpn_head.conv.weight": torch.zeros(4, 4, 3, 3)}}


def lstm():
    return field(embedding=nn.Embedding(20, 4), lstm=nn.LSTM(4, 5, 2, batch_first=True), fc=nn.Linear(5, 2)).state_dict()


def autoencoder():
    return field(encoder=nn.Sequential(nn.Conv2d(3, 4, 3, 2, 1), nn.ReLU(), nn.Conv2d(4, 8, 3, 2, 1)),
                 decoder=nn.Sequential(nn.ConvTranspose2d(8, 4, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(4, 3, 4, 2, 1))).state_dict()


def small_network():
    """A tutorial's: two convolutions and three linear layers, of no family."""
    return field(conv1=nn.Conv2d(3, 6, 5), conv2=nn.Conv2d(6, 16, 5), fc1=nn.Linear(400, 120), fc2=nn.Linear(120, 84), fc3=nn.Linear(84, 10)).state_dict()


def generator():
    return field(main=nn.Sequential(nn.ConvTranspose2d(10, 8, 4, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.ConvTranspose2d(8, 3, 4, 2, 1, bias=False))).state_dict()


def perceptron():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10)).state_dict()


def bert():
    layer = field(attention=field(self=field(query=nn.Linear(4, 4), key=nn.Linear(4, 4), value=nn.Linear(4, 4)), output=field(dense=nn.Linear(4, 4), LayerNorm=nn.LayerNorm(4))))
    return field(bert=field(embeddings=field(word_embeddings=nn.Embedding(20, 4), LayerNorm=nn.LayerNorm(4)), encoder=field(layer=nn.ModuleList([layer]))), classifier=nn.Linear(4, 2)).state_dict()


def timm_vit():
    return {"cls_token": torch.zeros(1, 1, 8), "pos_embed": torch.zeros(1, 5, 8), **field(patch_embed=field(proj=nn.Conv2d(3, 8, 16, 16)), blocks=nn.ModuleList([
        field(norm1=nn.LayerNorm(8), attn=field(qkv=nn.Linear(8, 24), proj=nn.Linear(8, 8)), norm2=nn.LayerNorm(8), mlp=field(fc1=nn.Linear(8, 32), fc2=nn.Linear(32, 8)))]),
        norm=nn.LayerNorm(8), head=nn.Linear(8, CLASSES)).state_dict()}


def clip():
    return {"visual.class_embedding": torch.zeros(8), **field(visual=field(conv1=nn.Conv2d(3, 8, 16, 16, bias=False), ln_pre=nn.LayerNorm(8)), token_embedding=nn.Embedding(20, 8)).state_dict()}


def quantised():
    """A converted network's names: int8 weights with a scale for each channel, `scale` and `zero_point` of what each layer gives, a packed linear layer."""
    def in_int8(weight):
        scales = weight.flatten(1).abs().amax(1).double() / 127 + 1e-9
        return torch.quantize_per_channel(weight, scales, torch.zeros(len(weight), dtype=torch.long), 0, torch.qint8)
    state = {}
    for key, value in Network().state_dict().items():
        if value.dim() == 4:
            place = key[:-len("weight")]
            state.update({key: in_int8(value), place + "bias": torch.zeros(len(value)), place + "scale": torch.tensor(0.1), place + "zero_point": torch.tensor(0)})
        elif key == "fc.weight":
            state.update({"fc.scale": torch.tensor(0.1), "fc.zero_point": torch.tensor(0), "fc._packed_params.dtype": torch.qint8, "fc._packed_params._packed_params": (in_int8(value), torch.zeros(CLASSES))})
    return {**state, "quant.scale": torch.tensor([0.02]), "quant.zero_point": torch.tensor([0])}


def quantising():
    """Prepared for quantisation-aware training, not converted."""
    network = torchvision.models.quantization.mobilenet_v2(weights=None, quantize=False)
    network.fuse_model(is_qat=True)
    network.qconfig = torch.ao.quantization.get_default_qat_qconfig("qnnpack")
    torch.ao.quantization.prepare_qat(network.train(), inplace=True)
    return narrowed(network.state_dict())


def convnext_v2():
    state = {}
    for stage in range(4):
        block = field(conv_dw=nn.Conv2d(8, 8, 7, 1, 3, groups=8), norm=nn.LayerNorm(8), mlp=field(fc1=nn.Linear(8, 32), grn=nn.LayerNorm(32), fc2=nn.Linear(32, 8)))
        state.update(field(stages=nn.ModuleDict({str(stage): field(blocks=nn.ModuleList([block]))})).state_dict())
    return {**field(stem=nn.Sequential(nn.Conv2d(3, 8, 4, 4), nn.LayerNorm(8)), head=field(norm=nn.LayerNorm(8), fc=nn.Linear(8, CLASSES))).state_dict(), **state}


def mobilenet_v1():
    """kuangliu's: `layers.0.conv1`."""
    layers = nn.ModuleList([field(conv1=nn.Conv2d(4, 4, 3, 1, 1, groups=4, bias=False), bn1=nn.BatchNorm2d(4), conv2=nn.Conv2d(4, 4, 1, bias=False), bn2=nn.BatchNorm2d(4)) for _ in range(3)])
    return field(conv1=nn.Conv2d(3, 4, 3, 1, 1, bias=False), bn1=nn.BatchNorm2d(4), layers=layers, linear=nn.Linear(4, CLASSES)).state_dict()


def kuangliu_densenet():
    layer = field(bn1=nn.BatchNorm2d(4), conv1=nn.Conv2d(4, 8, 1, bias=False), bn2=nn.BatchNorm2d(8), conv2=nn.Conv2d(8, 4, 3, 1, 1, bias=False))
    return field(conv1=nn.Conv2d(3, 4, 3, 1, 1, bias=False), dense1=nn.ModuleList([layer]), trans1=field(bn=nn.BatchNorm2d(8), conv=nn.Conv2d(8, 4, 1, bias=False)), bn=nn.BatchNorm2d(4), linear=nn.Linear(4, CLASSES)).state_dict()


D = torchvision.models.detection
REFUSED = [
    ("Detectors", "Faster R-CNN, ResNet-50 and its pyramid", detector(D.fasterrcnn_resnet50_fpn)),
    ("Detectors", "Faster R-CNN, MobileNetV3", detector(D.fasterrcnn_mobilenet_v3_large_320_fpn)),
    ("Detectors", "Mask R-CNN", detector(D.maskrcnn_resnet50_fpn)),
    ("Detectors", "Keypoint R-CNN", detector(D.keypointrcnn_resnet50_fpn)),
    ("Detectors", "RetinaNet", detector(D.retinanet_resnet50_fpn)),
    ("Detectors", "FCOS", detector(D.fcos_resnet50_fpn)),
    ("Detectors", "SSD of VGG-16", detector(D.ssd300_vgg16)),
    ("Detectors", "SSDlite of MobileNetV3", detector(D.ssdlite320_mobilenet_v3_large)),
    ("Detectors", "YOLO of ultralytics: `model.0.conv`, `model.22.cv2`", yolo),
    ("Detectors", "YOLOv3: `module_list.0.Conv2d`", yolov3),
    ("Detectors", "detectron2: `backbone.bottom_up.res2`", detectron2),
    ("Segmenters", "FCN of ResNet-50", segmenter("fcn_resnet50")),
    ("Segmenters", "DeepLabv3 of ResNet-50", segmenter("deeplabv3_resnet50")),
    ("Segmenters", "DeepLabv3 of MobileNetV3", segmenter("deeplabv3_mobilenet_v3_large")),
    ("Segmenters", "LR-ASPP of MobileNetV3", segmenter("lraspp_mobilenet_v3_large")),
    ("Segmenters", "U-Net: `inc.double_conv`, `up1`", unet),
    ("Segmenters", "U-Net of segmentation_models_pytorch: `encoder.layer1`, `decoder.blocks`", smp_unet),
    ("Transformers and others", "ViT of torchvision", model("vit_b_32")),
    ("Transformers and others", "ViT of timm, DeiT, DINO", timm_vit),
    ("Transformers and others", "Swin of torchvision", model("swin_t")),
    ("Transformers and others", "CLIP's ViT", clip),
    ("Transformers and others", "BERT", bert),
    ("Transformers and others", "LSTM", lstm),
    ("Transformers and others", "a multi-layer perceptron", perceptron),
    ("Transformers and others", "an autoencoder", autoencoder),
    ("Transformers and others", "a GAN's generator", generator),
    ("Transformers and others", "a video ResNet (R3D-18)", lambda: narrowed(torchvision.models.video.r3d_18(weights=None).state_dict())),
    ("Networks of no family here", "the tutorial's: `conv1`, `conv2`, `fc1` … `fc3`", small_network),
    ("Networks of no family here", "ConvNeXt V2: `mlp.grn`", convnext_v2),
    ("Networks of no family here", "kuangliu's MobileNet", mobilenet_v1),
    ("Networks of no family here", "kuangliu's DenseNet", kuangliu_densenet),
    ("Quantised", "a ResNet in int8", quantised),
    ("Quantised", "prepared for quantisation-aware training, not converted", quantising),
]


def kinds():
    for name, change, options in CONTAINERS:
        yield Kind("Containers", name, Network, change, **options)
    for group, name, make in REFUSED:
        yield Kind(group, name, make, answer=None)
