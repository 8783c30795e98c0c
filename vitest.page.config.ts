// Journeys through the page: Node drives Chromium from outside, as a visitor would. CHROMIUM is the browser's path.
import { defineConfig, mergeConfig } from "vitest/config";
import shared from "./vitest.config.ts";

// Two at a time: a visitor mostly waits.
export default mergeConfig({ ...shared, test: { ...shared.test, include: [] } }, defineConfig({ test: { include: ["journeys/**/*.test.ts"], globalSetup: ["journeys/build_site.ts"], maxWorkers: 2, isolate: true } }));
