// The server that keeps the queue of submit, work, status and collect.

const usualPort = 6379;

/** @returns "host:port"; none of what is no address: the program says so */
export function queueServer(typed, environment) {
  const url = typed.get("queue")?.at(-1) ?? environment.CAMLUCIDA_QUEUE ?? "";
  if (!URL.canParse(url)) return [];
  const { hostname, port } = new URL(url);
  return [`${hostname || "127.0.0.1"}:${port || usualPort}`];
}
