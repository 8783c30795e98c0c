// Reads what PyTorch gave (fixtures/*, written by test/reference_*.py), in Node, Deno and a browser.

/** The bytes of the file at `path`, relative to the module `from` (its `import.meta.url`). */
export async function readFixtureBytes(from: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(path, from);
  if (url.protocol === "file:") return new Uint8Array(await (await import("node:fs/promises")).readFile(url));
  const response = await fetch(`/@fs${url.pathname}`); // Vitest's server hands out any file of the repository there
  if (!response.ok) throw new Error(`${url.href}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The JSON file at `path`, likewise. */
export async function readFixture<Fixture>(from: string, path: string): Promise<Fixture> {
  return JSON.parse(new TextDecoder().decode(await readFixtureBytes(from, path))) as Fixture;
}

/** Base64 of little-endian float32 → numbers. */
export function decodeFloats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer);
}

/** The SHA-256 of the bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
