// The engine's worker: calls come in as messages, answers go out.
import { serve, type End } from "./calls.ts";
import { createEngine } from "./engine.ts";
import type { EngineEvent } from "./protocol.ts";

const scope = globalThis as unknown as End;
serve(scope, createEngine((event: EngineEvent) => scope.postMessage(event)));
