// A box that leaves only the rows of a table whose country or region holds the text.
for (const controls of document.querySelectorAll("[data-filter]")) {
  const table = document.getElementById(controls.dataset.filter);
  const input = controls.querySelector("input"), status = controls.querySelector("[role=status]");
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...table.tBodies[0].rows].map(row => [row, plain(`${row.querySelector("th").textContent} ${row.dataset.words}`)]);
  input.addEventListener("input", () => {
    const text = plain(input.value.trim());
    for (const [row, words] of rows) row.hidden = !words.includes(text);
    const shown = rows.filter(([row]) => !row.hidden).length;
    status.textContent = text ? `${shown} of ${rows.length} countries` : "";
  });
}
