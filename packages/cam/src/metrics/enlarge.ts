import { resizeOpenCvF32 } from "../preprocess/resample/opencv.ts";

/**
 * A raw map stretched over the network's input: OpenCV's bilinear, as the views and Score-CAM's masks have it.
 * @param map [mapHeight, mapWidth], signed
 * @returns [height, width]
 * @throws ImageError "image-shape", "image-side", "image-samples"
 */
export function enlarge(map: Float32Array, mapWidth: number, mapHeight: number, width: number, height: number): Float32Array {
  return resizeOpenCvF32(map, mapWidth, mapHeight, 1, width, height);
}
