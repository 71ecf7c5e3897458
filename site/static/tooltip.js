// What a mark of a chart or a country of the map says when it is pointed at: its own label, nothing else.
(() => {
  const tip = document.createElement("div");
  tip.className = "tooltip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true"); // the label is on the mark already
  document.body.append(tip);

  const hide = () => {
    tip.hidden = true;
  };

  /** @param {Element} mark @param {number} x @param {number} y */
  const show = (mark, x, y) => {
    tip.textContent = mark.getAttribute("data-label") ?? mark.getAttribute("aria-label");
    tip.hidden = false;
    const left = Math.min(x + 12, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, left) + scrollX}px`;
    tip.style.top = `${Math.max(y - tip.offsetHeight - 12, 8) + scrollY}px`;
  };

  /** @param {Event} event */
  const markOf = ({ target }) => {
    const mark = target instanceof Element ? target.closest("[data-label], [aria-label]") : null;
    return mark?.closest("svg") && mark.localName !== "svg" ? mark : null;
  };

  for (const figure of document.querySelectorAll("[data-tooltips]")) {
    figure.addEventListener("pointermove", event => {
      const mark = markOf(event);
      if (mark && event instanceof PointerEvent) show(mark, event.clientX, event.clientY);
      else hide();
    });
    figure.addEventListener("focusin", event => {
      const mark = markOf(event);
      if (!mark) return;
      const box = mark.getBoundingClientRect();
      show(mark, box.x + box.width / 2, box.y);
    });
    figure.addEventListener("pointerleave", hide);
    figure.addEventListener("focusout", hide);
  }
  addEventListener("keydown", event => {
    if (event.key === "Escape") hide();
  });
})();
