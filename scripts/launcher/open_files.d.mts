/** Below this nothing can be run. */
export const fewestOpenFiles: number;
/** How many files this process may have open at a time. The parameter is a test's: the text of /proc/self/limits. */
export function openFilesLimit(limits?: string): number;
/** Why nothing can be run, or undefined. */
export function refusalFor(limit: number): { readonly code: string; readonly message: string } | undefined;
