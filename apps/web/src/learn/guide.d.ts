// Made by build/guide from the files of docs/guide.
declare module "guide:contents" {
  /** In the order of their numbers. */
  export const chapters: readonly import("./chapter.ts").Chapter[];
  /** What the guide is, with its table of contents: README.md. */
  export const front: import("./chapter.ts").Chapter | undefined;
}
