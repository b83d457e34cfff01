import { defineConfig } from "@lingui/cli";

export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "es"],
  catalogs: [{ path: "src/i18n/{locale}", include: ["src"], exclude: ["**/*.test.*", "src/test/**"] }],
});
