// `npm run weights -- <name>…`
import process from "node:process";
import { weightsCommand } from "./command.ts";

process.exitCode = await weightsCommand(process.argv.slice(2));
