import type { Plugin } from "vite";

export const wgslAsText: Plugin;
