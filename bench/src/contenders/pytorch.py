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


def apply(op, constants, x, weight=None, bias=None, residual=None):
    stride, padding = constants.get("strideH", 1), constants.get("top", 0)  # ours are square
    if op == "conv":
        sums = F.conv2d(x, weight, bias, stride, padding)
        if residual is not None:
            sums += residual
        return F.relu_(sums) if constants.get("relu") else sums
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
