import { BaseSequencer } from "vitest/node";

export declare class NearestFirst extends BaseSequencer {}

/** How many folders one goes up and down from a folder to a file. */
export declare function distance(folder: string, file: string): number;
