// The theme: as the system says, or as chosen here; remembered. Runs before the page is drawn, so that nothing flashes.
(() => {
  const root = document.documentElement;
  root.classList.add("js"); // what only scripts can do is shown from the first paint on
  const names = ["system", "light", "dark"];
  const read = () => { try { return localStorage.getItem("theme") || "system"; } catch { return "system"; } };
  const keep = name => { try { localStorage.setItem("theme", name); } catch { /* the choice then lasts for this page */ } };
  const apply = name => name === "system" ? delete root.dataset.theme : root.dataset.theme = name;
  let theme = names.includes(read()) ? read() : "system";
  apply(theme);
  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    const tell = () => {
      button.setAttribute("aria-label", `Colours: ${theme}. Change`);
      button.textContent = { system: "◐", light: "☀", dark: "☾" }[theme];
    };
    button.addEventListener("click", () => {
      theme = names[(names.indexOf(theme) + 1) % names.length];
      apply(theme);
      keep(theme);
      tell();
    });
    tell();
  });
})();
