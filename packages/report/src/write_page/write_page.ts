// The data of a report → its page. The page itself is built beforehand (build/page.mjs) and has a place for them.
import type { ReportData } from "../data/report_data.ts";

const place = "{{data}}";

/**
 * index.html with its data in it. Labels and file names may be anything: within the page they are JSON in which no "<" stands, so that they
 * end no element, and neither U+2028 nor U+2029.
 * @param template the package's page.html
 * @throws TypeError where the template has no place for data
 * @example
 * ```ts
 * import { type ReportData, writePage } from "@camlucida/report";
 *
 * writePage({ form: 1 } as ReportData, "<body>{{data}}</body>"); // → "<body>{\"form\":1}</body>"
 * ```
 */
export function writePage(data: ReportData, template: string): string {
  const at = template.indexOf(place);
  if (at < 0) throw new TypeError("the report's page has no place for its data. Build it anew: npm run build.");
  return template.slice(0, at) + inElement(JSON.stringify(data)) + template.slice(at + place.length);
}

const inElement = (json: string): string => json.replace(/[<\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
