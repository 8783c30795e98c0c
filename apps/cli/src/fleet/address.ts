// Where the queue is. Its address may hold a password, which is told to the server and to nobody else.
import type { QueueOptions } from "../arguments/read_fleet.ts";

/** An address in parts, as a client of Redis takes them. */
export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly db: number;
  readonly tls: boolean;
}

const usualPort = 6379;

/** @param url redis:// or rediss:// */
export function addressOf({ url }: Pick<QueueOptions, "url">): QueueAddress {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  const plain = (text: string): string | undefined => (text === "" ? undefined : decoded(text));
  return {
    host: hostname.replace(/^\[(.*)\]$/, "$1") || "127.0.0.1",
    port: port === "" ? usualPort : Number(port),
    username: plain(username),
    password: plain(password),
    db: /^\/\d+$/.test(pathname) ? Number(pathname.slice(1)) : 0,
    tls: protocol === "rediss:",
  };
}

/** The queue as it is told to people: without who logs in. */
export function shownQueue(queue: QueueOptions): string {
  const { host, port, db, tls } = addressOf(queue);
  return `${queue.name} at ${tls ? "rediss" : "redis"}://${host.includes(":") ? `[${host}]` : host}:${port}${db === 0 ? "" : `/${db}`}`;
}

/** A text of others, such as an error's, without what is secret in the address. */
export function redacted(text: string, { url }: Pick<QueueOptions, "url">): string {
  const { password } = new URL(url);
  const secrets = [url, password, decoded(password)].filter((secret) => secret !== "");
  return secrets.reduce((safe, secret) => safe.replaceAll(secret, "…"), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % in a password
  }
}
