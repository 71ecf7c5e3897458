"""New reports -> where they would go, what the check says about them, and the effect of each of their figures."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from atlas import assemble, read, validate
from atlas.check import CheckedData, check_with
from atlas.contributions import report_files
from atlas.contributions.report_files import Addition, Plan
from atlas.model import Effect, Figure, Report
from atlas.problems import Problem
from atlas.read import Raw


@dataclass(frozen=True, slots=True)
class JudgedFigure:
    """A figure of a new report, and its effect on what was known before."""

    iso3: str
    figure: Figure
    effect: Effect


@dataclass(frozen=True, slots=True)
class Judgement:
    """What adding some reports would do: files, the data with them in (problems: the new ones only), and effects."""

    plan: Plan
    after: CheckedData
    figures: tuple[JudgedFigure, ...]


def judge(
    before: CheckedData,
    reports: Sequence[Report],
    today: dt.date,
    problems: tuple[Problem, ...] = (),
    *,
    is_validated: bool = False,
) -> Judgement:
    """Judge reports as if their files existed, and add the `problems` with which they came.

    The files are read and validated before anything is written. Reports that were assembled from validated rows, those
    of a spreadsheet, need no second validation (`is_validated`), and their problems point to the spreadsheet.
    """
    plan = report_files.plan(reports, before.dataset.reports)
    problems += plan.problems
    new = tuple(addition.report for addition in plan.new)
    if not is_validated:
        new, invalid = _read_files(before.raw, plan.new)
        problems += invalid
    after = check_with(before, new, today, problems)
    # A figure is new if its country has no report yet.
    figures = (
        JudgedFigure(report.iso3, figure, ledger.effect(figure, report) if ledger else Effect.NEW)
        for report in reports
        for ledger in [before.ledgers.get(report.iso3)]
        for figure in report.figures
    )
    return Judgement(plan, after, tuple(figures))


def _read_files(raw: Raw, additions: Iterable[Addition]) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    """The reports as their files will be read, or what is wrong with the files."""
    table = raw.tables["statements"]
    files = [read.report(addition.path, addition.report.iso3, addition.text, table) for addition in additions]
    rows = tuple(row for of_file, _ in files for row in of_file)
    problems = tuple(problem for _, of_file in files for problem in of_file)
    problems += validate.check({**raw.rows, "statements": rows}, raw.tables) if rows else ()
    return ((), problems) if problems else (assemble.reports(rows, table), ())
