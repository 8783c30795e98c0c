import source from "./ops/relu.wgsl" with { type: "text" };
export const x: string = source;
export const gpu = (): GPU => navigator.gpu;
