// What this repository itself, its tests and the page use of the command line; others find the library in library/.
export { runCommand } from "./command.ts";
export { compareLogits } from "./model/check_logits.ts";
export { chooseDevice } from "./model/devices.ts";
export { decodeImage } from "./image/decode.ts";
export { inspectModel } from "./inspect/inspected.ts";
export type { ImageResult, InputResult } from "./report/result.ts";
export { encodeImage, encodePng } from "./image/encode.ts";
export { paper, put, type Canvas } from "./sheet/canvas.ts";
export { tileOf } from "./sheet/sheet.ts";
export { openTypesetter, type Typesetter } from "./sheet/typesetter.ts";
