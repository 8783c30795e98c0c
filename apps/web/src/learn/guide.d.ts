// Made by build/guide from the files of docs/guide; chapters.ts says of which types.
declare module "guide:contents" {
  export const chapters: unknown;
  export const front: unknown;
}
