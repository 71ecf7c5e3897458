"""The stages of every command up to the ledgers: a repository is read, checked and worked out."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from atlas import assemble, ledger, prose, read, reply, rules, validate
from atlas.contributions import report_files
from atlas.ledger import Ledger
from atlas.model import Dataset, Report
from atlas.problems import Problem, Severity
from atlas.read import Raw

FINE, PROBLEMS, USAGE = 0, 1, 2
"""What a command ends with."""


@dataclass(frozen=True, slots=True)
class CheckedData:
    """A repository that was read and checked; `dataset` and `ledgers` leave out the reports with errors."""

    raw: Raw
    dataset: Dataset
    ledgers: Mapping[str, Ledger]
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything stops the build."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def check_repository(root: Path, today: dt.date, environment: Mapping[str, str]) -> CheckedData:
    """Read and check everything, and go on past what is wrong, so that all problems are told at once."""
    raw = read.repository(root, environment)
    of_files = raw.problems + validate.check(raw)
    broken = {problem.location.path for problem in of_files}
    dataset = assemble.dataset(raw, broken) if not _is_foundation_broken(broken) else assemble.EMPTY
    return _examine_reports(raw, dataset, of_files, today)


def _is_foundation_broken(paths: set[str]) -> bool:
    """Whether reports cannot be judged, since what they refer to is wrong."""
    return any(not path.startswith(("data/reports/", "data/notes/")) for path in paths)


def _examine_reports(raw: Raw, dataset: Dataset, so_far: tuple[Problem, ...], today: dt.date) -> CheckedData:
    of_replies = reply.check(raw.bot, dataset.countries.values(), dataset.reports) if dataset.countries else ()
    of_reports = (*rules.check_reports(dataset.reports, today), *of_replies)
    wrong = {problem.location.path for problem in of_reports if problem.severity is Severity.ERROR}
    sound = replace(dataset, reports=tuple(r for r in dataset.reports if r.location.path not in wrong))
    ledgers = ledger.resolve_all(sound.reports)
    problems = so_far + of_reports + rules.check_ledgers(sound, ledgers.values())
    return CheckedData(raw, sound, ledgers, tuple(sorted(problems)))


def check_with(before: CheckedData, more: Iterable[Report], so_far: tuple[Problem, ...], today: dt.date) -> CheckedData:
    """Everything with some more reports; of the problems, those that were not there before."""
    both = replace(before.dataset, reports=before.dataset.reports + tuple(more))
    after = _examine_reports(before.raw, both, so_far, today)
    known = set(before.problems)
    return replace(after, problems=tuple(problem for problem in after.problems if problem not in known))


def judge(before: CheckedData, reports: Sequence[Report], today: dt.date) -> tuple[report_files.Plan, CheckedData]:
    """Where new reports would go, and everything with them in, their files read and checked as if they were there."""
    plan = report_files.plan(reports, before.dataset.reports)
    table = before.raw.tables["statements"]
    read_again = [read.report(addition.path, addition.report.iso3, addition.text, table) for addition in plan.new]
    rows = tuple(row for found, _ in read_again for row in found)
    problems = tuple(problem for _, found in read_again for problem in found)
    problems += validate.check_rows({**before.raw.rows, "statements": rows}, before.raw.tables) if rows else ()
    more = () if problems else assemble.reports(rows, table)
    return plan, check_with(before, more, problems + plan.problems, today)


def describe(examined: CheckedData) -> str:
    """How many reports there are, of them and of problems."""
    dataset = examined.dataset
    errors = sum(problem.severity is Severity.ERROR for problem in examined.problems)
    found = f"{prose.counted(errors, 'problem')}, {prose.counted(len(examined.problems) - errors, 'warning')}"
    if not dataset.countries:
        return f"reports were not judged, since what they refer to is wrong: {found}"
    reports = prose.counted(len(dataset.reports), "report")
    figures = prose.counted(sum(len(report.figures) for report in dataset.reports), "figure")
    sound = "sound " if errors else ""
    return f"{sound}{reports} of {prose.counted(len(examined.ledgers), 'country')}, {figures}: {found}"
