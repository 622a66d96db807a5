import js from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

// Imports go app -> features -> state, chart, shared -> ipc; features do not import each other.
const zone = (target, from, message) => ({ target: `./src/${target}`, from, message });
const above = {
  ipc: ["app", "features", "state", "chart", "shared"],
  shared: ["app", "features", "state", "chart"],
  chart: ["app", "features", "state", "ipc"],
  state: ["app", "features"],
  features: ["app"],
};
const features = ["floor", "overview", "setup", "trend"];

const zones = [
  ...Object.entries(above).flatMap(([folder, forbidden]) =>
    forbidden.map((other) => zone(folder, `./src/${other}`, `${folder} may not import ${other}.`)),
  ),
  ...features.flatMap((one) =>
    features
      .filter((other) => other !== one)
      .map((other) => zone(`features/${one}`, `./src/features/${other}`, "Features do not import each other.")),
  ),
];

export default ts.config(
  { ignores: ["dist", "dist-fake", "node_modules", "src/ipc/bindings.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    plugins: { "import-x": importX },
    // The parser of imported .svelte files takes these from the importing file, whatever that is.
    languageOptions: { globals: { ...globals.browser }, parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"] } },
    settings: {
      "import-x/resolver-next": [createTypeScriptImportResolver({ project: "./tsconfig.json" })],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"], "svelte-eslint-parser": [".svelte"] },
      "import-x/extensions": [".ts", ".svelte", ".js"],
    },
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
      "import-x/no-cycle": "error",
      "no-restricted-imports": ["error", { patterns: [{ group: ["@tauri-apps/*"], message: "Only ipc/client.ts talks to the shell." }] }],
      "no-undef": "off",
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
    rules: {
      "svelte/no-at-html-tags": "error",
      // What replaces them, and what was measured, stands in styles/components.css.
      "svelte/no-restricted-html-elements": ["error", {
        elements: ["table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"],
        message: "WebKitGTK keeps the memory of table elements that leave the page: write a box with role table, rowgroup, row, columnheader or cell.",
      }],
      // Maps and sets here are plain on purpose: screens follow one version number, not 50,000 signals.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  { files: ["src/ipc/client.ts"], rules: { "no-restricted-imports": "off" } },
  {
    // Numbers and times become text in one file; what is measured of variables stands in styles/components.css.
    files: ["src/**/*.ts", "src/**/*.svelte"],
    ignores: ["src/shared/format.ts", "src/**/*.test.ts", "src/locale-guard.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.object.name='Intl'][callee.property.name=/Format$/]", message: "Text is formatted in shared/format.ts." },
        { selector: "CallExpression[callee.property.name=/^(toFixed|toPrecision|toExponential|toLocaleString|toLocaleTimeString|toLocaleDateString)$/]", message: "Text is formatted in shared/format.ts." },
        { selector: "SvelteStyleDirective[key.name.name=/^--/]", message: "WebKitGTK keeps the style of everything below an element that sets a variable: set the property itself." },
      ],
    },
  },
);
