/** docs/architecture.svg: packages, their parts and the imports between them. @param root of the repository */
export declare function architecture(root: string): string;

/** docs/photograph.svg: the way of a photograph, stage by stage. */
export declare function wayOfAPhotograph(): string;
