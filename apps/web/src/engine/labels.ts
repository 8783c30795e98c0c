// Class names for the page.

/** @throws LabelError */
export async function readLabelsFile(file: File): Promise<readonly string[]> {
  return (await file.text()).trimEnd().split(/\r?\n/);
}

/** The names given or found, else "class 0", "class 1", … */
export function labelsFor(labels: readonly string[] | undefined, classes: number): readonly string[] {
  return labels ?? Array.from({ length: classes }, (_, index) => `class ${index}`);
}
