/** A way into a published package. */
export interface PublishedEntry {
  readonly name: string; // "@camlucida/weights/browser"
  readonly manifest: { readonly name: string; readonly version: string; readonly description: string };
  readonly folder: string; // absolute, as is the source
  readonly path: string; // "./browser"
  readonly condition: string; // "default", "browser"
  readonly source: string;
}

export function publishedEntries(): PublishedEntry[];
