// `camlucida completion SHELL`: a script that needs nothing of this program when Tab is pressed, so that it is there at once.
import type { Shell } from "../arguments/table/choices.ts";
import { bashScript } from "./bash.ts";
import { completedCommands } from "./completed.ts";
import { fishScript } from "./fish.ts";
import { powershellScript } from "./powershell.ts";
import { zshScript } from "./zsh.ts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript, powershell: powershellScript };

/** The script for a shell, to be read by it when it starts. */
export const completionScript = (shell: Shell): string => scripts[shell](completedCommands());
