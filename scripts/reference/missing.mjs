// The types that an export is written with and that no entry exports: a reader could not look them up.
import { makeRecursiveVisitor, ReflectionKind } from "typedoc";

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
    const bases = reflection.kindOf(ReflectionKind.Class) ? [] : (reflection.extendedTypes ?? []); // a class shows what it inherits
    for (const type of [reflection.type, reflection.default, ...bases]) type?.visit?.(visitor);
  }
  return [...missing.values()];
}
