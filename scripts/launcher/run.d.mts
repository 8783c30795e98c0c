/** Runs a command to its end. Returns its exit code. */
export function run(command: string, commandArguments: readonly string[], settings?: object): Promise<number>;
/** Calls `use` with what a child's environment must have more than ours, a folder for Vulkan among it; removes that afterwards. */
export function inRuntime<T>(use: (environment: Readonly<Record<string, string>>) => Promise<T>): Promise<T>;
