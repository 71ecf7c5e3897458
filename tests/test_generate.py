"""The repository that the bench measures is sound, full of all that the ledger can meet, and the same at every run."""

import datetime as dt
from pathlib import Path

from atlas.check import check_repository
from atlas.model import Status
from tests import generate
from tests.conftest import contents

TODAY = dt.date(2026, 6, 1)


def test_a_generated_repository_passes_the_check_without_a_word(project: Path, tmp_path: Path) -> None:
    size = generate.repository(project, tmp_path / "large", times=4)
    examined = check_repository(tmp_path / "large", TODAY, {})
    found = examined.dataset.reports
    assert examined.problems == ()
    assert size == generate.Size(len(examined.ledgers), len(found), sum(len(report.figures) for report in found))
    assert set(examined.ledgers) == set(generate.codes(project))
    assert {q.status for ledger in examined.ledgers.values() for q in ledger.quarters} == set(Status)


def test_a_generated_repository_is_the_same_at_every_run(project: Path, tmp_path: Path) -> None:
    for name in ("once", "twice"):
        generate.repository(project, tmp_path / name, times=1)
    assert contents(tmp_path / "once" / "data") == contents(tmp_path / "twice" / "data")


def test_a_larger_repository_holds_all_reports_of_a_smaller_one(project: Path, tmp_path: Path) -> None:
    for times in (1, 2):
        generate.repository(project, tmp_path / str(times), times)
    small, large = (contents(tmp_path / str(times) / "data" / "reports") for times in (1, 2))
    assert (len(large), small.items() <= large.items()) == (2 * len(small), True)
