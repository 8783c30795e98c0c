// What an interrupted process still removes or stops.
import process from "node:process";

/** Calls `work` where this process ends before the returned function is called. It cannot wait for anything. */
export function atExit(work: () => void): () => void {
  const once = (): void => {
    try {
      work();
    } catch {
      // an ending process has nobody to tell
    }
  };
  process.prependOnceListener("exit", once); // what began last ends first
  return () => void process.off("exit", once);
}
