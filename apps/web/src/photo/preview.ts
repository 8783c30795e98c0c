// A photograph for the screen, before there is a network to look at it.
import { regionSeen, type Framing } from "@camlucida/cam";
import { decode, previewOf } from "../engine/photo.ts";
import type { PredictedPhoto } from "../engine/protocol.ts";

/** @throws ImageError */
export async function openPreview(file: Blob, framing: Framing): Promise<Pick<PredictedPhoto, "width" | "height" | "preview" | "region">> {
  const { width, height, ...rest } = await decode(file);
  const preview = await previewOf({ width, height, ...rest });
  return { width, height, preview, region: regionSeen(framing, preview.width, preview.height) };
}
