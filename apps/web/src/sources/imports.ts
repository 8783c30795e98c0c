// Where an import of a source leads: to another source that travels.

/** What packages are called, and where their entries lie. */
const packages: Readonly<Record<string, string>> = {
  "@camlucida/tensor": "packages/tensor/src/index.ts",
  "@camlucida/tensor/onnx": "packages/tensor/src/onnx/index.ts",
  "@camlucida/cam": "packages/cam/src/index.ts",
  "@camlucida/weights": "weights/src/index.ts",
  "@camlucida/weights/browser": "weights/src/browser/index.ts",
};

/**
 * @param from the source that imports
 * @param specifier "./relu.wgsl", "@camlucida/tensor"
 * @returns undefined for what is no file of the project
 */
export function pathOfImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return packages[specifier];
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}
