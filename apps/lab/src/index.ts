// What the guide takes from the lab.
export { topics } from "./topics/index.ts";
export { LabError, type Topic } from "./topic.ts";
