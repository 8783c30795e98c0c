import type { ReportData } from "../data/report_data.ts";
import { expect, test } from "vitest";
import { smallReport } from "../testing/small_report.ts";
import { writePage } from "./write_page.ts";

const template = `<body><script type="application/json" id="data">{{data}}</script><script>run()</script></body>`;
const hostile = ["</script><img src=x onerror=alert(1)>", "<!--<script>", "]]>", "\u2028\u2029", "$& $1 $'", "\"'`\\", "\ud800", "{{data}}"];

test("whatever the data hold, the element ends where it did, and they come back", () => {
  const data: ReportData = { ...smallReport, pictures: { ...smallReport.pictures, image: hostile } };
  const page = writePage(data, template);
  expect(page.match(/</g)).toHaveLength(template.match(/</g)?.length ?? 0);
  expect(page).not.toMatch(/[\u2028\u2029]/);
  const json = page.slice(page.indexOf(">{") + 1, page.indexOf("</script>"));
  expect(JSON.parse(json)).toEqual(data);
});

test("a page without a place for data is refused", () => {
  expect(() => writePage(smallReport, "<body></body>")).toThrow(new TypeError("the report's page has no place for its data. Build it anew: npm run build."));
});
