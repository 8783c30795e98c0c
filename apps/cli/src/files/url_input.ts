// A picture behind an address of http or https → its bytes. Every server is taken for hostile: it may send without end, never, too
// little, a web page, or lead elsewhere; each of these fails its own picture with a code of its own.
import { Buffer } from "node:buffer";
import packageJson from "../../package.json" with { type: "json" };
import { serversOf, shownAddress } from "../../bin/addresses.mjs";
import { imageError, ImageError, messageOf } from "../errors/errors.ts";
import { collect, TooManyBytes } from "./regular.ts";
import { addressFault } from "./url_name.ts";

export interface DownloadLimits {
  readonly bytes: number; // after decompression, so that a small answer cannot become a large one
  readonly silence: number; // milliseconds without a byte
  readonly total: number; // milliseconds
  readonly redirects: number;
}

const usualLimits: DownloadLimits = { bytes: 512 * 1024 * 1024, silence: 30_000, total: 600_000, redirects: 5 };

/**
 * Credentials in the address are sent to its own host alone, and stand in no message.
 * @throws ImageError "image-url-…"
 */
export async function download(address: string, limits: DownloadLimits = usualLimits): Promise<Uint8Array> {
  const fault = addressFault(address);
  if (fault) throw fault;
  const name = shownAddress(address);
  const watch = watchSilence(name, limits);
  let began = false;
  try {
    const response = await follow(new URL(address), name, limits, watch.signal);
    refuseAnswer(response, name, limits);
    began = true;
    return await bodyOf(response, watch.heard, limits);
  } catch (error) {
    throw watch.signal.aborted ? watch.signal.reason : typed(error, name, began, limits);
  } finally {
    watch.end();
  }
}

/** Ends what waits for a server that says nothing for too long, or takes too long for all it says. */
function watchSilence(name: string, { silence, total }: DownloadLimits): { signal: AbortSignal; heard(): void; end(): void } {
  const ending = new AbortController();
  const give = (text: string) => (): void => ending.abort(imageError("image-url-timeout", `${name}: ${text}. Try again, or download it with another program and give its file.`));
  let last = performance.now();
  const quiet = setInterval(() => {
    if (performance.now() - last >= silence) give(`the server sent nothing for ${silence / 1000} s`)();
  }, silence / 10);
  const all = setTimeout(give(`it was not there after ${total / 1000} s`), total);
  const end = (): void => {
    clearInterval(quiet);
    clearTimeout(all);
    ending.abort(); // lets go of the connection
  };
  return { signal: ending.signal, heard: () => { last = performance.now(); }, end };
}

/** Follows redirects on the same server: the launcher permits no other. @returns the answer that is none */
async function follow(first: URL, name: string, { redirects }: DownloadLimits, signal: AbortSignal): Promise<Response> {
  const headers = { "user-agent": `camlucida/${packageJson.version}`, "accept": "image/*, */*;q=0.5", ...authorizationOf(first) };
  for (let [at, count] = [first, 0]; ; count++) {
    const response = await fetch(withoutUser(at), { redirect: "manual", headers, signal });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    if (count === redirects) throw imageError("image-url-redirect", `${name}: the server redirects more than ${redirects} times. Give the address where the picture is.`);
    at = redirected(location, at, first, name);
  }
}

/** @throws ImageError "image-url-redirect" for another server */
function redirected(location: string, from: URL, first: URL, name: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  const granted = serversOf(first.href);
  if (to && serversOf(to.href).some((server) => granted.includes(server)) && isAsSafe(to, from)) return to;
  const place = to === undefined ? "an address that is none" : to.host === "" ? `${to.protocol.slice(0, -1)}:` : `${to.protocol.slice(0, -1)}://${to.host}`;
  throw imageError("image-url-redirect", `${name} leads to another server, ${place}, which was not asked for. If you trust it, give the address there: curl -sIL shows it.`);
}

/** Who asked in secret is not led into the open. */
const isAsSafe = (to: URL, from: URL): boolean => to.protocol === "https:" || from.protocol === "http:";

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  return { authorization: `Basic ${Buffer.from(`${unescaped(username)}:${unescaped(password)}`).toString("base64")}` };
}

/** `decodeURIComponent` refuses some of what an address may hold. */
const unescaped = (text: string): string => text.replaceAll(/(?:%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString());

function withoutUser(url: URL): URL {
  const plain = new URL(url);
  [plain.username, plain.password] = ["", ""];
  return plain;
}

function refuseAnswer(response: Response, name: string, limits: DownloadLimits): void {
  const { status, statusText, ok, headers } = response;
  if (!ok) throw imageError("image-url-status", `${name}: the server answered ${`${status} ${statusText}`.trim()}. ${stepFor(status)}`);
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (notPictures.test(type)) {
    throw imageError("image-url-not-a-picture", `${name}: the server answered with ${type}, not with a picture. Give the address of the picture itself, which a browser opens without a page around it.`);
  }
  if (Number(headers.get("content-length") ?? 0) > limits.bytes) throw new TooManyBytes(limits.bytes);
}

/** What servers call their pages and their errors; "text/plain" is what some call everything. */
const notPictures = /^(text\/(?!plain$)(?!xml$).*|application\/(json|javascript|xhtml\+xml|pdf))$/;

function stepFor(status: number): string {
  if (status === 401 || status === 403 || status === 407) return "Give a name and a password as https://name:password@…, or download it with another program.";
  if (status === 404 || status === 410) return "Check the address.";
  return status === 429 || status >= 500 ? "Try again later." : "Give the address where the picture is.";
}

/** @throws TooManyBytes; TooFewBytes; what ends the connection */
async function bodyOf(response: Response, heard: () => void, limits: DownloadLimits): Promise<Uint8Array> {
  const bytes = await collect(parts(response, heard), limits.bytes);
  const stated = response.headers.get("content-encoding") === null ? Number(response.headers.get("content-length") ?? 0) : 0;
  if (bytes.length < stated) throw new TooFewBytes(`${bytes.length} of ${stated} bytes came`);
  return bytes;
}

class TooFewBytes extends Error {}

async function* parts({ body }: Response, heard: () => void): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    heard();
    yield part.value;
  }
}

/** @param began whether the picture had begun to come */
function typed(error: unknown, name: string, began: boolean, { bytes }: DownloadLimits): ImageError {
  const cause = { cause: error };
  if (error instanceof TooManyBytes) return imageError("image-url-too-large", `${name}: the answer has more than ${bytes.toLocaleString("en")} bytes, which no picture within the limit needs.`, cause);
  if (error instanceof ImageError) return error;
  if (error instanceof Error && error.name === "NotCapable") {
    return imageError("image-url-unknown", `${name}: its server is not among those that this run was started for. Give the address as a word of the command, or in a list that is a file.`, cause);
  }
  if (began) return imageError("image-url-truncated", `${name}: the connection ended before the picture did (${reasonOf(error)}). Run the command again.`, cause);
  return imageError("image-url-unreachable", `${name} cannot be reached: ${reasonOf(error)}. Check the address and the network.`, cause);
}

/** What the system said, without the address and the layers of programs in between. */
const reasonOf = (error: unknown): string => messageOf(error instanceof Error && error.cause instanceof Error ? error.cause : error).split(": ").at(-1) as string;
