import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "coverage", "src/routeTree.gen.ts", "src/api/schema.d.ts", "e2e/shots"] },
  js.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strict, jsxA11y.flatConfigs.recommended, reactHooks.configs.flat.recommended],
    rules: {
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Markup is never made from text." },
      ],
    },
  },
  { files: ["src/**/*.tsx"], rules: { "max-lines": ["error", { max: 250 }] } },
  {
    // TanStack Router throws redirects and not-found answers.
    files: ["src/routes/**/*.tsx"],
    rules: { "@typescript-eslint/only-throw-error": "off" },
  },
  {
    files: ["**/*.{js,mjs}", "*.ts"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        fetch: "readonly",
        FormData: "readonly",
        Blob: "readonly",
        URL: "readonly",
        Buffer: "readonly",
        setTimeout: "readonly",
        document: "readonly",
        window: "readonly",
        getComputedStyle: "readonly",
        Element: "readonly",
      },
    },
  },
  { files: ["*.ts"], extends: [...tseslint.configs.recommended] },
);
