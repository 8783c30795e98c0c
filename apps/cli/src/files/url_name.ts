// What a picture behind an address is called: a name of a file that no address can lead out of its folder.
import { parse } from "node:path";
import { imageError, type ImageError } from "../errors/errors.ts";
import { shownAddress } from "../../bin/addresses.mjs";

const longestStem = 60; // characters, of up to 4 bytes each: a file's name may have 255
const longestEnding = 10;

/** The last part of an address' path, as the name of a file; of "https://a.example/" it is the host's. */
export function fileNameOf(url: string): string {
  const { pathname, hostname } = new URL(url);
  const last = pathname.split("/").findLast((part) => part !== "") ?? hostname.replaceAll(".", "-");
  const { name, ext } = parse(decoded(last).replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, "_"));
  return Array.from(name).slice(0, longestStem).join("") + Array.from(ext).slice(0, longestEnding).join("");
}

/** With its percent signs resolved, where they are what they seem to be. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Why an address cannot be asked for a picture; undefined where it can. */
export function addressFault(address: string): ImageError | undefined {
  const shown = shownAddress(address);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.hostname === "" && url.protocol !== "file:") {
    return imageError("image-url-invalid", `${shown} is no address. One of a picture looks like https://example.org/cat.jpg.`);
  }
  if (["http:", "https:"].includes(url.protocol)) return undefined;
  const step = url.protocol === "file:" ? "Give the path instead." : "Download the picture with another program and give its file.";
  return imageError("image-url-invalid", `${shown}: only http and https are read, not ${url.protocol.slice(0, -1)}. ${step}`);
}
