// The beginning of a thread in Node: gives it what a web's worker finds in its global scope, then loads its module.
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { provideNavigator } from "./web_globals.ts";

const scope = new EventTarget();
const early: unknown[] = []; // what comes while the module is loaded
const deliver = (data: unknown): unknown => scope.dispatchEvent(new MessageEvent("message", { data }));
let hear: (data: unknown) => unknown = (data) => early.push(data);
parentPort?.on("message", (data: unknown) => void hear(data));

const given = {
  addEventListener: scope.addEventListener.bind(scope),
  postMessage: (message: unknown, { transfer = [] }: { readonly transfer?: readonly Transferable[] } = {}) => parentPort?.postMessage(message, transfer as ArrayBuffer[]),
  close: () => process.exit(),
};
for (const [name, value] of Object.entries(given)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
provideNavigator();
await import(workerData as string);
hear = deliver;
early.forEach(deliver);
