"""Lighthouse's mobile preset gives the main kinds of page 100 in all four categories; LIGHTHOUSE=all visits every kind.

`make test` runs this file after all others and by itself, since a busy machine makes any page slow.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from . import tools
from .conftest import Served
from .kinds import PAGES, Kind

pytestmark = pytest.mark.lighthouse

VISITED = [kind for kind in PAGES if kind.main or os.environ.get("LIGHTHOUSE") == "all"]
HUNDRED = {"performance": 100, "accessibility": 100, "best-practices": 100, "seo": 100}

Audit = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def audit() -> Iterator[Audit]:
    """Takes an address; returns its scores and the failed audits."""
    command = [tools.node(), str(tools.LIGHTHOUSE), tools.chromium(), *tools.QUIET]
    with subprocess.Popen(
        command, cwd=tools.ROOT, env=tools.environment({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        addresses, results = process.stdin, process.stdout
        assert addresses
        assert results

        def run(address: str) -> dict[str, Any]:
            print(address, file=addresses, flush=True)
            result: dict[str, Any] = json.loads(results.readline())
            return result

        yield run
        addresses.close()
    assert process.returncode == 0


@pytest.mark.parametrize("kind", VISITED, ids=str)
def test_lighthouse_gives_100_in_all_four_categories(audit: Audit, site: Served, kind: Kind) -> None:
    result = audit(site.address + kind.path)
    assert result["scores"] == HUNDRED, result["failed"]
