"""The repository that the benchmark uses has no problems, contains every status, and is always the same."""

import datetime as dt
from pathlib import Path

from atlas.check import check_repository
from atlas.model import Status
from tests import generate
from tests.conftest import contents

TODAY = dt.date(2026, 6, 1)


def test_a_generated_repository_passes_the_check_without_a_problem(project: Path, tmp_path: Path) -> None:
    size = generate.repository(project, tmp_path / "large", times=4)
    data = check_repository(tmp_path / "large", TODAY, {})
    reports = data.dataset.reports
    assert data.problems == ()
    assert size == generate.Size(len(data.ledgers), len(reports), sum(len(report.figures) for report in reports))
    assert set(data.ledgers) == set(generate.codes(project))
    assert {q.status for ledger in data.ledgers.values() for q in ledger.quarters} == set(Status) - {Status.PARTIAL}
    assert Status.PARTIAL in {year.status for ledger in data.ledgers.values() for year in ledger.years}


def test_a_generated_repository_is_the_same_in_every_run(project: Path, tmp_path: Path) -> None:
    for name in ("once", "twice"):
        generate.repository(project, tmp_path / name, times=1)
    assert contents(tmp_path / "once" / "data") == contents(tmp_path / "twice" / "data")


def test_a_larger_repository_contains_all_reports_of_a_smaller_one(project: Path, tmp_path: Path) -> None:
    for times in (1, 2):
        generate.repository(project, tmp_path / str(times), times)
    small, large = (contents(tmp_path / str(times) / "data" / "reports") for times in (1, 2))
    assert (len(large), small.items() <= large.items()) == (2 * len(small), True)
