"""A repository -> its data, read, validated and resolved, with every problem in them. All commands begin here."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from atlas import assemble, ledger, prose, read, reply, rules, validate
from atlas.ledger import Ledger
from atlas.model import Dataset, Report
from atlas.problems import Problem, Severity
from atlas.read import Raw
from atlas.reply import Bot


@dataclass(frozen=True, slots=True)
class CheckedData:
    """A repository that was read and checked; `dataset` and `ledgers` leave out the reports with errors."""

    raw: Raw
    bot: Bot
    dataset: Dataset
    ledgers: Mapping[str, Ledger]
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether anything stops the build."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def check_repository(root: Path, today: dt.date, environment: Mapping[str, str]) -> CheckedData:
    """Read and check everything. A problem does not stop the check, so that all are reported at once.

    read.Unreadable if schemas, settings or data/bot.yaml are so wrong that nothing can be checked.
    """
    raw = read.repository(root, environment)
    largest = raw.tables["statements"].field("requests").constraints["maximum"]
    bot = reply.parse_bot(raw.bot.values, raw.bot.alias_locations, largest)
    problems = raw.problems + validate.check(raw.rows, raw.tables)
    broken = {problem.location.path for problem in problems}
    # Reports refer to the other tables, and cannot be checked while one of these is wrong.
    can_check_reports = all(path.startswith(("data/reports/", "data/notes/")) for path in broken)
    dataset = assemble.dataset(raw, broken) if can_check_reports else assemble.EMPTY
    return _check_reports(raw, bot, dataset, problems, today)


def _check_reports(raw: Raw, bot: Bot, dataset: Dataset, problems: tuple[Problem, ...], today: dt.date) -> CheckedData:
    of_replies = reply.check(bot, dataset.countries.values(), dataset.reports) if dataset.countries else ()
    of_reports = (*rules.check_reports(dataset.reports, today), *of_replies)
    wrong = {problem.location.path for problem in of_reports if problem.severity is Severity.ERROR}
    accepted = replace(dataset, reports=tuple(r for r in dataset.reports if r.location.path not in wrong))
    ledgers = ledger.resolve_all(accepted.reports)
    all_problems = (*problems, *of_reports, *rules.check_ledgers(accepted, ledgers.values()))
    return CheckedData(raw, bot, accepted, ledgers, tuple(sorted(all_problems)))


def check_with(
    before: CheckedData, reports: Iterable[Report], today: dt.date, problems: tuple[Problem, ...] = ()
) -> CheckedData:
    """The data with new reports; its problems are only the new ones, and `problems` found earlier in these reports."""
    dataset = replace(before.dataset, reports=before.dataset.reports + tuple(reports))
    after = _check_reports(before.raw, before.bot, dataset, problems, today)
    known = set(before.problems)
    return replace(after, problems=tuple(problem for problem in after.problems if problem not in known))


def describe(checked: CheckedData) -> str:
    """One line: "230 reports from 83 countries, 279 figures: no problems, 5 warnings".

    With problems it is "1 problem (230 other reports are fine)".
    """
    dataset = checked.dataset
    errors = sum(problem.severity is Severity.ERROR for problem in checked.problems)
    warnings = len(checked.problems) - errors
    if errors:
        counts = [prose.counted(errors, "problem"), *([prose.counted(warnings, "warning")] if warnings else [])]
        number = len(dataset.reports)
        fine = f"{prose.counted(number, 'other report')} {'is' if number == 1 else 'are'} fine"
        skipped = "reports were not checked: they depend on what is wrong"
        return f"{', '.join(counts)} ({fine if dataset.countries else skipped})"
    reports = f"{prose.counted(len(dataset.reports), 'report')} from {prose.counted(len(checked.ledgers), 'country')}"
    figures = prose.counted(sum(len(report.figures) for report in dataset.reports), "figure")
    return f"{reports}, {figures}: no problems, {prose.counted(warnings, 'warning') if warnings else 'no warnings'}"
