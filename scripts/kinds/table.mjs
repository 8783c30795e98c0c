// What became of every kind of checkpoint, as a table.

/** @param verdicts of test/src/kinds/kind.ts */
export function tableOf(verdicts) {
  const count = (said) => verdicts.filter(({ verdict }) => verdict === said).length;
  const rows = verdicts.map((row, at) => `| ${row.group === verdicts[at - 1]?.group ? "" : row.group} | ${row.name} | ${said(row)} |`);
  return [
    `${verdicts.length} kinds: ${count("right")} right, ${count("asked")} right after a question, ${count("refused")} refused with what to do, ${count("wrong")} wrong.`,
    "",
    "| | The file | camlucida |",
    "|---|---|---|",
    ...rows,
  ].join("\n");
}

function said({ verdict, off, code, message }) {
  switch (verdict) {
    case "right": return `right (${exponential(off)})`;
    case "asked": return `asks (\`${code}\`), then right (${exponential(off)})`;
    case "refused": return `refused: ${reasonIn(message)} (\`${code}\`)`;
    default: return `**wrong**: ${cell(message)}`;
  }
}

/** What a message guesses, else its first sentence. */
function reasonIn(message) {
  const patterns = [/Likely cause: (.*?)\.(?: |$)/, /It looks like (.*?)[.:](?: |$)/, /^(?:(?:weights|network): )?(.*?)[.;:](?: |$)/];
  return cell(patterns.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined) ?? message);
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ").slice(0, 240);

/** 3.2e-7 → "3.2·10⁻⁷" */
function exponential(number) {
  if (number === 0) return "0";
  const [digits, power] = number.toExponential(1).split("e");
  const superscript = { "-": "⁻", "+": "", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  return `${digits}·10${[...power].map((each) => superscript[each]).join("")}`;
}
