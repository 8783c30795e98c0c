// The topics, in the order of the guide's chapters.
import type { Topic } from "../topic.ts";
import { adjoint } from "./adjoint.ts";
import { conv } from "./conv.ts";
import { graph } from "./graph.ts";
import { memory } from "./memory.ts";
import { methods } from "./methods.ts";

export const topics: readonly Topic[] = [
  conv,
  adjoint,
  methods,
  memory,
  graph,
];
