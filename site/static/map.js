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

  /** @type {(value: number | null, measure: MapMeasure, index: number, country?: CountryNumbers) => string} */
  const describe = (value, measure, index, country) => {
    if (value !== null) {
      const number = measure === "rate" ? `${rate(value)} users per million` : counted(value, "request");
      return `${number}, ${data.periods[index]}`;
    }
    if (!country) return "no report";
    return country.requests[index] === null ? country.status[index] : "no rate, because the population is not known";
  };

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
      link.setAttribute("aria-label", `${name}: ${describe(value, measure, index, country)}`);
    }
    for (const [position, text] of scale.key.entries()) {
      const label = key.children[position].lastElementChild;
      if (label) label.textContent = text;
    }
    const known = Object.values(data.countries).filter(country => country[measure][index] !== null).length;
    title.textContent = `${measures.selectedOptions[0].text}, ${period}: ${counted(known, "country")} with figures`;
  };
  figure.addEventListener("change", event => {
    if (event.target === measures || event.target === periods) draw();
  });
}
