// A line of one of the project's sources: what a mark points at, and how an address says it.
// source=packages/tensor/src/ops/relu/relu.ts:12

/** Where in the sources. */
export interface SourcePlace {
  readonly path: string; // from the project's root
  readonly line: number; // counted from 1
}

/** @returns undefined for what is no place in a source */
export function sourcePlaceFrom(text: string | null): SourcePlace | undefined {
  const [, path, line] = /^((?:packages|apps|weights)(?:\/\w[\w.-]*)+\.(?:tsx?|wgsl)):(\d{1,5})$/.exec(text ?? "") ?? [];
  return path !== undefined && Number(line) > 0 ? { path, line: Number(line) } : undefined;
}

export const sourcePlaceText = ({ path, line }: SourcePlace): string => `${path}:${line}`;
