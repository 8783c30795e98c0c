// One thread of thumbnails.ts: makes one thumbnail after the other.
import { messageOf } from "../errors/errors.ts";
import { thumbnailOf } from "./thumbnail.ts";

/** A thumbnail, or why there is none. */
export type ThumbnailReply = { readonly bytes: Uint8Array } | { readonly problem: string };

globalThis.addEventListener("message", ({ data: path }: MessageEvent<string>) => {
  void thumbnailOf(path).then(
    (bytes) => globalThis.postMessage({ bytes } satisfies ThumbnailReply),
    (error: unknown) => globalThis.postMessage({ problem: messageOf(error) } satisfies ThumbnailReply),
  );
});
