// WGSL's words for the highlighter, which knows many languages but not this one. From the WebGPU Shading Language specification.
import type { HLJSApi, Language } from "highlight.js";

const keyword = "alias break case const const_assert continue continuing default diagnostic discard else enable fn for if let loop override requires return struct switch var while";
const type = "array atomic bool f16 f32 i32 mat2x2 mat2x3 mat2x4 mat3x2 mat3x3 mat3x4 mat4x2 mat4x3 mat4x4 ptr sampler texture_2d texture_external texture_storage_2d u32 vec2 vec3 vec4";
const builtIn = "abs all any arrayLength ceil clamp cos countOneBits cross distance dot exp exp2 floor fma fract inverseSqrt length log log2 max min mix normalize pow round saturate select sign sin sqrt step storageBarrier tanh textureLoad textureStore trunc unpack2x16float pack2x16float workgroupBarrier";

export function wgsl(hljs: HLJSApi): Language {
  return {
    name: "WGSL",
    keywords: { keyword, type, built_in: builtIn, literal: "true false" },
    contains: [
      hljs.C_LINE_COMMENT_MODE,
      hljs.C_BLOCK_COMMENT_MODE,
      { scope: "meta", begin: /@\w+/ },
      { scope: "number", begin: /\b(?:0[xX][\da-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)[fhiu]?\b/ },
      { begin: [/\bfn/, /\s+/, /\w+/], beginScope: { 1: "keyword", 3: "title.function" } },
      { begin: [/\bstruct/, /\s+/, /\w+/], beginScope: { 1: "keyword", 3: "title.class" } },
    ],
  };
}
