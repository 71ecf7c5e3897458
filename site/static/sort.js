// Tables that can be sorted: a button in every head; unknown values stay at the end either way. It imports nothing, so
// that it works on pages opened from disk too.
(() => {
  /** The value of a cell, null where it is not known. @param {HTMLTableRowElement} row @param {number} column */
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.value ?? cell.textContent.trim();
    if (text === "—" || text === "") return null;
    const number = Number(text.replace(/[,×]/g, "").replace(/^(\d+) of \d+$/, "$1"));
    return Number.isNaN(number) ? text : number;
  };

  /** @param {string | number} a @param {string | number} b */
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");

  /** @param {HTMLTableSectionElement} body @param {number} column @param {boolean} isDescending */
  const sort = (body, column, isDescending) => {
    const rows = Array.from(body.rows, row => ({ row, value: valueOf(row, column) }));
    rows.sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return isDescending ? compare(b.value, a.value) : compare(a.value, b.value);
    });
    body.append(...rows.map(({ row }) => row));
  };

  /** @type {NodeListOf<HTMLTableElement>} */
  const tables = document.querySelectorAll("[data-sortable]");
  for (const { tHead, tBodies } of tables) {
    const heads = [...(tHead?.rows[0].cells ?? [])];
    for (const [column, head] of heads.entries()) {
      if (tBodies[0].rows[0]?.cells[column].querySelector("svg")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      const isLargestFirst = head.classList.contains("number") && !/place|rank/i.test(head.textContent);
      const [first, second] = isLargestFirst ? ["descending", "ascending"] : ["ascending", "descending"];
      button.addEventListener("click", () => {
        const direction = head.getAttribute("aria-sort") === first ? second : first;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", direction);
        sort(tBodies[0], column, direction === "descending");
      });
    }
  }
})();
