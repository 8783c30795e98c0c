// The samples beside the page, and what the network saw in them when the page was built, in the form of every
// prediction on the page.
import { type Prediction, probabilitiesFrom } from "@camlucida/cam";
import { CamlucidaError } from "@camlucida/tensor";

export interface Gallery {
  readonly model: string; // that saw the samples
  readonly labels: readonly string[]; // of its classes
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly name: string; // "chelsea"
  readonly file: string; // beside index.json
  readonly title: string;
  readonly credit: string;
  readonly width: number; // pixels
  readonly height: number;
  readonly sight: { readonly file: string; readonly mapWidth: number; readonly mapHeight: number }; // what was computed of it
}

/** What the network says of a photograph, as the page uses it: from the engine, or computed when the page was built. */
export interface PagePrediction extends Omit<Prediction, "features"> {
  readonly features: Float32Array | undefined; // [mapHeight, mapWidth, channels]; absent from what was computed beforehand
  readonly bias: Float32Array; // [classes], fc's
}

/** What `evidenceFor` wants to know of the network. */
export const networkOf = ({ bias }: PagePrediction): { readonly classes: number; readonly bias: Float32Array } => ({ classes: bias.length, bias });

/** The samples, or what was computed for them, is not there. */
export class GalleryError extends CamlucidaError {}

const plain = /^[\w.-]{1,80}$/;

/** @param base URL of samples/ @throws GalleryError "gallery-unreachable", "gallery-malformed" */
export async function loadGallery(base: URL, get: typeof fetch = fetch): Promise<Gallery> {
  const gallery = (await (await fetched(new URL("index.json", base), get)).json().catch(() => undefined)) as Gallery | undefined;
  const fine = gallery && Array.isArray(gallery.labels) && Array.isArray(gallery.samples) && gallery.samples.every((sample) => plain.test(sample.file) && plain.test(sample.sight.file));
  if (!fine) throw new GalleryError("gallery-malformed", `gallery: ${base.href}index.json is not a list of samples. The site is incomplete.`);
  return gallery;
}

/** The photograph's file. @throws GalleryError "gallery-unreachable" */
export const loadPhotograph = async (sample: Sample, base: URL, get: typeof fetch = fetch): Promise<Blob> =>
  (await fetched(new URL(sample.file, base), get)).blob();

/** float32, little-endian: [classes] logits, [classes] fc's bias, [h, w, classes] class maps. */
export async function loadPrediction(sample: Sample, classes: number, base: URL, get: typeof fetch = fetch): Promise<PagePrediction> {
  const { file, mapWidth, mapHeight } = sample.sight;
  const bytes = await (await fetched(new URL(file, base), get)).arrayBuffer();
  const expected = 4 * classes * (2 + mapWidth * mapHeight);
  if (bytes.byteLength !== expected) throw new GalleryError("gallery-malformed", `gallery: ${file} has ${bytes.byteLength} bytes; expected ${expected}. The site is incomplete.`);
  const view = new DataView(bytes);
  const numbers = Float32Array.from({ length: bytes.byteLength / 4 }, (_, at) => view.getFloat32(4 * at, true));
  const logits = numbers.slice(0, classes);
  const ranking = Array.from(logits.keys()).sort((a, b) => (logits[b] as number) - (logits[a] as number)).slice(0, 5);
  return { logits, probabilities: Float32Array.from(probabilitiesFrom(logits)), ranking, mapWidth, mapHeight, classMaps: numbers.slice(2 * classes), bias: numbers.slice(classes, 2 * classes), features: undefined };
}

async function fetched(url: URL, get: typeof fetch): Promise<Response> {
  const response = await get(url).catch((cause: unknown) => {
    throw new GalleryError("gallery-unreachable", `gallery: ${url.pathname} cannot be reached. Are you offline? Reload the page when you are not.`, { cause });
  });
  if (response.ok) return response;
  throw new GalleryError("gallery-unreachable", `gallery: ${url.pathname} was answered with ${response.status}. The site is incomplete.`);
}
