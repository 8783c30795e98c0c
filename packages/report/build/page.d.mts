/** Where the page is built to. */
export const pagePath: string;

/** Builds the page unless it is there and newer than all that it is made from: whether it was built. */
export function ensurePage(): Promise<boolean>;

/** Writes the page, whole or not at all. */
export function buildPage(): Promise<void>;
