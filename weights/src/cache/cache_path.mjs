// Where obtained models are kept, also for who starts the program: plain JavaScript, so that Node can ask too.
import { isAbsolute, join, resolve } from "node:path";

/**
 * See cache.ts; undefined where the environment names no home.
 * @example
 * ```ts
 * import { cachePath } from "@camlucida/weights/cache_path.mjs";
 *
 * cachePath({ HOME: "/home/ada" }, "linux"); // → "/home/ada/.cache/camlucida"
 * cachePath({}, "linux"); // → undefined
 * ```
 */
export function cachePath(environment, platform) {
  if (environment.CAMLUCIDA_CACHE) return resolve(environment.CAMLUCIDA_CACHE);
  const xdg = environment.XDG_CACHE_HOME;
  if (xdg && isAbsolute(xdg)) return join(xdg, "camlucida"); // the specification says to ignore relative ones
  const base = platform === "win32" ? windowsBase(environment) : homeBase(environment, platform);
  return base === undefined ? undefined : join(base, "camlucida");
}

function windowsBase({ LOCALAPPDATA: local, USERPROFILE: profile }) {
  return local || (profile ? join(profile, "AppData", "Local") : undefined);
}

function homeBase({ HOME: home }, platform) {
  if (!home) return undefined;
  return platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
