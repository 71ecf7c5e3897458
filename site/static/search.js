// The search in the header: countries by code, by English name, and by their names in other languages, which the browser knows.
(() => {
  const box = document.querySelector("[data-search]");
  if (!box) return;
  const input = box.querySelector("input"), list = box.querySelector("ul"), root = box.dataset.search;
  const languages = [...navigator.languages, "ar", "cs", "de", "es", "fa", "fr", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "vi", "zh"];
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let countries, chosen = -1;
  const load = async () => {
    if (countries) return;
    countries = [];
    const rows = await (await fetch(`${root}countries/names.json`)).json();
    const tongues = [...new Set(languages)].map(language => new Intl.DisplayNames([language], { type: "region" }));
    countries = rows.map(([code, iso2, name]) => {
      const others = tongues.map(names => { try { return names.of(iso2); } catch { return ""; } });
      return { code, name, words: [name, ...others].map(plain), codes: [code, iso2.toLowerCase()] };
    });
    show();
  };
  const find = text => {
    const rank = country => country.codes.includes(text) ? 0 : country.words[0].startsWith(text) ? 1
      : country.words.some(word => word.startsWith(text)) ? 2 : country.words.some(word => word.includes(text)) ? 3 : 9;
    return countries.map(country => [rank(country), country]).filter(([at]) => at < 9).sort(([a], [b]) => a - b).slice(0, 8);
  };
  const choose = index => {
    chosen = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", at === index));
    input.setAttribute("aria-activedescendant", index < 0 ? "" : list.children[index].id);
  };
  const show = () => {
    const text = plain(input.value.trim());
    const found = text && countries ? find(text) : [];
    list.replaceChildren(...found.map(([, country], at) => {
      const item = document.createElement("li"), link = document.createElement("a");
      Object.assign(item, { id: `found-${at}`, role: "option" });
      Object.assign(link, { href: `${root}countries/${country.code}/`, textContent: country.name, tabIndex: -1 });
      item.append(link);
      return item;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", Boolean(found.length));
    choose(found.length ? 0 : -1);
  };
  input.addEventListener("focus", load);
  input.addEventListener("input", () => countries ? show() : load());
  input.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], length = list.children.length;
    if (step && length) { event.preventDefault(); choose((chosen + step + length) % length); }
    if (event.key === "Enter" && chosen >= 0) list.children[chosen].firstChild.click();
    if (event.key === "Escape") { input.value = ""; show(); }
  });
  box.addEventListener("focusout", event => { if (!box.contains(event.relatedTarget)) list.hidden = true; });
})();
