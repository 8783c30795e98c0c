// The types that an export is written with and that no entry exports: a reader could not look them up.
import { makeRecursiveVisitor } from "typedoc";

/** @returns "Name, in openNetwork" for each */
export function missingTypes(project) {
  const missing = new Map();
  for (const reflection of Object.values(project.reflections)) {
    const reference = (type) => {
      const isKnown = type.reflection || type.externalUrl || type.refersToTypeParameter;
      const file = type.symbolId?.packagePath;
      const isOurs = /^(@camlucida\/|camlucida$)/.test(type.package ?? "") && file;
      if (isOurs && !isKnown && !missing.has(type.name)) missing.set(type.name, `${type.name} (${file}), in ${reflection.getFullName()}`);
    };
    const visitor = makeRecursiveVisitor({ reference });
    for (const type of [reflection.type, reflection.default, ...(reflection.extendedTypes ?? [])]) type?.visit?.(visitor);
  }
  return [...missing.values()];
}
