// A graph's inputs and outputs in an ONNX file: ValueInfoProto, a name with its type and shape.
// Source  onnx/onnx.proto, https://github.com/onnx/onnx, whose numbers the fields have.
import { fieldsOf, integer, messageIn, text, type Message } from "./wire.ts";

/** A graph's input or output. A length that is not known is a name, or undefined. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: number; // TensorProto.DataType; 0: not a tensor
  readonly shape: readonly (number | string | undefined)[] | undefined;
}

export function readValueInfo(message: Message): OnnxValueInfo {
  const info: { name: string; type: number; shape: OnnxValueInfo["shape"] } = { name: "", type: 0, shape: undefined };
  for (const field of fieldsOf(message)) {
    if (field.number === 1) info.name = text(field);
    if (field.number === 2) Object.assign(info, readType(messageIn(field, "TypeProto")));
  }
  return info;
}

/** TypeProto, of a tensor; sequences and maps are told by type 0. */
function readType(message: Message): Pick<OnnxValueInfo, "type" | "shape"> {
  const found: { type: number; shape: OnnxValueInfo["shape"] } = { type: 0, shape: undefined };
  for (const field of fieldsOf(message)) {
    if (field.number !== 1) continue;
    for (const part of fieldsOf(messageIn(field, "TypeProto.Tensor"))) {
      if (part.number === 1) found.type = integer(part);
      if (part.number === 2) found.shape = readShape(messageIn(part, "TensorShapeProto"));
    }
  }
  return found;
}

function readShape(message: Message): (number | string | undefined)[] {
  const shape: (number | string | undefined)[] = [];
  for (const field of fieldsOf(message)) {
    if (field.number !== 1) continue;
    let length: number | string | undefined;
    for (const part of fieldsOf(messageIn(field, "Dimension"))) {
      if (part.number === 1) length = integer(part);
      if (part.number === 2) length = text(part);
    }
    shape.push(length);
  }
  return shape;
}
