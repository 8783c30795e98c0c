/** `files` of `from` import `to`: packages, or folders of them. */
export interface ImportLine {
  readonly from: string;
  readonly to: string;
  readonly files: number;
}

/** @param root of the repository */
export declare function importsOf(root: string): ImportLine[];

/** The parts that are drawn, by package. */
export declare function partsOf(root: string): Readonly<Record<string, readonly string[]>>;
