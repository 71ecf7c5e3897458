// What a mark of a chart or a country of the map says when it is pointed at: its own label, nothing else.
(() => {
  const tip = document.createElement("div");
  tip.className = "tooltip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true"); // the label is on the mark already
  document.body.append(tip);
  const hide = () => { tip.hidden = true; };
  const show = (mark, x, y) => {
    tip.textContent = mark.dataset.label ?? mark.getAttribute("aria-label");
    tip.hidden = false;
    const left = Math.min(x + 12, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, left) + scrollX}px`;
    tip.style.top = `${Math.max(y - tip.offsetHeight - 12, 8) + scrollY}px`;
  };
  for (const figure of document.querySelectorAll("[data-tooltips]")) {
    const marked = target => { const mark = target.closest("[data-label], [aria-label]"); return mark && mark.closest("svg") && mark.localName !== "svg" ? mark : null; };
    figure.addEventListener("pointermove", event => {
      const mark = marked(event.target);
      if (mark) show(mark, event.clientX, event.clientY); else hide();
    });
    figure.addEventListener("focusin", event => {
      const mark = marked(event.target);
      if (!mark) return;
      const place = mark.getBoundingClientRect();
      show(mark, place.x + place.width / 2, place.y);
    });
    figure.addEventListener("pointerleave", hide);
    figure.addEventListener("focusout", hide);
  }
  addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
})();
