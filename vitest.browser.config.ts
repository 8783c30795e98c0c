// The same tests in Chromium, on its WebGPU: Dawn and Tint, where Deno has wgpu and naga. CHROMIUM is the browser's path.
import { playwright } from "@vitest/browser-playwright";
import { env } from "node:process";
import { defineConfig, mergeConfig } from "vitest/config";
import shared from "./vitest.config.ts";

const args = [
  "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  // SwiftShader, the software adapter inside Chromium: every machine has it, and every machine gets the same one.
  "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader",
];

export default mergeConfig(shared, defineConfig({
  test: {
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { ...(env["CHROMIUM"] && { executablePath: env["CHROMIUM"] }), args } }),
      instances: [{ browser: "chromium" }],
    },
  },
}));
