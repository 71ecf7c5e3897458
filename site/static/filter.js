// A box that leaves only the rows of a table whose country or region contains the text.
import { query } from "./dom.js";
import { simplify } from "./format.js";

/** @type {NodeListOf<HTMLElement>} */
const boxes = document.querySelectorAll("[data-filter]");
for (const box of boxes) {
  const [body] = query(HTMLTableElement, `#${box.dataset.filter}`).tBodies;
  const input = query(HTMLInputElement, "input", box);
  const status = query(HTMLElement, "[role=status]", box);
  const rows = Array.from(body.rows, row => ({
    row,
    text: simplify(`${row.querySelector("th")?.textContent} ${row.dataset.words}`),
  }));
  input.addEventListener("input", () => {
    const wanted = simplify(input.value.trim());
    for (const { row, text } of rows) row.hidden = !text.includes(wanted);
    const shown = rows.filter(({ row }) => !row.hidden).length;
    status.textContent = wanted ? `${shown} of ${rows.length} countries` : "";
  });
}
