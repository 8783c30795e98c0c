/** What each folder of the drawing is for. */
export declare const words: Readonly<Record<string, string>>;
