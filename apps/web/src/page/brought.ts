// What a visitor brings in one go, as files or as a folder: which of them is the network, which are its labels and the files beside it,
// and which is a picture.
import type { BroughtFile } from "../engine/protocol.ts";

/** Files by what they are for. */
export interface Brought {
  readonly model: BroughtFile | undefined;
  /** The same network once more, where a hub's folder has it in several forms. */
  readonly forms: readonly BroughtFile[];
  readonly labels: File | undefined;
  readonly picture: File | undefined;
  /** What else there is: an ONNX file's numbers may, and what a hub says of a network. */
  readonly beside: readonly BroughtFile[];
}

const endsAs = (...endings: readonly string[]) => ({ path }: BroughtFile): boolean => endings.some((ending) => path.toLowerCase().endsWith(ending));
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const isModel = (given: BroughtFile): boolean => endsAs(".pth", ".pt", ".ckpt", ".safetensors", ".onnx")(given) || nameOf(given.path) === "pytorch_model.bin";
const isText = endsAs(".txt", ".json");
/** Browsers give formats that they do not know no type: those are told by their names, so that the page can say why it does not show them. */
const isPicture = (given: BroughtFile): boolean => given.file.type.startsWith("image/") || (given.file.type === "" && endsAs(".heic", ".heif", ".hif", ".avif", ".webp", ".tif", ".tiff", ".bmp", ".gif")(given));
/** What hubs put beside a model: no list of labels. */
const isSettings = ({ path }: BroughtFile): boolean => /config|tokenizer|vocab|special_tokens|\.index\.json$|readme|licen[cs]e|requirements/i.test(nameOf(path));
const isLabels = (given: BroughtFile): boolean => isText(given) && !isSettings(given);

/** As hubs call the same network in several forms. */
const usualNames = ["model.safetensors", "pytorch_model.bin", "model.onnx"];

/** @param given of a single file its name is the path */
export function sortBrought(given: readonly BroughtFile[]): Brought {
  const visible = given.filter(({ path }) => !path.split("/").some((part) => part.startsWith(".")));
  const models = visible.filter(isModel);
  const usual = usualNames.flatMap((name) => models.filter(({ path }) => nameOf(path) === name));
  const [model, ...forms] = usual.length > 0 ? usual : models.slice(0, 1);
  const named = visible.filter(isLabels);
  const labels = named.find(({ path }) => /label|class|name|synset/i.test(nameOf(path))) ?? named[0];
  return { model, forms, labels: labels?.file, picture: visible.find(isPicture)?.file, beside: visible.filter((some) => !isPicture(some) && !isModel(some)) };
}

/** "mobilenet" of mobilenet.onnx; of a file in a folder, which hubs call model.onnx whatever it is, the folder's. */
export function titleOf({ path, file }: BroughtFile): string {
  const own = file.name.replace(/\.[^.]*$/, "");
  const folders = path.split("/").slice(0, -1).filter((part) => part !== "onnx");
  return /^(model|pytorch_model)$/i.test(own) ? (folders.at(-1) ?? own) : own;
}

const MOST_FILES = 1000;
const MOST_FOLDERS = 6; // one in another

/** What is dropped, folders with all that is in them. The transfer is read at once: it is empty when the event is over. */
export function filesDropped(transfer: DataTransfer): Promise<readonly BroughtFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.() ?? undefined);
  if (!entries.some((entry) => entry?.isDirectory)) return Promise.resolve(filesChosen(Array.from(transfer.files)));
  return Promise.all(entries.map((entry) => (entry ? filesIn(entry, "", MOST_FOLDERS) : Promise.resolve([])))).then((found) => found.flat().slice(0, MOST_FILES));
}

/** Files of an <input>, of a folder too. */
export const filesChosen = (files: readonly File[]): readonly BroughtFile[] => files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));

async function filesIn(entry: FileSystemEntry, folder: string, deeper: number): Promise<BroughtFile[]> {
  const path = `${folder}${entry.name}`;
  if (entry.isFile) return [{ path, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) }];
  if (deeper === 0) return [];
  const entries = await entriesOf((entry as FileSystemDirectoryEntry).createReader());
  return (await Promise.all(entries.map((inner) => filesIn(inner, `${path}/`, deeper - 1)))).flat();
}

/** A reader tells a hundred at a time, and none when it has told all. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    found.push(...some);
    if (some.length === 0 || found.length > MOST_FILES) return found;
  }
}
