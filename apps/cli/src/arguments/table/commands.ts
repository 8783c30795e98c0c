// The options of single commands.
import { type CommandName, type Option } from "./option.ts";

const fleet: readonly CommandName[] = ["submit", "work", "status", "collect"];

export const commandOptions: readonly Option[] = [
  { name: "json", commands: ["inspect"], group: "Where it goes", help: "One JSON object." },
  { name: "json", commands: ["tune"], group: "Where it goes", help: "The measured times as one JSON object." },
  { name: "json", commands: ["status", "submit"], group: "Where it goes", help: "The numbers as one JSON object." },

  { name: "list", commands: ["weights"], group: "How it runs", help: "The models there are, and which of them are here." },
  { name: "force", short: "f", commands: ["weights"], group: "How it runs", help: "Fetch anew what is here already." },
  { name: "cache", value: "DIR", commands: ["weights"], group: "How it runs", help: "Keep them in DIR. Default: $CAMLUCIDA_CACHE, else your cache folder." },

  { name: "out", short: "o", value: "DIR", commands: ["report"], group: "Where it goes", help: "The folder of the page. Needed." },
  { name: "force", short: "f", commands: ["report"], group: "Where it goes", help: "Replace a report that is there." },
  { name: "out", short: "o", value: "FILE", commands: ["merge"], group: "Where it goes", help: "Where the joined results go. Default: standard output." },
  { name: "force", short: "f", commands: ["merge"], group: "Where it goes", help: "Replace a file that is there." },

  { name: "queue", value: "URL", commands: fleet, group: "The queue",
    help: "Redis or Valkey: redis://HOST:6379, or rediss:// with TLS, and user:password@ before the host. Default: $CAMLUCIDA_QUEUE." },
  { name: "queue-name", value: "NAME", commands: fleet, group: "The queue", help: "Which of several queues there (default camlucida)." },
  { name: "root", value: "DIR", commands: ["submit", "work"], group: "The queue",
    help: "The folder that all machines share, wherever it lies on each: pictures and results are named relative to it, and a worker reads and writes below it alone (default: the current folder)." },
  { name: "batch", value: "N", commands: ["submit"], group: "The queue", help: "How many pictures are one job (default 16)." },
  { name: "until-empty", commands: ["work"], group: "The queue", help: "End when nothing waits and nobody is at work, instead of waiting for more." },
  { name: "remove", commands: ["collect"], group: "The queue", help: "Remove from the queue what is written." },
];
