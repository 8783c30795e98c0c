// Type-checks modules as one program, under the options of this repository.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ExampleModule } from "./as_modules.ts";

const root = resolve(import.meta.dirname, "../../..");
const dist = join(root, "test/dist");

const tsconfig = {
  extends: join(root, "tsconfig.base.json"),
  compilerOptions: { composite: false, declaration: false, sourceMap: false, noEmit: true },
  include: ["*.ts", join(root, "apps/cli/src/**/*.d.ts")],
};

/** @returns what the compiler says of them: nothing, where all is well */
export function typeErrorsIn(modules: readonly ExampleModule[]): string {
  mkdirSync(dist, { recursive: true });
  const folder = mkdtempSync(join(dist, "checked-"));
  for (const { file, text } of modules) writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  const words = [join(root, "node_modules/typescript/bin/tsc"), "--project", folder, "--pretty", "false"];
  try {
    return execFileSync("node", words, { encoding: "utf8" });
  } catch (error) {
    return (error as { readonly stdout?: string }).stdout ?? String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
