// Tables that can be sorted: a button in every head; unknown values stay at the end either way.
for (const table of document.querySelectorAll("[data-sortable]")) {
  const body = table.tBodies[0];
  const value = (row, at) => {
    const cell = row.cells[at], text = cell.dataset.value ?? cell.textContent.trim();
    if (text === "—" || text === "") return null;
    const number = Number(text.replace(/[,×]/g, "").replace(/^(\d+) of \d+$/, "$1"));
    return Number.isNaN(number) ? text : number;
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    if (body.rows[0]?.cells[at].querySelector("svg")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const first = head.classList.contains("number") && !/place/i.test(head.textContent) ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const direction = head.getAttribute("aria-sort") === first ? other : first;
      for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", direction);
      const sign = direction === "ascending" ? 1 : -1;
      const rows = [...body.rows].map(row => [value(row, at), row]);
      rows.sort(([a], [b]) => (a === null) - (b === null) || (a === null ? 0 : sign * compare(a, b)));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
