import { transformAsync } from "@babel/core";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Compiles Lingui's macros. A plain Babel pass over the files that import them; everything else stays with oxc. */
function linguiMacros(): Plugin {
  return {
    name: "lingui-macros",
    enforce: "pre",
    async transform(code, id) {
      const file = id.split("?")[0] ?? id;
      if (!/\.tsx?$/.test(file) || !code.includes("@lingui/core/macro")) return null;
      const out = await transformAsync(code, {
        filename: file,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: ["typescript", "jsx"] },
        // Messages stay in the code: English is the source and needs no catalogue.
        plugins: [["@lingui/babel-plugin-lingui-macro", { stripMessageField: false }]],
      });
      return out?.code ? { code: out.code, map: out.map ?? null } : null;
    },
  };
}

const server = process.env.ELIGO_DEV_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [
    tanstackRouter({ target: "react", autoCodeSplitting: true, quoteStyle: "double", semicolons: true }),
    linguiMacros(),
    react(),
  ],
  // The server replaces the placeholder by a fresh nonce in every answer.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // data: URLs are refused by the content security policy
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": server } },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost:3000" } },
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    testTimeout: 20000,
    maxWorkers: 2, // by itself it leaves one processor of two unused
    restoreMocks: true,
  },
});
