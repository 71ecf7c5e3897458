"""Each rule has a folder of files that break it and nothing else, with all that the check says of them.

`files/` is laid over the tiny repository; `remove.txt` names files to take away; `append.txt` names a file and what to
write at its end; `repeat.txt` is the recipe for a file too large to keep. `pytest --update` rewrites what is expected.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas import read, reply, rules, validate
from tests.conftest import TESTS, TODAY, Run, contents

BROKEN = TESTS / "broken"
RULES = sorted(read.RULES | reply.RULES | validate.RULES | rules.RULES)  # those of atlas.add are in test_add.py
WARNINGS = sorted(rule.name for rule in (*rules.REPORT_RULES, *rules.LEDGER_RULES) if rule.severity == "warning")
ERRORS = [rule for rule in RULES if rule not in WARNINGS]
LINE = re.compile(r"[^\s:]+:[1-9][0-9]*: (warning: )?\S.* \[[a-z-]+\]")

ALONG: dict[str, set[str]] = {
    "unknown-key": {"required"},  # what a misspelt key should have given is not there
    "yaml-alias": {"yaml-anchor", "layout"},  # it needs an anchor to refer to, and leaves its key without a value
}
"""Rules that cannot be broken alone."""


def lay_over(root: Path, example: Path) -> None:
    files, removed, appended, repeated = (
        example / name for name in ("files", "remove.txt", "append.txt", "repeat.txt")
    )
    if files.exists():
        shutil.copytree(files, root, dirs_exist_ok=True)
    if removed.exists():
        for path in removed.read_text(encoding="utf-8").splitlines():
            (root / path).unlink()
    if appended.exists():
        path, text = appended.read_text(encoding="utf-8").split("\n", 1)
        (root / path).write_text((root / path).read_text(encoding="utf-8") + text, encoding="utf-8")
    if repeated.exists():
        path, times, text = repeated.read_text(encoding="utf-8").rstrip("\n").split(" ", 2)
        (root / path).write_text(f"{text}\n" * int(times), encoding="utf-8")


def test_every_rule_has_an_example_and_every_example_a_rule() -> None:
    assert sorted(path.name for path in BROKEN.iterdir()) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_the_check_says_of_an_example_what_is_expected_and_no_more(
    rule: str, tiny: Path, run: Run, expect: Callable[[str, Path], None]
) -> None:
    lay_over(tiny, BROKEN / rule)
    status, output, errors = run(tiny, "check", "--today", TODAY)
    expect(output, BROKEN / rule / "expected.txt")
    assert (status, errors) == (0 if rule in WARNINGS else 1, "")


@pytest.mark.parametrize("rule", RULES)
def test_an_example_is_told_in_lines_of_place_and_rule_and_breaks_no_other_rule(rule: str) -> None:
    lines = (BROKEN / rule / "expected.txt").read_text(encoding="utf-8").splitlines()
    # What the settings and schemas break, nothing can be read without: there is no count of reports then.
    problems = lines if rule in ("bot", "schema", "settings") else lines[:-1]
    assert [line for line in problems if not LINE.fullmatch(line)] == []
    assert {line[line.rindex("[") + 1 : -1] for line in problems} - ALONG.get(rule, set()) == {rule}


@pytest.mark.parametrize("rule", ERRORS)
def test_a_build_with_an_error_leaves_every_file_as_it_was(rule: str, tiny: Path, run: Run) -> None:
    lay_over(tiny, BROKEN / rule)
    site = tiny / "_site"
    site.mkdir()
    (site / ".telegram-transparency-atlas").touch()
    (site / "index.html").write_bytes(b"<p>the site as it was</p>\r\n")
    before = contents(tiny)
    status, _, _ = run(tiny, "--today", TODAY)
    assert (status, contents(tiny)) == (1, before)


@pytest.mark.parametrize("rule", WARNINGS)
def test_a_warning_is_shown_and_the_site_is_built(rule: str, tiny: Path, run: Run) -> None:
    lay_over(tiny, BROKEN / rule)
    expected = (BROKEN / rule / "expected.txt").read_text(encoding="utf-8")
    status, output, _ = run(tiny, "--today", TODAY)
    assert (status, output.startswith(expected), (tiny / "_site" / "index.html").exists()) == (0, True, True)
