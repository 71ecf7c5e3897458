"""New reports -> report files. The only module that writes to data/.

Nothing is overwritten. A report that exists already is skipped; one with the same country, day, kind and source but
other content is a problem.
"""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from atlas.model import Report, Table
from atlas.problems import Location, Problem, Severity
from atlas.read import Row

RULES = {
    "overwrite": (Severity.ERROR, "A report must not overwrite another."),
    "reply": (Severity.ERROR, "A reply must be readable without doubt, and its country must be known."),
    "picture": (Severity.WARNING, "Figures read from a screenshot should be compared with it."),
}
"""The additional rules for reports that are being added."""

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./()-]*(?<! )|https?://[!$-9;=?A-Z_a-z~:]+")
"""Text that every version of YAML reads as itself without quotes, unlike `no` or `1:30`."""

BLOCK = re.compile(
    "[!-~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd]"
    "([ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\n]*"
    "[!-~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd])?"
)
"""Text of several lines that YAML reads as itself in a literal block (`|-`), without blanks at its ends."""

KEYS = ("observed", "kind", "source", "trace", "credit", "note", "revises", "nothing_after")
"""The keys of a report with a value on one line, in the order in which files have them."""

RESERVED_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Addition:
    """A report and its file: the path from the root of the repository, and the text."""

    report: Report
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What adding some reports would do: files to write, files that exist already with the same text, problems."""

    new: tuple[Addition, ...]
    present: tuple[Addition, ...]
    problems: tuple[Problem, ...]


def group_by_report(rows: Sequence[Row], table: Table) -> tuple[Row, ...]:
    """The rows of a spreadsheet, sorted by report; the cell `report` names the line on which the report begins.

    Rows belong to one report if all fields of the report are equal: country, day, kind, source and so on.
    """
    index = {name: i for i, name in enumerate(table.field_names)}
    keys = [index[f.name] for f in table.fields if f.level in ("folder", "report")]

    def key(row: Row) -> tuple[str, ...]:
        return tuple(row.cells[i] for i in keys)

    first: dict[tuple[str, ...], Location] = {}
    for row in rows:
        first.setdefault(key(row), row.locations[0])
    i = index["report"]
    named = [replace(row, cells=(*row.cells[:i], str(first[key(row)]), *row.cells[i + 1 :])) for row in rows]
    return tuple(sorted(named, key=lambda row: (first[key(row)], row.locations[0])))


def plan(reports: Iterable[Report], existing: Iterable[Report]) -> Plan:
    """The files for new reports beside the existing ones. Pure: nothing is written."""
    taken = {report.location.path: report for report in existing}
    by_key = {_key(report): report for report in taken.values()}
    new, present, problems = [], [], []
    for report in sorted(reports, key=lambda r: (r.iso3, r.observed, r.location)):
        other = by_key.get(_key(report))
        if other is None:
            path = next(name for name in _names(report) if name not in taken)
            addition = Addition(report, path, report_to_yaml(report))
            taken[path] = by_key[_key(report)] = replace(report, location=Location(path, report.location.line))
            new.append(addition)
        elif report_to_yaml(other) == report_to_yaml(report):
            present.append(Addition(report, other.location.path, report_to_yaml(report)))
        else:
            message = f"a report must not overwrite another; {other.location.path} has the same day, kind and source"
            problems.append(Problem(report.location, "overwrite", f"{message} but other content. Compare the two"))
    return Plan(tuple(new), tuple(present), tuple(problems))


def _key(report: Report) -> tuple[object, ...]:
    anonymous = (report.credit, report.figures, report.nothing_after) if not report.source else ()
    return report.iso3, report.observed, report.kind, report.source, anonymous


def _names(report: Report) -> Iterator[str]:
    stem = f"data/reports/{report.iso3}/{report.observed}"
    yield f"{stem}.yaml"
    yield f"{stem}-{report.kind}.yaml"
    yield from (f"{stem}-{report.kind}-{number}.yaml" for number in itertools.count(2))


def write(root: Path, additions: Iterable[Addition]) -> None:
    """Create the files; FileExistsError if one was created after the plan was made."""
    for addition in additions:
        path = root / addition.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(addition.text)


def report_to_yaml(report: Report) -> str:
    """The text of a report file, the same for every way to contribute: keys in this order, quotes only where needed."""
    cells = {key: str(getattr(report, key) or "") for key in KEYS}
    lines = [f"{key}: {_scalar(text)}" for key, text in cells.items() if text]
    if report.reply:
        lines.append(f"reply: {_block(report.reply)}")
    if report.figures:
        lines.append("figures:")
    lines += [f"  {figure.period}: {figure.text}" for figure in report.figures]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """The text without quotes where that is safe, else in double quotes as in JSON, which YAML reads too."""
    if PLAIN.fullmatch(text) and text.casefold() not in RESERVED_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _block(text: str) -> str:
    """A text of several lines as a literal block, as people write it; any other text as a scalar."""
    if "\n" not in text or not BLOCK.fullmatch(text):
        return _scalar(text)
    return "\n".join(["|-", *(f"  {line}" if line else "" for line in text.split("\n"))])
