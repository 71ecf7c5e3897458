// Up to four countries side by side, from one small file; the address keeps the choice.
(() => {
  const form = document.querySelector("[data-compare]"), place = document.querySelector("[data-comparison]");
  const make = (name, text = "", attributes = {}) => {
    const element = document.createElementNS(name === "svg" || name === "rect" ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml", name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
  const cell = (value, status, most, measure) => {
    const data = make("td", "", { class: "number", title: status });
    data.append(value === null ? "—" : number.format(value));
    if (value !== null && most) {
      const bar = make("svg", "", { viewBox: "0 0 100 6", width: 100, height: 6, "aria-hidden": "true" });
      bar.append(make("rect", "", { width: Math.max(100 * value / most, 0.5), height: 6, fill: `var(--${measure === "requests" ? "requests" : "users"})` }));
      data.append(bar);
    }
    const word = status.split(":")[0];
    if (word !== "reported" && value !== null) data.append(make("span", word, { class: "quiet small block" }));
    return data;
  };
  const selects = [...form.querySelectorAll("[data-country]")], shown = form.querySelector("[name=m]");
  let data;
  const draw = async () => {
    data ??= await (await fetch(form.dataset.compare)).json();
    const measure = shown.value;
    const codes = [...new Set(selects.map(select => select.value))].filter(code => data.countries[code]);
    history.replaceState(null, "", codes.length ? `?c=${codes.join(",")}&m=${measure}` : location.pathname);
    if (!codes.length) { place.replaceChildren(make("p", "Choose countries above.", { class: "quiet" })); return; }
    const most = Math.max(...codes.flatMap(code => data.countries[code][measure].filter((_, at) => data.lengths[at] === "quarter")));
    const table = make("table"), head = make("tr");
    head.append(make("th", "Period", { scope: "col" }));
    for (const code of codes) {
      const title = make("th", "", { scope: "col", class: "number" });
      title.append(make("a", data.countries[code].name, { href: `${form.dataset.countries}${code}/` }));
      head.append(title);
    }
    table.append(make("caption", `${shown.selectedOptions[0].textContent}, by quarter and year`), make("thead"), make("tbody"));
    table.tHead.append(head);
    data.periods.forEach((period, at) => {
      const row = make("tr"), isQuarter = data.lengths[at] === "quarter";
      row.append(make("th", period, { scope: "row" }));
      for (const code of codes) row.append(cell(data.countries[code][measure][at], data.countries[code].status[at], isQuarter ? most : null, measure));
      table.tBodies[0].append(row);
    });
    const scroll = make("div", "", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Comparison table" });
    scroll.append(table);
    place.replaceChildren(scroll);
  };
  const asked = new URLSearchParams(location.search);
  (asked.get("c") || "").split(",").slice(0, 4).forEach((code, at) => { if ([...selects[at].options].some(option => option.value === code)) selects[at].value = code; });
  if ([...shown.options].some(option => option.value === asked.get("m"))) shown.value = asked.get("m");
  form.addEventListener("change", draw);
  if (asked.get("c")) draw();
})();
