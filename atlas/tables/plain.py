"""Records -> CSV and JSON."""

import csv
import io
import json
from collections.abc import Iterable

from atlas.model import Cell, Record, Table


def csv_bytes(rows: Iterable[Record], table: Table) -> bytes:
    """UTF-8, LF, commas, no byte-order mark; empty if unknown, true and false, dates like 2024-10-01."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.field_names)
    writer.writerows([csv_cell(cell) for cell in row.values()] for row in rows)
    return text.getvalue().encode()


def csv_cell(cell: Cell) -> str:
    """A cell as text in CSV."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(cell)


def json_bytes(rows: Iterable[Record]) -> bytes:
    """A list of objects, one per line, each with every key; null if unknown."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows)
    return f"[\n{lines}\n]\n".encode()
