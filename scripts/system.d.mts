/** The WebGPU adapter that tests would get; undefined where there is none. */
export function adapter(): { readonly name: string; readonly backend: string } | undefined;

/** The path of a Chromium or Chrome; undefined where there is none. */
export function chromium(): string | undefined;

/** Installs what is missing of the two, where this is Debian or Ubuntu and we may. */
export function installSystemParts(): void;
