// The guide's chapters that exist.
import * as made from "guide:contents";
import type { Chapter } from "./chapter.ts";

/** In the order of their numbers. */
export const chapters = made.chapters as readonly Chapter[];

/** What the guide is, with its table of contents: README.md. */
export const front = made.front as Chapter | undefined;
