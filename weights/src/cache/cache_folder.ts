// Where obtained models are kept.
import { cachePath } from "./cache_path.mjs";
import { ModelError } from "../errors/errors.ts";

/**
 * `$CAMLUCIDA_CACHE`, else `$XDG_CACHE_HOME/camlucida`, else the platform's own place:
 * `~/.cache/camlucida`, `~/Library/Caches/camlucida` (macOS), `%LOCALAPPDATA%\camlucida` (Windows).
 *
 * @throws ModelError "cache-unknown" where the environment names no home
 */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>, platform: string): string {
  const path = cachePath(environment, platform);
  if (path !== undefined) return path;
  throw new ModelError(
    "cache-unknown",
    "No home folder is known, so there is no place for models. Set CAMLUCIDA_CACHE to a folder.",
  );
}
