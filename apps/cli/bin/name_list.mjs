// A list of names, as find, git or a spreadsheet writes it: one on each line, or with NUL between them; in UTF-8, or in UTF-16 as
// PowerShell writes it. The launcher reads such a list for its permissions, the program (src/files/names_file.ts) for its pictures.

/** A NUL that is to be found must come by then. */
const window = 64 * 1024; // bytes

/** No system has longer names, no server longer addresses. */
const longest = 64 * 1024; // characters

/** Bytes, piece by piece → names. */
export function openNameList() {
  const held = []; // until it is known what ends a name
  let reader;
  const take = (bytes) => {
    if (reader) return reader(bytes);
    held.push(bytes);
    return held.reduce((sum, { length }) => sum + length, 0) < window ? [] : begin();
  };
  const begin = () => {
    const first = joined(held);
    reader = readerOf(first);
    return reader(first);
  };
  return { take, end: () => [...(reader ? [] : begin()), ...reader(undefined)] };
}

function readerOf(first) {
  const isUtf16 = first[0] === 0xff && first[1] === 0xfe;
  const decoder = new TextDecoder(isUtf16 ? "utf-16le" : "utf-8"); // which leaves out a byte order mark
  const nul = !isUtf16 && first.includes(0);
  const named = (text) => (nul ? text : text.replace(/\r$/, ""));
  let rest = "";
  return (bytes) => {
    rest += bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    const names = rest.split(nul ? "\0" : "\n");
    rest = bytes ? names.pop() : "";
    if (rest.length > longest) throw new Error(`a name of more than ${longest.toLocaleString("en")} characters`);
    return names.map(named).filter((name) => name !== "");
  };
}

function joined(parts) {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return bytes;
}
