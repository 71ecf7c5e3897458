"""Lighthouse's mobile preset gives every kind of page 100 four times; LIGHTHOUSE=all visits all, not the main kinds."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from . import tools
from .conftest import Served
from .kinds import PAGES, Kind

VISITED = [kind for kind in PAGES if kind.main or os.environ.get("LIGHTHOUSE") == "all"]
HUNDRED = {"performance": 100, "accessibility": 100, "best-practices": 100, "seo": 100}

Audit = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def audit() -> Iterator[Audit]:
    """Takes an address; gives its scores, and what failed."""
    command = [tools.node(), str(tools.LIGHTHOUSE), tools.chromium(), *tools.QUIET]
    with subprocess.Popen(
        command, cwd=tools.ROOT, env=tools.environment({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        questions, answers = process.stdin, process.stdout
        assert questions
        assert answers

        def ask(address: str) -> dict[str, Any]:
            print(address, file=questions, flush=True)
            answer: dict[str, Any] = json.loads(answers.readline())
            return answer

        yield ask
        questions.close()
    assert process.returncode == 0


@pytest.mark.parametrize("kind", VISITED, ids=str)
def test_lighthouse_gives_100_four_times(audit: Audit, site: Served, kind: Kind) -> None:
    found = audit(site.address + kind.path)
    assert found["scores"] == HUNDRED, found["failed"]
