/** Whether npm installed Deno where it can be found from here. */
export function hasDeno(): boolean;
/** The path of the Deno binary that npm installed. */
export function denoBinary(): string;
/** Runs a program, given by its file URL. Returns its exit code. */
export function runProgram(program: URL, programArguments: readonly string[], grant?: (environment: Readonly<Record<string, string>>) => { flags: readonly string[]; env: Readonly<Record<string, string>> }): Promise<number>;
/** Whether there can be no GPU. The parameters are a test's: the platform, and the folder of devices. */
export function showsNoGpu(platform?: string, folder?: string): boolean;
