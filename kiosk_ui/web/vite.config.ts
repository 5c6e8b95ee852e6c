// One build, one page per audience: kiosk.html, till.html, board.html, lab.html, hub.html.
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { precompress } from "./tools/precompress.ts";

const APPS = ["kiosk", "till", "board", "lab", "hub"] as const;
const server = process.env["STORE_EDGE_URL"] ?? "http://127.0.0.1:8080";
const here = import.meta.dirname;

export default defineConfig({
  root: here,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: resolve(here, "../dist"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the Content-Security-Policy lets nothing come from data:
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: Object.fromEntries(APPS.map((app) => [app, resolve(here, `${app}.html`)])),
    },
  },
  server: { host: "127.0.0.1", proxy: { "/api": { target: server, ws: true } } },
  plugins: [precompress()],
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 10_000,
    maxWorkers: 2,
  },
});
