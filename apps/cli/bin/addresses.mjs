// Addresses of pictures among the words of a command: which words are such, without what is secret in them, and which server each needs.

/** Whether a word is an address, and no name of a file; "C:\photo.png" is one. */
export const isAddress = (word) => /^[a-z][a-z\d+.-]+:\/\//i.test(word);

/** An address as it may be shown: without the name and the password of a user. */
export function shownAddress(address) {
  const url = parsed(address);
  if (url === undefined) return address.replace(/^([a-z][a-z\d+.-]*:)[/\\]+[^/\\?#]*@/i, "$1//");
  if (url.username === "" && url.password === "") return address;
  [url.username, url.password] = ["", ""];
  return url.href;
}

/** The words of a command as they may be shown; "--queue=redis://…" holds an address too. */
export const shownWords = (words) => words.map((word) => {
  const option = /^--[\w-]+=/.exec(word)?.[0] ?? "";
  const value = word.slice(option.length);
  return isAddress(value) ? option + shownAddress(value) : word;
});

const ports = { "http:": "80", "https:": "443" };

/**
 * Host and port of the server that an address needs, and of the same server by https where it is asked at the usual port: there most
 * redirect to. None for what is no address of http or https.
 */
export function serversOf(address) {
  const url = parsed(address);
  if (url === undefined || !Object.hasOwn(ports, url.protocol) || !/^[\w.:[\]-]+$/.test(url.hostname)) return [];
  const port = url.port || ports[url.protocol];
  return [...new Set([port, ...(port === ports["http:"] ? [ports["https:"]] : [])])].map((each) => `${url.hostname}:${each}`);
}

function parsed(address) {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}
