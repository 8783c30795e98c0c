// Which line of a source defines a name. Lines are found in the text that is shown, so a mark cannot point beside it.

export interface Definition {
  readonly name: string;
  readonly line: number; // counted from 1
}

/** TypeScript, its subset that becomes WebAssembly, and WGSL; what stands at a line's beginning. */
const defining = [
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|interface|type|enum|const|let) (\w+)/,
  /^(?:@\w+(?:\([^)]*\))? *)*(?:fn|struct|override|alias|var(?:<[\w, ]*>)?) +(\w+)/,
];

/** What a file defines for all of itself, from top to bottom. */
export function definitionsIn(text: string): readonly Definition[] {
  return text.split("\n").flatMap((line, at) => {
    const name = defining.map((form) => form.exec(line)?.[1]).find((found) => found !== undefined);
    return name === undefined ? [] : [{ name, line: at + 1 }];
  });
}

/**
 * The line that defines a name: for all of the file, or else the first within a function, a type or a table.
 *
 * @returns undefined where nothing of that name is defined
 */
export function lineDefining(text: string, name: string): number | undefined {
  const known = definitionsIn(text).find((definition) => definition.name === name);
  if (known) return known.line;
  const word = name.replace(/[^\w]/g, "\\$&");
  const within = new RegExp(`^\\s+(?:(?:readonly|async|static|const|let|var|function|private|get) +)*["']?${word}["']?\\??(?:<[^>]*>)?\\s*[(:=,]`);
  const at = text.split("\n").findIndex((line) => within.test(line));
  return at < 0 ? undefined : at + 1;
}
