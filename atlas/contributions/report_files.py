"""New reports -> report files. The only room that writes data/.

Nothing is overwritten: a report that is there already is passed over, and one that states something else under the same
country, day, kind and source is a problem.
"""

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
    "reply": (Severity.ERROR, "A reply must be one that can be read for certain, of a country that is known."),
    "picture": (Severity.WARNING, "What was read from a picture should be compared with it."),
}
"""What is checked when reports are added, besides everything else."""

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./()-]*(?<! )|https?://[!$-9;=?A-Z_a-z~:]+")
"""Text that YAML reads as itself without quotes, whatever its reader's version takes `no` or `1:30` for."""

BLOCK = re.compile(
    "[!-~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd]"
    "([ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\n]*"
    "[!-~\u00a1-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd])?"
)
"""Text of several lines that YAML reads as itself where it is set off, with nothing blank at its ends."""

WORDS_WITH_MEANING = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Addition:
    """A report and the file for it, both as path from the repository's root and as text."""

    report: Report
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What adding some reports would do: files to write, files that hold the same already, problems."""

    new: tuple[Addition, ...]
    present: tuple[Addition, ...]
    problems: tuple[Problem, ...]


def statements_to_reports_table(rows: Sequence[Row], table: Table) -> tuple[Row, ...]:
    """The rows of a spreadsheet, those of one report together, each told where its report stands in the spreadsheet."""
    at = {name: i for i, name in enumerate(table.field_names)}
    keys = [at[f.name] for f in table.fields if f.level in ("folder", "report")]

    def key(row: Row) -> tuple[str, ...]:
        return tuple(row.cells[i] for i in keys)

    first: dict[tuple[str, ...], Location] = {}
    for row in rows:
        first.setdefault(key(row), row.locations[0])
    named = [_with_cell(row, at["report"], str(first[key(row)])) for row in rows]
    return tuple(sorted(named, key=lambda row: (first[key(row)], row.locations[0])))


def _with_cell(row: Row, at: int, text: str) -> Row:
    return replace(row, cells=(*row.cells[:at], text, *row.cells[at + 1 :]))


def plan(reports: Iterable[Report], existing: Iterable[Report]) -> Plan:
    """Where new reports go beside the existing ones. Pure: nothing is written."""
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
            problems.append(
                Problem(report.location, "overwrite", f"{message}, and states something else. Compare the two")
            )
    return Plan(tuple(new), tuple(present), tuple(problems))


def _key(report: Report) -> tuple[object, ...]:
    anonymous = (report.credit, report.figures) if not report.source else ()
    return report.iso3, report.observed, report.kind, report.source, anonymous


def _names(report: Report) -> Iterator[str]:
    stem = f"data/reports/{report.iso3}/{report.observed}"
    yield f"{stem}.yaml"
    yield f"{stem}-{report.kind}.yaml"
    number = 2
    while True:
        yield f"{stem}-{report.kind}-{number}.yaml"
        number += 1


def write(root: Path, additions: Iterable[Addition]) -> None:
    """Create the files; FileExistsError if one has appeared since the plan was made."""
    for addition in additions:
        path = root / addition.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(addition.text)


def report_to_yaml(report: Report) -> str:
    """The one way to write a report, however it came in: keys in this order, text quoted only if it must be."""
    keys = {
        "observed": str(report.observed),
        "kind": str(report.kind),
        "source": report.source,
        "credit": report.credit,
        "note": report.note,
        "revises": report.revises,
    }
    lines = [f"{key}: {_scalar(text)}" for key, text in keys.items() if text]
    if report.reply:
        lines.append(f"reply: {_block(report.reply)}")
    lines.append("figures:")
    lines += [f"  {f.period}: {{requests: {f.requests}, users: {f.users}}}" for f in report.figures]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """Plain where that is safe, else in double quotes as JSON writes them, which YAML reads too."""
    if PLAIN.fullmatch(text) and text.casefold() not in WORDS_WITH_MEANING:
        return text
    return json.dumps(text, ensure_ascii=False)


def _block(text: str) -> str:
    """Set off line by line as people write it, else as any other text."""
    if "\n" not in text or not BLOCK.fullmatch(text):
        return _scalar(text)
    return "\n".join(["|-", *(f"  {line}" if line else "" for line in text.split("\n"))])
