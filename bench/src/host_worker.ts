// A contender in a worker of the page.
import { host } from "./host.ts";
import type { Ask } from "./contender.ts";

const answer = host({});
globalThis.addEventListener("message", ({ data }: MessageEvent<Ask>) => void answer(data).then((reply) => globalThis.postMessage(reply)));
