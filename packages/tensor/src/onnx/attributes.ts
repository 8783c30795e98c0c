// The attributes of a node, by type: what is absent has the default that the caller says, what is of another type is an error.
import { decodeText, quote } from "../checkpoint/cursor.ts";
import { corrupt } from "./errors.ts";
import type { OnnxTensor } from "./tensor.ts";
import type { AttributeKind } from "./messages.ts";

/** One attribute: its kind and what it holds of that kind. */
export interface OnnxAttribute {
  readonly kind: AttributeKind | undefined;
  readonly float: number;
  readonly int: number;
  readonly text: Uint8Array;
  readonly tensor: OnnxTensor | undefined;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
}

/** What has attributes: a node. */
export interface Attributed {
  readonly op: string;
  readonly name: string;
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** How an error calls a node: `Conv node "conv1"`. */
export const nodeTitle = ({ op, name, outputs }: Omit<Attributed, "attributes">): string =>
  `${quote(op).slice(1, -1)} node ${quote(name || (outputs[0] ?? ""))}`;

function attribute(node: Attributed, name: string, kind: AttributeKind): OnnxAttribute | undefined {
  const found = node.attributes.get(name);
  if (!found || found.kind === kind) return found;
  throw corrupt(`attribute ${quote(name)} of ${nodeTitle(node)} is of kind ${found.kind ?? "none"}; expected ${kind}`);
}

/** A whole number. @throws CheckpointError "checkpoint-corrupt" for an attribute of another kind; so do the others. */
export const intAttribute = (node: Attributed, name: string, absent: number): number =>
  attribute(node, name, "int")?.int ?? absent;

export const floatAttribute = (node: Attributed, name: string, absent: number): number =>
  attribute(node, name, "float")?.float ?? absent;

export const intsAttribute = (node: Attributed, name: string): readonly number[] | undefined =>
  attribute(node, name, "ints")?.ints;

export const floatsAttribute = (node: Attributed, name: string): readonly number[] | undefined =>
  attribute(node, name, "floats")?.floats;

export const tensorAttribute = (node: Attributed, name: string): OnnxTensor | undefined =>
  attribute(node, name, "tensor")?.tensor;

/** A word of the specification, such as "constant": the texts that nodes have here are all of that kind, and stand in messages as they are. */
export function textAttribute(node: Attributed, name: string, absent: string): string {
  const found = attribute(node, name, "text");
  if (!found) return absent;
  const title = `attribute ${quote(name)} of ${nodeTitle(node)}`;
  const text = decodeText(found.text, `ONNX: ${title}`);
  if (/^\w{0,40}$/.test(text)) return text;
  throw corrupt(`${title} is ${quote(text)}; expected a word of letters, digits and underscores`);
}
