"""Calls functions of the site's scripts in Node, and reads the examples that both languages run."""

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from atlas import reply
from atlas.model import Figure, Kind, Report
from tests.browser import tools
from tests.conftest import TESTS
from tests.test_reply import BOT, COUNTRIES, TABLE

SCRIPT = Path(__file__).with_name("run.js")

READER_JSON = reply.export_reader(BOT, COUNTRIES.values(), TABLE)
"""contribute/reader.json, which the scripts fetch."""


def call(name: str, calls: Iterable[Sequence[object]], *shared: object) -> list[Any]:
    """What a function returns for each list of arguments, each time followed by the `shared` arguments."""
    request = json.dumps({"name": name, "calls": [list(arguments) for arguments in calls], "shared": shared})
    done = subprocess.run([tools.node(), SCRIPT], input=request, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    results: list[Any] = json.loads(done.stdout)
    return results


def examples(name: str) -> list[dict[str, Any]]:
    """The examples of a file in tests/examples/."""
    loaded: list[dict[str, Any]] = yaml.safe_load((TESTS / "examples" / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def answer(reports: Iterable[Report]) -> dict[str, Any]:
    """What the API answers of a country with these reports, as far as the scripts need it."""
    reports = tuple(reports)
    return {"figures": figures_as_api(reports), "reports": reports_as_api(reports)}


def figures_as_api(reports: Iterable[Report]) -> list[dict[str, Any]]:
    """The figures of reports as the API has them."""
    return [
        {
            "period": str(figure.period),
            "requests": figure.requests,
            "users": figure.users,
            "observed": str(report.observed),
            "kind": report.kind,
            "source": report.source or None,
            "report": report.location.path,
        }
        for report in reports
        for figure in report.figures
    ]


def reports_as_api(reports: Iterable[Report]) -> list[dict[str, Any]]:
    """Reports as the API has them, without their figures."""
    return [
        {
            "report": report.location.path,
            "observed": str(report.observed),
            "kind": report.kind,
            "source": report.source or None,
            "credit": report.credit or None,
            "nothing_after": str(report.nothing_after) if report.nothing_after else None,
        }
        for report in reports
    ]


def new_report(report: Report) -> dict[str, Any]:
    """A report that is not in the atlas yet, as the scripts have it."""
    return {
        "iso3": report.iso3,
        "observed": str(report.observed),
        "kind": Kind(report.kind),
        "source": report.source,
        "credit": report.credit,
        "revises": report.revises,
        "nothing_after": str(report.nothing_after or ""),
        "figures": [stated(figure) for figure in report.figures],
    }


def stated(figure: Figure) -> list[object]:
    """A figure as a reading has it."""
    return [str(figure.period), *figure.value]
