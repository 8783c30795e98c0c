/** The folder of the file below `folder` that changed last. */
export declare function newestIn(folder: string): string;

/** How many folders one goes up and down from a folder to a file. */
export declare function distance(folder: string, file: string): number;
