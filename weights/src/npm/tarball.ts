// Reads one folder of an npm tarball into memory. Nothing is written anywhere, so no entry name can reach out of a folder.
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { type ParsedTarFileItem, parseTar, type ParseTarOptions } from "nanotar";
import { messageOf, ModelError } from "../errors/errors.ts";

/**
 * The files under `package/<folder>/` of the tarball at `path`: name → bytes, views of one buffer.
 *
 * @param unpackedBytes the most that the tarball may unpack to; the memory this takes
 * @throws ModelError "package-malformed" for damaged gzip or tar, for more than `unpackedBytes`, and for no such folder
 */
export async function readTarball(path: string, folder: string, unpackedBytes: number): Promise<ReadonlyMap<string, Uint8Array>> {
  const tar = await gunzip(path, unpackedBytes);
  const prefix = `package/${folder}/`;
  const files = new Map<string, Uint8Array>();
  for (const { name, data } of filesOfTar(tar, path).filter((file) => file.name.startsWith(prefix))) {
    if (files.has(name.slice(prefix.length))) throw malformed(path, `holds ${name} twice`);
    files.set(name.slice(prefix.length), data ?? new Uint8Array());
  }
  if (files.size === 0) throw malformed(path, `holds no folder ${prefix}`);
  return files;
}

/** The unpacked bytes, from offset 0 of their own buffer, as nanotar expects them. */
async function gunzip(path: string, unpackedBytes: number): Promise<Uint8Array> {
  const tar = new Uint8Array(unpackedBytes);
  let length = 0;
  const packed = createReadStream(path, { highWaterMark: 1 << 20 });
  const unpacked = createGunzip({ chunkSize: 1 << 20 });
  packed.on("error", (error) => unpacked.destroy(error)); // `pipe` does not hand errors on
  try {
    for await (const piece of packed.pipe(unpacked) as AsyncIterable<Uint8Array>) {
      if (length + piece.length > unpackedBytes) throw malformed(path, `unpacks to more than ${unpackedBytes} bytes`);
      tar.set(piece, length);
      length += piece.length;
    }
  } catch (error) {
    throw error instanceof ModelError ? error : malformed(path, `is not whole gzip data (${messageOf(error)})`, error);
  } finally {
    packed.destroy();
  }
  return tar;
}

function filesOfTar(tar: Uint8Array, path: string): ParsedTarFileItem[] {
  try {
    // A negative size would send nanotar backwards, for ever.
    return parseTar<never, ParseTarOptions, ParsedTarFileItem>(tar, {
      filter: ({ size, type }) => {
        if (!(size >= 0)) throw new RangeError(`an entry of ${size} bytes`);
        return type === "file";
      },
    });
  } catch (error) {
    throw malformed(path, `is not a tar archive (${messageOf(error)})`, error);
  }
}

function malformed(path: string, what: string, cause?: unknown): ModelError {
  return new ModelError("package-malformed", `${path} ${what}. Remove it and fetch the package again.`, { cause });
}
