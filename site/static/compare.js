// Up to four countries side by side, from one small file; the address keeps the choice.
import { fetchJson, make, query, scrollingTable } from "./dom.js";
import { number, rate } from "./format.js";

const form = query(HTMLElement, "[data-compare]");
const comparison = query(HTMLElement, "[data-comparison]");
const measures = query(HTMLSelectElement, "[name=m]", form);
/** @type {NodeListOf<HTMLSelectElement>} */
const selects = form.querySelectorAll("[data-country]");
/** @type {ByCountry} */
let data;

/**
 * A number with how it is known, and a bar where it can be compared with `most`.
 * @type {(value: number | null, status: string, most: number, measure: MapMeasure) => Element}
 */
function cell(value, status, most, measure) {
  const text = measure === "rate" ? rate(value) : number(value);
  const element = make("td", { class: "number", title: status }, text);
  if (value !== null && most) {
    const fill = `var(--${measure === "requests" ? "requests" : "users"})`;
    const bar = make("rect", { width: Math.max((100 * value) / most, 0.5), height: 6, fill });
    element.append(make("svg", { viewBox: "0 0 100 6", width: 100, height: 6, "aria-hidden": "true" }, bar));
  }
  const [name] = status.split(":");
  if (value !== null && name !== "reported") element.append(make("span", { class: "quiet small block" }, name));
  return element;
}

/** @param {string[]} codes @param {MapMeasure} measure */
function comparisonTable(codes, measure) {
  const countries = codes.map(code => ({ code, ...data.countries[code] }));
  const isQuarter = data.lengths.map(length => length === "quarter");
  const most = Math.max(...countries.flatMap(country => country[measure].map((n, i) => (isQuarter[i] ? (n ?? 0) : 0))));
  const heads = countries.map(({ code, name }) =>
    make("th", { scope: "col", class: "number" }, make("a", { href: `${form.dataset.countries}${code}/` }, name)),
  );
  const rows = data.periods.map((period, index) => [
    make("th", { scope: "row" }, period),
    ...countries.map(country =>
      cell(country[measure][index], country.status[index], isQuarter[index] ? most : 0, measure),
    ),
  ]);
  const caption = make("caption", {}, `${measures.selectedOptions[0].text}, by quarter and year`);
  return scrollingTable("Comparison table", [make("th", { scope: "col" }, "Period"), ...heads], rows, caption);
}

async function draw() {
  data ??= await fetchJson(String(form.dataset.compare));
  const measure = /** @type {MapMeasure} */ (measures.value);
  const codes = [...new Set(Array.from(selects, select => select.value))].filter(code =>
    Object.hasOwn(data.countries, code),
  );
  history.replaceState(null, "", codes.length ? `?c=${codes.join(",")}&m=${measure}` : location.pathname);
  const hint = make("p", { class: "quiet" }, "Choose countries above.");
  comparison.replaceChildren(codes.length ? comparisonTable(codes, measure) : hint);
}

/** Chooses an option if there is one of that value. @param {HTMLSelectElement} select @param {string | null} value */
function choose(select, value) {
  if ([...select.options].some(option => option.value === value)) select.value = String(value);
}

const parameters = new URLSearchParams(location.search);
const codes = parameters.get("c")?.split(",") ?? [];
for (const [index, select] of selects.entries()) choose(select, codes[index]);
choose(measures, parameters.get("m"));
form.addEventListener("change", draw);
if (codes.length) draw();
