// The search in the header: countries by code, by English name, and by their names in other languages, which the browser
// knows. Everything else is loaded only when somebody begins to search.
(() => {
  const box = document.querySelector("[data-search]");
  const input = box?.querySelector("input");
  const list = box?.querySelector("ul");
  if (!(box instanceof HTMLElement) || !input || !list) return;
  const root = box.dataset.search;
  const languages = [...navigator.languages, ..."ar cs de es fa fr hi id it ja ko nl pl pt ru tr uk vi zh".split(" ")];

  /** @type {{ code: string, name: string, names: string[], codes: string[] }[]} */
  let countries = [];
  let chosen = -1;

  const load = async () => {
    const [dom, format] = await Promise.all([import("./dom.js"), import("./format.js")]);
    /** @type {[code: string, iso2: string, name: string][]} */
    const rows = await dom.fetchJson(`${root}countries/names.json`);
    const translators = [...new Set(languages)].map(language => new Intl.DisplayNames([language], { type: "region" }));
    countries = rows.map(([code, iso2, name]) => {
      const translations = translators.map(translator => nameIn(translator, iso2));
      return { code, name, names: [name, ...translations].map(format.simplify), codes: [code, iso2.toLowerCase()] };
    });
    return { ...dom, ...format };
  };

  /** @param {Intl.DisplayNames} translator @param {string} iso2 */
  const nameIn = (translator, iso2) => {
    try {
      return translator.of(iso2) ?? "";
    } catch {
      return ""; // a code that the browser refuses
    }
  };

  /** How well a country matches, 0 best; 9 if it does not. @param {typeof countries[number]} country @param {string} text */
  const rank = ({ codes, names }, text) => {
    if (codes.includes(text)) return 0;
    if (names[0].startsWith(text)) return 1;
    if (names.some(name => name.startsWith(text))) return 2;
    return names.some(name => name.includes(text)) ? 3 : 9;
  };

  /** @param {string} text */
  const find = text => {
    const ranked = countries.map(country => ({ country, rank: rank(country, text) }));
    const matching = ranked.filter(match => match.rank < 9).sort((a, b) => a.rank - b.rank);
    return matching.slice(0, 8).map(({ country }) => country);
  };

  /** @param {number} index */
  const choose = index => {
    chosen = index;
    for (const [position, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(position === index));
    }
    input.setAttribute("aria-activedescendant", list.children[index]?.id ?? "");
  };

  /** @type {ReturnType<typeof load> | undefined} */
  let loading;
  const show = async () => {
    loading ??= load();
    const { make, simplify } = await loading;
    const text = simplify(input.value.trim());
    const items = (text ? find(text) : []).map(({ code, name }, index) => {
      const link = make("a", { href: `${root}countries/${code}/`, tabindex: -1 }, name);
      return make("li", { id: `found-${index}`, role: "option" }, link);
    });
    list.replaceChildren(...items);
    list.hidden = !items.length;
    input.setAttribute("aria-expanded", String(items.length > 0));
    choose(items.length ? 0 : -1);
  };

  input.addEventListener("focus", show);
  input.addEventListener("input", show);
  input.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { length } = list.children;
    if (step && length) {
      event.preventDefault();
      choose((chosen + step + length) % length);
    }
    if (event.key === "Enter") list.children[chosen]?.querySelector("a")?.click();
    if (event.key === "Escape") {
      input.value = "";
      show();
    }
  });
  box.addEventListener("focusout", event => {
    if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) list.hidden = true;
  });
})();
