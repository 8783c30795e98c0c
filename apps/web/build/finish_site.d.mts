/** @param folder of the whole site: page, samples, models */
export function finishSite(folder: string): Promise<void>;
