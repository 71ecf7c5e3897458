// What the recommended rules leave out and Python's linter does for atlas/ too. TypeScript checks names and types.
import js from "@eslint/js";

/** Names that say nothing about their value. */
const EMPTY_NAMES = ["at", "each", "found", "got", "it", "look", "one", "place", "rest", "stuff", "told", "words"];

export default [
  { ignores: ["_site/", ".venv/", ".cache/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "arrow-body-style": "error",
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "id-denylist": ["error", ...EMPTY_NAMES],
      "max-lines": ["error", 400],
      "no-control-regex": "off", // replies are cleaned of control characters by their codes
      "no-else-return": "error",
      "no-eval": "error",
      "no-implicit-coercion": "error",
      "no-param-reassign": "error",
      "no-shadow": "error",
      "no-undef": "off", // TypeScript knows what a browser offers
      "no-unneeded-ternary": "error",
      "no-useless-concat": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "one-var": ["error", "never"],
      "prefer-arrow-callback": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
];
