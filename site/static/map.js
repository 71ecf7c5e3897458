// The map in another measure or period: the same shapes, coloured and labelled anew from one small file.
for (const figure of document.querySelectorAll("[data-map]")) {
  const form = figure.querySelector(".controls"), key = figure.querySelector(".map-key");
  const links = [...figure.querySelectorAll("[data-iso3]")];
  const names = new Map(links.map(link => [link.dataset.iso3, link.getAttribute("aria-label").split(":")[0]]));
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
  const select = name => form.querySelector(`[name=${name}]`);
  let data;
  const draw = async () => {
    data ??= await (await fetch(figure.dataset.map)).json();
    const measure = select("measure").value, period = select("period").value;
    const scale = data.scales[`${measure} ${data.lengths[period]}`];
    for (const link of links) {
      const country = data.countries[link.dataset.iso3], value = country?.[measure][period] ?? null;
      const at = value === null ? "none" : value && scale.limits.filter(limit => limit <= value).length + 1;
      link.setAttribute("fill", at === "none" ? "url(#no-report)" : `var(--map-${at})`);
      link.toggleAttribute("data-known", at !== "none");
      if (at === "none") link.setAttribute("tabindex", "-1"); else link.removeAttribute("tabindex");
      const unit = { rate: "users per million", requests: value === 1 ? "request" : "requests" }[measure];
      const why = country ? `no value of its own for ${data.periods[period]}` : "no report";
      link.setAttribute("aria-label", `${names.get(link.dataset.iso3)}: ${value === null ? why : `${number.format(value)} ${unit}, ${data.periods[period]}`}`);
    }
    scale.key.forEach((text, at) => { key.children[at].lastChild.textContent = text; });
    const known = Object.values(data.countries).filter(country => country[measure][period] !== null).length;
    figure.querySelector("[data-map-title]").textContent = `${select("measure").selectedOptions[0].textContent}, ${data.periods[period]}: ${known} countries known`;
  };
  form.addEventListener("change", draw);
}
