// The map in another measure or period: the same shapes, with new colours and labels from one small file.
import { fetchJson, query } from "./dom.js";
import { counted, mapClass, rate } from "./format.js";

/** @type {NodeListOf<HTMLElement>} */
const figures = document.querySelectorAll("[data-map]");
for (const figure of figures) {
  const measures = query(HTMLSelectElement, "[name=measure]", figure);
  const periods = query(HTMLSelectElement, "[name=period]", figure);
  const key = query(HTMLElement, ".map-key", figure);
  const title = query(HTMLElement, "[data-map-title]", figure);
  const links = Array.from(figure.querySelectorAll("[data-iso3]"), link => ({
    link,
    iso3: link.getAttribute("data-iso3") ?? "",
    name: link.getAttribute("aria-label")?.split(":")[0],
  }));
  /** @type {ByCountry} */
  let data;

  const draw = async () => {
    data ??= await fetchJson(String(figure.dataset.map));
    const measure = /** @type {MapMeasure} */ (measures.value);
    const index = Number(periods.value);
    const period = data.periods[index];
    const scale = data.scales[`${measure} ${data.lengths[index]}`];
    for (const { link, iso3, name } of links) {
      const country = data.countries[iso3];
      const value = country?.[measure][index] ?? null;
      const colour = mapClass(value, scale.limits);
      link.setAttribute("fill", value === null ? "url(#no-report)" : `var(--map-${colour})`);
      link.toggleAttribute("data-known", value !== null);
      if (value === null) link.setAttribute("tabindex", "-1");
      else link.removeAttribute("tabindex");
      link.setAttribute("aria-label", `${name}: ${describe(value, measure, period, country)}`);
    }
    for (const [position, text] of scale.key.entries()) {
      const label = key.children[position].lastElementChild;
      if (label) label.textContent = text;
    }
    const known = Object.values(data.countries).filter(country => country[measure][index] !== null).length;
    title.textContent = `${measures.selectedOptions[0].text}, ${period}: ${counted(known, "country")} known`;
  };
  figure.addEventListener("change", event => {
    if (event.target === measures || event.target === periods) draw();
  });
}

/** @type {(value: number | null, measure: MapMeasure, period: string, country?: CountryNumbers) => string} */
function describe(value, measure, period, country) {
  if (value === null) return country ? `no value of its own for ${period}` : "no report";
  return `${measure === "rate" ? `${rate(value)} users per million` : counted(value, "request")}, ${period}`;
}
