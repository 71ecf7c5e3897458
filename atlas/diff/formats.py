"""A difference -> sentences and tables, as plain text, Markdown or JSON."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from atlas import prose
from atlas.diff import EFFECTS, Difference, FigureChange, QuarterChange, Stated
from atlas.ledger import Resolved
from atlas.model import Effect, Record

NAMED = 3  # countries; of more than these a sentence gives their number
MOST_ROWS = 200  # of a table in Markdown: GitHub takes no release notes of more than 125,000 characters
FOLLOWS = "What follows from them"

SAID = {
    Effect.REVISES: "with another value than before",
    Effect.CONFLICTS: "in contradiction to earlier figures of other periods",
    Effect.REMOVED: "that no report states any more, or that newer ones contradict",
    Effect.WEAKENED: "with the same value, stated by fewer reports",
    Effect.NEW: "not known before",
    Effect.CONFIRMS: "as already known",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a shown table; numbers stand at its right."""

    name: str
    is_number: bool = False


Shown = tuple[tuple[Column, ...], list[tuple[str, ...]]]

FIGURE_COLUMNS = (
    Column("effect"),
    Column("country"),
    Column("period"),
    Column("requests", is_number=True),
    Column("users", is_number=True),
    Column("reports", is_number=True),
)
QUARTER_COLUMNS = (
    Column("country"),
    Column("quarter"),
    Column("requests", is_number=True),
    Column("users", is_number=True),
    Column("status"),
)


def text(difference: Difference) -> Iterator[str]:
    """Sentences, then tables whose columns stand below one another."""
    yield heading(difference)
    for word, said in sentences(difference):
        yield f"{word}: {said}"
    if difference.figures:
        yield from ("", *_aligned(figure_table(difference)))
    if difference.quarters:
        yield from ("", f"{FOLLOWS}:", "", *_aligned(quarter_table(difference)))


def markdown(difference: Difference) -> Iterator[str]:
    """The same for release notes and pull requests; of a long table the first rows, and how many more there are."""
    yield _escaped(heading(difference))
    if difference.figures:
        yield ""
    for word, said in sentences(difference):
        yield f"- **{word}:** {_escaped(said)}"
    if difference.figures:
        yield from ("", *_piped(figure_table(difference)))
    if difference.quarters:
        yield from ("", f"**{FOLLOWS}**", "", *_piped(quarter_table(difference)))


def as_json(difference: Difference) -> Iterator[str]:
    """One JSON document: base, head, counts, rows (of figures), follows (of quarters); null where nothing is known."""
    base, head = ({"label": state.label, "version": state.version} for state in (difference.base, difference.head))
    document = {
        "base": base,
        "head": head,
        "counts": {str(effect): number for effect, number in difference.counts.items()},
        "rows": [_figure_record(figure) for figure in difference.figures],
        "follows": [_quarter_record(quarter) for quarter in difference.quarters],
    }
    yield json.dumps(document, ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[Difference], Iterator[str]]] = {"text": text, "markdown": markdown, "json": as_json}


def heading(difference: Difference) -> str:
    """What is compared with what, by versions if they tell the two apart, and whether nothing changed."""
    base, head = (state.version or state.label for state in (difference.base, difference.head))
    if base == head:
        base, head = difference.base.label, difference.head.label
    return f"From {base} to {head}:" + ("" if difference.figures else " no figure changed")


def sentences(difference: Difference) -> Iterator[tuple[str, str]]:
    """For each effect that there is, and for what follows: the word, and what is said of it."""
    for effect in EFFECTS:
        if figures := difference.of(effect):
            yield effect.capitalize(), f"{_counted(figures, 'figure')}, {SAID[effect]}"
    if difference.quarters:
        quarters = _counted(difference.quarters, "quarter")
        yield FOLLOWS, f"{quarters}, with another value or status and no figure of its own"


def _counted(found: tuple[FigureChange | QuarterChange, ...], noun: str) -> str:
    names = list(dict.fromkeys(change.country for change in found))
    if len(names) > NAMED:
        return f"{prose.counted(len(found), noun)} of {prose.counted(len(names), 'country')}"
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return f"{prose.counted(len(found), noun)} of {listed}"


def figure_table(difference: Difference) -> Shown:
    """The figures as they are shown."""
    rows: list[tuple[str, ...]] = []
    for figure in difference.figures:
        base, head = (
            (*stated.value, stated.reports) if stated else (None, None, None) for stated in (figure.base, figure.head)
        )
        cells = (_change(before, after) for before, after in zip(base, head, strict=True))
        rows.append((figure.effect, figure.country, prose.short(figure.period), *cells))
    return FIGURE_COLUMNS, rows


def quarter_table(difference: Difference) -> Shown:
    """The quarters as they are shown."""
    rows: list[tuple[str, ...]] = []
    for quarter in difference.quarters:
        base, head = quarter.base, quarter.head
        status = head.status if base.status == head.status else f"{base.status} → {head.status}"
        values = (_change(base.requests, head.requests), _change(base.users, head.users))
        rows.append((quarter.country, prose.short(head.period), *values, status))
    return QUARTER_COLUMNS, rows


def _change(before: int | None, after: int | None) -> str:
    """65 → 66; 65 → — where nothing is known any more; only the one number where there was none, or the same."""
    if before is None or before == after:
        return prose.number(after)
    return f"{prose.number(before)} → {prose.number(after)}"


def _aligned(shown: Shown) -> Iterator[str]:
    columns, rows = shown
    cells = [tuple(column.name for column in columns), *rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(columns))]
    for row in cells:
        padded = (
            cell.rjust(width) if column.is_number else cell.ljust(width)
            for cell, width, column in zip(row, widths, columns, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _piped(shown: Shown) -> Iterator[str]:
    columns, rows = shown
    yield _piped_row(column.name for column in columns)
    yield _piped_row("--:" if column.is_number else ":--" for column in columns)
    yield from (_piped_row(map(_escaped, row)) for row in rows[:MOST_ROWS])
    if (more := len(rows) - MOST_ROWS) > 0:
        yield from ("", f"{more:,} more rows are not shown here.")


def _piped_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(plain: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", plain)


def _figure_record(figure: FigureChange) -> Record:
    return {
        "effect": figure.effect,
        "iso3": figure.iso3,
        "country": figure.country,
        "period": str(figure.period),
        **_of_stated("base", figure.base),
        **_of_stated("head", figure.head),
    }


def _of_stated(state: str, stated: Stated | None) -> Record:
    requests, users = stated.value if stated else (None, None)
    reports = stated.reports if stated else None
    return {f"{state}_requests": requests, f"{state}_users": users, f"{state}_reports": reports}


def _quarter_record(quarter: QuarterChange) -> Record:
    return {
        "iso3": quarter.iso3,
        "country": quarter.country,
        "quarter": str(quarter.head.period),
        **_of_resolved("base", quarter.base),
        **_of_resolved("head", quarter.head),
    }


def _of_resolved(state: str, quarter: Resolved) -> Record:
    return {f"{state}_requests": quarter.requests, f"{state}_users": quarter.users, f"{state}_status": quarter.status}
