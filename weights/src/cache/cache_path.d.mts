/** Where obtained models are kept; undefined where the environment names no home. */
export function cachePath(environment: Readonly<Record<string, string | undefined>>, platform: string): string | undefined;
