// Helpers of the tests of this package and of those that build on it.
export { ROUNDED_TWICE, expectAgreement, expectClose, readAdjoint, runOnGpu, runOnGpuWithPadding, type Expected, type StoredAdjoint, type Tolerance } from "./agree.ts";
export { decodeFloats, readFixture, readFixtureBytes, sha256 } from "./fixture.ts";
export { deviceOf, testGpu } from "./gpu.ts";
export { field, graphMessage, networkOfNormalisedMean, networkOfOwnMaps, onnxFileOf, smallNetwork } from "./onnx.ts";
export { hash, seeded } from "./seeded.ts";
export { tinyClasses, tinyResnet } from "./resnets.ts";
