// The options that say how a command runs.
import { deviceChoices } from "@camlucida/tensor";
import { type CommandName, commandNames, type Option } from "./option.ts";

const configured: readonly CommandName[] = ["explain", "inspect", "tune", "report", "submit", "work", "status", "collect"];
const talking: readonly CommandName[] = ["explain", "report", "merge", "submit", "work"];

export const runningOptions: readonly Option[] = [
  { name: "device", value: "DEVICE", values: deviceChoices, commands: ["explain", "work"], group: "How it runs", help: "auto (default: a hardware GPU, else the CPU), gpu, cpu." },
  { name: "jobs", short: "j", value: "N", commands: ["explain", "work"], group: "How it runs",
    help: "How many threads read, draw and write pictures, and how many a network on the CPU takes at most (default: by the cores)." },
  { name: "config", value: "FILE", commands: configured, group: "How it runs",
    help: "Options from this file, beneath those that are typed: {\"model\": \"resnet50\", \"legend\": false}. Default: camlucida.json here or in " +
      "the nearest folder above, and your own below it." },
  { name: "no-config", commands: configured, group: "How it runs", help: "Only what is typed." },
  { name: "list-devices", group: "How it runs", help: "Show what this computer offers, and stop." },
  { name: "list-layers", commands: ["explain", "inspect"], group: "How it runs", help: "Show the layers of the model that --model takes, by name, kind and shape, and stop." },
  { name: "list-formats", group: "How it runs", help: "Show the formats of pictures that are read, by which decoder, and stop." },
  { name: "quiet", yieldsTo: ["verbose"], short: "q", commands: talking, group: "How it runs", help: "Only errors." },
  { name: "verbose", yieldsTo: ["quiet"], short: "v", commands: ["explain", "work"], group: "How it runs", help: "Also the time of every stage, why this device, the model's hash and the proof." },

  { name: "help", short: "h", commands: commandNames, group: "Help", help: "This text." },
  { name: "version", commands: commandNames, group: "Help", help: "The version." },
];
