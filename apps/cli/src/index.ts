// What other packages (and tests) may use of the command line.
export { runCommand } from "./command.ts";
export { compareLogits } from "./checking/compare.ts";
export { openDevice } from "./devices.ts";
export { decodeImage } from "./image/decode.ts";
export { encodePng } from "./image/encode.ts";
export type { ImageResult, InputResult } from "./report/result.ts";
