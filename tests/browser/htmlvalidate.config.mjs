// Every rule that html-validate recommends; each exception has its reason beside it.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    "doctype-style": ["error", { style: "lowercase" }], // one spelling, and the same as that of all other markup here
    // A list of suggestions below a field is what the combobox pattern asks for; <select> cannot be one.
    "prefer-native-element": ["error", { exclude: ["listbox"] }],
    // Style sheet and scripts come from the same folder as the page: whoever could change them could change the hash too.
    "require-sri": "off",
    "valid-id": ["error", { relaxed: true }], // HTML allows a day such as 2026-04-26; the stricter form is for old selectors
  },
};
