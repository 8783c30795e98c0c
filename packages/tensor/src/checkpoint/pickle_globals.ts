// The Python names that a checkpoint may mention. Nothing is ever called, so a name on this list is no more than
// a label; the list is short all the same, because a file that names anything else is not a file of weights.
import { CheckpointError } from "../graph/errors.ts";
import { quote } from "./cursor.ts";
import { storageTypes } from "./element_type.ts";

const inModule = (module: string, names: string): string[] => names.split(" ").map((name) => `${module}.${name}`);

const tensors = [
  ...inModule("torch._utils", "_rebuild_tensor _rebuild_tensor_v2 _rebuild_parameter _rebuild_parameter_with_state"),
  // Recognised, so that the refusal can name the tensor; see `torch_tensor.ts`.
  ...inModule("torch._utils", "_rebuild_tensor_v3 _rebuild_qtensor _rebuild_sparse_tensor _rebuild_sparse_csr_tensor"),
  ...inModule("torch._utils", "_rebuild_meta_tensor_no_storage _rebuild_device_tensor_from_numpy"),
  ...inModule("torch._tensor", "_rebuild_from_type_v2"),
  ...inModule("torch.nn.parameter", "Parameter Buffer"),
  ...inModule("torch", "Tensor Size device"),
  ...inModule("torch", "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 uint16 uint32 uint64 bool"),
  ...inModule("torch", "complex64 complex128 qint8 quint8 qint32 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz"),
  ...inModule("torch", "strided sparse_coo sparse_csr per_tensor_affine per_channel_affine"),
  ...inModule("torch.serialization", "_get_layout"),
];

const pythonTypes = "set frozenset bytearray complex object slice range list dict tuple int float str bool";

/** What training scripts keep beside the weights: options, histories, numpy numbers. Read as labels, then ignored. */
const bystanders = [
  ...inModule("collections", "OrderedDict defaultdict Counter deque"),
  ...inModule("builtins", pythonTypes),
  ...inModule("__builtin__", `${pythonTypes} xrange unicode long`),
  ...inModule("_codecs", "encode"),
  ...inModule("copyreg", "_reconstructor"),
  ...inModule("copy_reg", "_reconstructor"),
  ...inModule("argparse", "Namespace"),
  ...inModule("types", "SimpleNamespace"),
  ...inModule("pathlib", "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath"),
  ...inModule("pathlib._local", "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath"),
  ...inModule("datetime", "datetime date time timedelta timezone"),
  ...inModule("torch.torch_version", "TorchVersion"),
  ...inModule("pytorch_lightning.utilities.parsing", "AttributeDict"),
  ...inModule("lightning_fabric.utilities.data", "AttributeDict"),
  ...inModule("lightning.fabric.utilities.data", "AttributeDict"),
  ...inModule("numpy", "dtype ndarray"),
  ...inModule("numpy.core.multiarray", "scalar _reconstruct"),
  ...inModule("numpy._core.multiarray", "scalar _reconstruct"),
];

const allowed: ReadonlySet<string> = new Set([...tensors, ...bystanders, ...storageTypes.keys()]);

const advice = 'In Python, save the weights alone: torch.save(model.state_dict(), "weights.pth").';

/** Returns if the name is allowed; `pickle` (the bytes that name it) only serves to word the refusal. */
export function assertAllowed(name: string, pickle: Uint8Array): void {
  if (allowed.has(name)) return;
  if (isModuleClass(name) || (!isStandardLibrary(name) && mentionsModules(pickle))) {
    throw new CheckpointError(
      "checkpoint-unsupported",
      `The file holds a whole pickled module: it names the Python class ${quote(name)}, which only Python code can rebuild. ` +
        advice,
    );
  }
  throw new CheckpointError(
    "checkpoint-unsafe",
    `The file asks Python for ${quote(name)}, which no file of weights needs; nothing was run. ` +
      `If you do not know where the file comes from, do not open it in Python either. If it is yours: ${advice}`,
  );
}

const isModuleClass = (name: string): boolean => /^(torch\.nn\.modules|torchvision\.models|timm\.models)\./.test(name);

/** Where hostile pickles point: never to be taken for somebody's own network class. */
const isStandardLibrary = (name: string): boolean =>
  /^(os|posix|nt|sys|subprocess|builtins|__builtin__|runpy|pty|socket|shutil|importlib|operator|functools)\./.test(name);

/** Looks for an attribute of every `torch.nn.Module` in the first 4 MiB, where a pickled network has it. */
function mentionsModules(pickle: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(pickle.subarray(0, 2 ** 22)).includes("_forward_hooks");
}
