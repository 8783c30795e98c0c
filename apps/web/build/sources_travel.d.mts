import type { Plugin } from "vite";

export function sourceParts(): Map<string, Record<string, string>>;
export function sourceFiles(): Map<string, Uint8Array>;
export const sourcesTravel: Plugin;
