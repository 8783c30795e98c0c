// How a node is refused: by its op, its name, its opset, and with what would help.
import { CheckpointError } from "../graph/errors.ts";
import { type Attributed, nodeTitle } from "./attributes.ts";

/** A node with the version of the operators that it belongs to. */
export interface VersionedNode {
  readonly node: Attributed;
  readonly opset: number;
}

const titleOf = ({ node, opset }: VersionedNode): string => `ONNX: ${nodeTitle(node)} (opset ${opset})`;

/** What a file may well mean, and is not computed. @param help the next step */
export const unsupported = (call: VersionedNode, found: string, help: string): CheckpointError =>
  new CheckpointError("checkpoint-unsupported", `${titleOf(call)} ${found}. ${help}`);

/** What no file can mean. */
export const contradiction = (call: VersionedNode, found: string): CheckpointError =>
  new CheckpointError("checkpoint-corrupt", `${titleOf(call)} ${found}. Is the file damaged?`);
