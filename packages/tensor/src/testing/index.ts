// Helpers of the tests of this package and of those that build on it. For tests in Node and Deno only.
export { ROUNDED_TWICE, expectAgreement, expectClose, runOnGpu, type Expected, type Tolerance } from "./agree.ts";
export { decodeFloats, readFixture } from "./fixture.ts";
export { testGpu } from "./gpu.ts";
export { hash, seeded } from "./seeded.ts";
