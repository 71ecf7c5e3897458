"""Every rule has a folder of files that break it and no other rule, with the complete output of the check.

`files/` is copied over the tiny repository; `remove.txt` lists files to delete; `append.txt` names a file and the text
to append to it; `repeat.txt` names a file that is too large to store, and the line to repeat. `pytest --update`
rewrites the expected output.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas import read, reply, rules, validate
from tests.conftest import TESTS, TODAY, Run, contents

BROKEN = TESTS / "broken"
RULES = sorted(read.RULES | reply.RULES | validate.RULES | rules.RULES)  # those of adding reports are in test_add.py
WARNINGS = sorted(rule.name for rule in (*rules.REPORT_RULES, *rules.LEDGER_RULES) if rule.severity == "warning")
ERRORS = [rule for rule in RULES if rule not in WARNINGS]
LINE = re.compile(r"[^\s:]+:[1-9][0-9]*: (warning: )?\S.* \[[a-z-]+\]")

COMPANIONS: dict[str, set[str]] = {
    "yaml-alias": {"yaml-anchor", "layout"},  # an alias needs an anchor, and its key has no value
}
"""Rules that cannot be broken alone, and those that are broken with them."""


def copy_over(root: Path, example: Path) -> None:
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
def test_the_check_prints_exactly_what_is_expected_for_an_example(
    rule: str, tiny: Path, run: Run, expect: Callable[[str, Path], None]
) -> None:
    copy_over(tiny, BROKEN / rule)
    status, output, errors = run(tiny, "check", "--today", TODAY)
    expect(output, BROKEN / rule / "expected.txt")
    assert (status, errors) == (0 if rule in WARNINGS else 1, "")


@pytest.mark.parametrize("rule", RULES)
def test_every_line_names_location_and_rule_and_no_other_rule_is_broken(rule: str) -> None:
    lines = (BROKEN / rule / "expected.txt").read_text(encoding="utf-8").splitlines()
    # Without valid settings and schemas nothing else can be read, so the output does not end with a count of reports.
    problems = lines if rule in ("bot", "schema", "settings") else lines[:-1]
    assert [line for line in problems if not LINE.fullmatch(line)] == []
    assert {line[line.rindex("[") + 1 : -1] for line in problems} - COMPANIONS.get(rule, set()) == {rule}


@pytest.mark.parametrize("rule", ERRORS)
def test_a_build_with_an_error_changes_no_file(rule: str, tiny: Path, run: Run) -> None:
    copy_over(tiny, BROKEN / rule)
    site = tiny / "_site"
    site.mkdir()
    (site / ".telegram-transparency-atlas").touch()
    (site / "index.html").write_bytes(b"<p>the site as it was</p>\r\n")
    before = contents(tiny)
    status, _, _ = run(tiny, "--today", TODAY)
    assert (status, contents(tiny)) == (1, before)


@pytest.mark.parametrize("rule", WARNINGS)
def test_a_warning_is_shown_and_the_site_is_built(rule: str, tiny: Path, run: Run) -> None:
    copy_over(tiny, BROKEN / rule)
    expected = (BROKEN / rule / "expected.txt").read_text(encoding="utf-8")
    status, output, _ = run(tiny, "--today", TODAY)
    assert (status, output.startswith(expected), (tiny / "_site" / "index.html").exists()) == (0, True, True)
