// Which test files run first while one watches: those that lie beside the source that changed last, then those ever farther from it.
import { join } from "node:path";
import { BaseSequencer } from "vitest/node";
import { distance, newestIn } from "./nearness.mjs";

export class NearestFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    const changed = newestIn(join(this.ctx.config.root, "src"));
    return sorted.toSorted((a, b) => distance(changed, a.moduleId) - distance(changed, b.moduleId));
  }
}
