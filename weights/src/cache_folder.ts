// Where obtained models are kept.
import { isAbsolute, join, resolve } from "node:path";
import { ModelError } from "./errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `$CAMLUCIDA_CACHE`, else `$XDG_CACHE_HOME/camlucida`, else the platform's own place:
 * `~/.cache/camlucida`, `~/Library/Caches/camlucida` (macOS), `%LOCALAPPDATA%\camlucida` (Windows).
 *
 * @throws ModelError "cache-unknown" where the environment names no home
 */
export function cacheFolder(environment: Environment, platform: string): string {
  if (environment["CAMLUCIDA_CACHE"]) return resolve(environment["CAMLUCIDA_CACHE"]);
  const xdg = environment["XDG_CACHE_HOME"];
  if (xdg && isAbsolute(xdg)) return join(xdg, "camlucida"); // the specification says to ignore relative ones
  const base = platform === "win32" ? windowsBase(environment) : homeBase(environment, platform);
  if (base !== undefined) return join(base, "camlucida");
  throw new ModelError(
    "cache-unknown",
    "no home folder is known, so there is no place for models. Set CAMLUCIDA_CACHE to a folder.",
  );
}

function windowsBase(environment: Environment): string | undefined {
  const profile = environment["USERPROFILE"];
  return environment["LOCALAPPDATA"] || (profile ? join(profile, "AppData", "Local") : undefined);
}

function homeBase(environment: Environment, platform: string): string | undefined {
  const home = environment["HOME"];
  if (!home) return undefined;
  return platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
