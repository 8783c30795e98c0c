/** The stages that a photograph goes through. */
export declare const photograph: readonly { readonly stage: string; readonly file: string; readonly says: readonly string[]; readonly gives: readonly string[] }[];
