// The topics, in the order of the guide's chapters.
import type { Topic } from "../topic.ts";
import { conv } from "./conv.ts";

export const topics: readonly Topic[] = [
  conv,
];
