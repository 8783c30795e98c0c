// `npm run architecture`: draws docs/architecture.svg from the imports that are in the sources now, and docs/photograph.svg.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../install.mjs";
import { architecture, wayOfAPhotograph } from "./draw.mjs";

writeFileSync(join(root, "docs/architecture.svg"), architecture(root));
writeFileSync(join(root, "docs/photograph.svg"), wayOfAPhotograph());
