"""A difference -> sentences and tables, as plain text, Markdown or JSON."""

import json
import re
from collections.abc import Callable, Iterable, Iterator

from atlas import prose
from atlas.diff import EFFECTS, Difference, FigureChange, QuarterChange, Stated
from atlas.model import Cell, Effect, Record
from atlas.problems import join_names

MOST_NAMED = 3  # countries; a sentence gives the number of more
MOST_ROWS = 200  # of a table in Markdown: GitHub accepts release notes of at most 125,000 characters
FOLLOWS = "Quarters that change as a result"

DESCRIPTIONS = {
    Effect.REVISES: "replacing another value for the same period",
    Effect.CONFLICTS: "contradicting earlier figures for other periods",
    Effect.DISPUTES: "contradicting confirmed figures, and not counted until a second report agrees",
    Effect.REMOVED: "no longer reported, or contradicted by newer reports",
    Effect.WEAKENED: "with the same value, in fewer reports than before, or with one measure less",
    Effect.NEW: "not known before",
    Effect.CONFIRMS: "already known",
}


Printed = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""The names of the columns of a table, and its rows."""

FIGURE_COLUMNS = ("effect", "country", "period", "requests", "users", "reports")
QUARTER_COLUMNS = ("country", "quarter", "requests", "users", "status")
NUMBERS = {"requests", "users", "reports"}  # columns aligned to the right


def text(difference: Difference) -> Iterator[str]:
    """Sentences, then tables with aligned columns."""
    yield heading(difference)
    yield from sentences(difference)
    if difference.figures:
        yield from ("", *_align(figure_table(difference)))
    if difference.quarters:
        yield from ("", f"{FOLLOWS}:", "", *_align(quarter_table(difference)))


def markdown(difference: Difference) -> Iterator[str]:
    """Sentences and tables for release notes and pull requests; long tables show the first MOST_ROWS rows."""
    yield _escape(heading(difference))
    if difference.figures:
        yield ""
    for sentence in sentences(difference):
        effect, _, description = sentence.partition(": ")
        yield f"- **{effect}:** {_escape(description)}"
    if difference.figures:
        yield from ("", *_markdown_table(figure_table(difference)))
    if difference.quarters:
        yield from ("", f"**{FOLLOWS}**", "", *_markdown_table(quarter_table(difference)))


def as_json(difference: Difference) -> Iterator[str]:
    """One JSON document: base, head, counts, rows (of figures), follows (of quarters); null where nothing is known."""
    base, head = ({"label": state.label, "version": state.version} for state in (difference.base, difference.head))
    document = {
        "base": base,
        "head": head,
        "counts": {str(effect): len(difference.with_effect(effect)) for effect in EFFECTS},
        "rows": [_figure_record(figure) for figure in difference.figures],
        "follows": [_quarter_record(quarter) for quarter in difference.quarters],
    }
    yield json.dumps(document, ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[Difference], Iterator[str]]] = {"text": text, "markdown": markdown, "json": as_json}


def heading(difference: Difference) -> str:
    """Which states are compared, by version if the versions differ, else by label; and whether nothing changed."""
    base, head = (state.version or state.label for state in (difference.base, difference.head))
    if base == head:
        base, head = difference.base.label, difference.head.label
    return f"From {base} to {head}:" + ("" if difference.figures else " no figure changed")


def sentences(difference: Difference) -> Iterator[str]:
    """One for each effect, as in "New: 2 figures for France and Italy, not known before", and one for quarters."""
    for effect in EFFECTS:
        if figures := difference.with_effect(effect):
            yield f"{effect.capitalize()}: {_count(figures, 'figure')}, {DESCRIPTIONS[effect]}"
    if difference.quarters:
        yield f"{FOLLOWS}: {_count(difference.quarters, 'quarter')}"


def _count(changes: tuple[FigureChange | QuarterChange, ...], noun: str) -> str:
    names = list(dict.fromkeys(change.country for change in changes))
    countries = prose.counted(len(names), "country") if len(names) > MOST_NAMED else join_names(names)
    return f"{prose.counted(len(changes), noun)} for {countries}"


def figure_table(difference: Difference) -> Printed:
    """The table of figures; a cell shows the old and the new number where they differ."""
    rows: list[tuple[str, ...]] = []
    for figure in difference.figures:
        cells = map(_change, _stated(figure.base), _stated(figure.head))
        rows.append((figure.effect, figure.country, prose.short(figure.period), *cells))
    return FIGURE_COLUMNS, rows


def quarter_table(difference: Difference) -> Printed:
    """The table of quarters; a cell shows the old and the new value where they differ."""
    rows: list[tuple[str, ...]] = []
    for quarter in difference.quarters:
        base, head = quarter.base, quarter.head
        status = head.status if base.status == head.status else f"{base.status} → {head.status}"
        values = (_change(base.requests, head.requests), _change(base.users, head.users))
        rows.append((quarter.country, prose.short(head.period), *values, status))
    return QUARTER_COLUMNS, rows


def _change(before: int | None, after: int | None) -> str:
    """65 → 66; 65 → — where nothing is known any more; only the new number if there was none or it is the same."""
    if before is None or before == after:
        return prose.number(after)
    return f"{prose.number(before)} → {prose.number(after)}"


def _align(table: Printed) -> Iterator[str]:
    columns, rows = table
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    for row in (columns, *rows):
        padded = (
            cell.rjust(width) if name in NUMBERS else cell.ljust(width)
            for cell, width, name in zip(row, widths, columns, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _markdown_table(table: Printed) -> Iterator[str]:
    columns, rows = table
    yield _markdown_row(columns)
    yield _markdown_row("--:" if name in NUMBERS else ":--" for name in columns)
    yield from (_markdown_row(map(_escape, row)) for row in rows[:MOST_ROWS])
    if (more := len(rows) - MOST_ROWS) > 0:
        yield from ("", f"{more:,} more rows are not shown here.")


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escape(plain: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", plain)


def _figure_record(figure: FigureChange) -> Record:
    named = {"effect": figure.effect, "iso3": figure.iso3, "country": figure.country, "period": str(figure.period)}
    return named | _both(("requests", "users", "reports"), _stated(figure.base), _stated(figure.head))


def _quarter_record(change: QuarterChange) -> Record:
    named = {"iso3": change.iso3, "country": change.country, "quarter": str(change.head.period)}
    base, head = ((quarter.requests, quarter.users, quarter.status) for quarter in (change.base, change.head))
    return named | _both(("requests", "users", "status"), base, head)


def _stated(stated: Stated | None) -> tuple[int | None, ...]:
    """Requests, users and the number of reports that state them; None where none does."""
    return (*stated.value, stated.reports) if stated else (None, None, None)


def _both(names: Iterable[str], base: Iterable[Cell], head: Iterable[Cell]) -> Record:
    """The cells of both states by names such as `base_users` and `head_users`."""
    states = {"base": zip(names, base, strict=True), "head": zip(names, head, strict=True)}
    return {f"{state}_{name}": cell for state, cells in states.items() for name, cell in cells}
