# PyTorch on the CPU, a far mark: answers in lines, as host_process.ts does.
# argv: the folder where pytorch.ts wrote the network, and the number of threads.
import base64, json, resource, sys, time

begun = time.perf_counter()
import numpy as np
import torch
import torch.nn.functional as F

importing = (time.perf_counter() - begun) * 1000
folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)


def load():
    """The steps, the weights by name (kernels [Cout, Cin, K, K]) and the image [N, 3, H, W]."""
    with open(f"{folder}/network.json") as file:
        network = json.load(file)
    numbers = torch.from_numpy(np.fromfile(f"{folder}/numbers.bin", dtype=np.float32))
    take = lambda array: numbers[array["from"]:array["from"] + int(np.prod(array["shape"]))].reshape(array["shape"])
    return network, {array["name"]: take(array) for array in network["parameters"]}, take(network["image"])


POINTWISE = {
    "relu": F.relu, "sigmoid": torch.sigmoid, "silu": F.silu, "hardSigmoid": F.hardsigmoid, "hardSwish": F.hardswish, "gelu": F.gelu,
}


def apply(op, constants, x, weight=None, bias=None, *others):
    stride, padding = constants.get("strideH", 1), constants.get("top", 0)  # ours are square
    if op in POINTWISE:
        return POINTWISE[op](x)
    if op == "clamp":
        return x.clamp(constants["alpha"], constants["beta"])
    if op == "conv":
        return F.conv2d(x, weight, bias, stride, padding, 1, constants["groups"])
    if op == "batch_norm":
        mean, variance = others
        return F.batch_norm(x, mean, variance, weight, bias, eps=constants["epsilon"])
    if op == "add":
        return x + weight
    if op == "arithmetic":  # channels by their factors
        return x * weight[:, :, None, None]
    if op == "concat":
        return torch.cat([each for each in (x, weight, bias, *others) if each is not None], 1)
    if op == "average_pool":
        return F.avg_pool2d(x, constants["kernelH"], stride, padding, count_include_pad=bool(constants["countPad"]))
    if op == "reshape":  # the rows of our weights are in the order H, W, C
        return x.permute(0, 2, 3, 1).flatten(1)
    if op == "group_norm":
        last = x if x.dim() == 2 else x.permute(0, 2, 3, 1)
        normed = F.layer_norm(last, weight.shape, weight, bias, constants["epsilon"])
        return normed if x.dim() == 2 else normed.permute(0, 3, 1, 2)
    if op == "max_pool":
        return F.max_pool2d(x, constants["kernelH"], stride, padding)
    if op == "global_average_pool":
        return x.mean((2, 3))
    if op == "linear":
        return torch.addmm(bias, x, weight)
    raise ValueError(f'"{op}" has no PyTorch form here; add it to apply.')


def run():
    with torch.inference_mode():
        values = dict(parameters)
        values[network["image"]["name"]] = image
        for step in network["steps"]:
            values[step["output"]] = apply(step["op"], step["constants"], *(values[name] for name in step["inputs"]))
        return values[network["output"]].numpy()


def timed(act):
    begun, cpu_begun = time.perf_counter(), time.process_time()
    result = act()
    return result, (time.perf_counter() - begun) * 1000, (time.process_time() - cpu_begun) * 1000


def answer(ask):
    result, milliseconds, cpu = timed(run)
    if ask == "run":
        return {"time": milliseconds, "cpuTime": cpu, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    output = "float32:" + base64.b64encode(result.tobytes()).decode()
    return {"importing": importing, "opening": milliseconds, "output": output}


network, parameters, image = load()
for line in sys.stdin:
    print("\x02" + json.dumps(answer(json.loads(line[1:])["ask"])), flush=True)
