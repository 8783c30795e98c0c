// What TypeDoc does not read by itself: an entry's name and text, the folders that put its exports in order, a comment
// behind a line, a name for a parameter that is taken apart.
import { readFileSync } from "node:fs";
import { Comment, CommentTag, ReflectionKind } from "typedoc";

export function describe(project, entries) {
  for (const module of project.children ?? []) {
    const entry = entries.find(({ file }) => file === module.sources?.[0]?.fullFileName);
    module.name = entry.name;
    module.comment = commentOf(entry.readme ?? entry.description);
  }
  for (const reflection of Object.values(project.reflections)) {
    categorise(reflection);
    if (reflection.kindOf(ReflectionKind.Property | ReflectionKind.Variable) && !reflection.comment) {
      const text = behind(reflection.sources?.[0]);
      if (text) reflection.comment = commentOf(text);
    }
    if (reflection.parameters) nameParameters(reflection);
  }
}

/** By the folder of its source: what belongs together lies together there. */
function categorise(reflection) {
  const folder = /\/src\/(?<folder>\w+)\//.exec(`/${reflection.sources?.[0]?.fileName}`)?.groups.folder;
  const isExport = reflection.parent?.kindOf(ReflectionKind.Module) && !reflection.kindOf(ReflectionKind.Reference);
  if (!folder || !isExport) return;
  const category = new CommentTag("@category", [{ kind: "text", text: folder.replaceAll("_", " ") }]);
  for (const described of reflection.signatures ?? [reflection]) {
    described.comment ??= new Comment();
    described.comment.blockTags.push(category);
  }
}

const commentOf = (text) => new Comment([{ kind: "text", text }]);

const lines = new Map();

/** The comment at the end of a declaration's line. */
function behind(source) {
  if (!source) return undefined;
  const { fullFileName: file, line } = source;
  if (!lines.has(file)) lines.set(file, readFileSync(file, "utf8").split("\n"));
  return /; \/\/ +(?<text>.+)$/.exec(lines.get(file)[line - 1] ?? "")?.groups.text;
}

/** A parameter that is taken apart has the name that its docstring gives it, else that of its type. */
function nameParameters({ parameters, comment }) {
  const nameless = parameters.filter(({ name }) => name === "__namedParameters");
  const told = comment?.blockTags.filter(({ tag }) => tag === "@param").map(({ name }) => name) ?? [];
  const left = told.filter((name) => parameters.every((parameter) => parameter.name !== name));
  nameless.forEach((parameter, at) => { parameter.name = left.length === nameless.length ? left[at] : nameOf(parameter.type); });
}

/** NetworkOptions → options, RawMap → map, Pick<Prediction, "logits"> → prediction */
function nameOf(type) {
  const named = ["Pick", "Omit", "Partial"].includes(type?.name) ? type.typeArguments[0] : type;
  return /[A-Z]?[a-z0-9]+$/.exec(named?.name ?? "")?.[0].toLowerCase() ?? "options";
}
