// The theme: as the system says, or as chosen here; remembered. Runs before the page is drawn, so that nothing flashes.
(() => {
  const root = document.documentElement;
  root.classList.add("js"); // what only scripts can do is shown from the first paint on
  const SYMBOLS = new Map([
    ["system", "◐"],
    ["light", "☀"],
    ["dark", "☾"],
  ]);
  const themes = [...SYMBOLS.keys()];
  const load = () => {
    try {
      return localStorage.getItem("theme") ?? "";
    } catch {
      return ""; // the browser keeps nothing for this site
    }
  };
  const save = () => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // the choice then lasts for this page
    }
  };
  const apply = () => {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  let theme = SYMBOLS.has(load()) ? load() : "system";
  apply();
  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    const label = () => {
      button.setAttribute("aria-label", `Colours: ${theme}. Change`);
      button.textContent = SYMBOLS.get(theme) ?? "";
    };
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      apply();
      save();
      label();
    });
    label();
  });
})();
