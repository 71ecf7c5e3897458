"""Values that Frictionless or Python would take for numbers and dates, and one table would then write in many ways."""

from pathlib import Path

import pytest

from tests.conftest import TODAY, Run

NUMBER = "must be a whole number written in plain digits, such as 0 or 1040, not"
DAY = "must be the day the statement was read, written as in 2025-07-23, not"
PLAIN = "must be plain text without hidden characters and without blanks around it, not"


def problems(tiny: Path, run: Run, text: str) -> list[str]:
    """What the check says of a report of Iceland, the place left out."""
    folder = tiny / "data" / "reports" / "ISL"
    folder.mkdir()
    (folder / "2025-08-01.yaml").write_text(text, encoding="utf-8")
    _, output, _ = run(tiny, "check", "--today", TODAY)
    return [line.split(": ", 1)[1] for line in output.splitlines()[:-1]]


def report(requests: str = "3", observed: str = "2025-08-01", more: str = "") -> str:
    return f"observed: {observed}\nkind: reply\n{more}figures:\n  2025-Q2: {{requests: {requests}, users: 9}}\n"


@pytest.mark.parametrize("count", ["3", "'3'", '"3"'])
def test_a_count_may_stand_in_quotes(count: str, tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report(count)) == []


@pytest.mark.parametrize(
    ("count", "rule"),
    [
        ("1_000", "canonical"),
        ("٤", "canonical"),
        ("+6", "canonical"),
        ("007", "canonical"),
        ("-0", "canonical"),
        ("1.0", "type"),
        ("1e3", "type"),
        ("0x10", "type"),
        ("10 000", "type"),
        ("NaN", "type"),
        ("-1", "constraint"),
        ("100000001", "constraint"),
    ],
)
def test_a_count_is_written_in_plain_digits(count: str, rule: str, tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report(count)) == [f"requests {NUMBER} '{count}' [{rule}]"]


def test_a_count_with_a_comma_between_thousands_is_no_count(tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report("'1,000'")) == [f"requests {NUMBER} '1,000' [type]"]


def test_five_thousand_digits_are_no_count_and_not_all_shown(tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report("9" * 5_000)) == [f"requests {NUMBER} '{'9' * 60}…' [type]"]


@pytest.mark.parametrize("observed", ["2025-8-1", "2025-08-1", "20250801", "1 August 2025", "2025-08-01T00:00:00"])
def test_a_day_is_written_in_ten_characters(observed: str, tiny: Path, run: Run) -> None:
    found = problems(tiny, run, report(observed=observed))
    assert [line for line in found if f"observed {DAY} '{observed}'" in line] != []


@pytest.mark.parametrize("day", ["2025-02-30", "2025-13-01", "0000-01-01"])
def test_a_day_is_one_of_the_calendar(day: str, tiny: Path, run: Run) -> None:
    found = problems(tiny, run, report(observed=day))
    assert [line for line in found if f"observed {DAY} '{day}'" in line] != []


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [("\u202e", "\\u202e"), ("\u200b", "\\u200b"), ("\u2066", "\\u2066"), ("\ufeff", "\\ufeff"), ("\u00ad", "\\xad")],
)
def test_text_hides_nothing(hidden: str, shown: str, tiny: Path, run: Run) -> None:
    found = problems(tiny, run, report(more=f'credit: "A{hidden}B"\n'))
    assert found == [f"credit {PLAIN} 'A{shown}B' [canonical]"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("' A'", " A"),
        ("'A '", "A "),
        ('"A\\tB"', "A\\tB"),
        ('"A\\rB"', "A\\rB"),
        ('"A\\0B"', "A\\x00B"),
        ('"\\e[31mA"', "\\x1b[31mA"),
    ],
)
def test_text_has_no_blanks_around_it_and_no_control_characters(text: str, shown: str, tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report(more=f"credit: {text}\n")) == [f"credit {PLAIN} '{shown}' [canonical]"]


def test_a_note_may_have_several_lines(tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report(more="note: |-\n  One.\n  Two.\n")) == []
