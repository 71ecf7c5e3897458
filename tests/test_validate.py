"""Values that Frictionless or Python would accept as numbers and dates, though they are not in the standard form."""

from pathlib import Path

import pytest

from tests.conftest import TODAY, Run

NUMBER = "must be a whole number from 0 to 100,000,000 in plain digits, such as 0 or 1040, not"
DAY = "must be the day the statement was read, written as in 2025-07-23, not"
PLAIN = "must be plain text without hidden characters and without spaces at its start or end, not"


def problems(tiny: Path, run: Run, text: str) -> list[str]:
    """The messages of the check about a report of Iceland, without the location."""
    folder = tiny / "data" / "reports" / "ISL"
    folder.mkdir(exist_ok=True)
    (folder / "2025-08-01.yaml").write_text(text, encoding="utf-8")
    _, output, _ = run(tiny, "check", "--today", TODAY)
    return [line.split(": ", 1)[1] for line in output.splitlines()[:-1]]


def report(requests: str = "3", observed: str = "2025-08-01", more: str = "") -> str:
    return f"observed: {observed}\nkind: reply\n{more}figures:\n  2025-Q2: {{requests: {requests}, users: 9}}\n"


@pytest.mark.parametrize("count", ["3", "'3'", '"3"'])
def test_a_count_may_be_in_quotes(count: str, tiny: Path, run: Run) -> None:
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
def test_a_count_must_be_written_in_plain_digits(count: str, rule: str, tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report(count)) == [f"requests {NUMBER} '{count}' [{rule}]"]


def test_a_count_must_not_have_a_comma_between_thousands(tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report("'1,000'")) == [f"requests {NUMBER} '1,000' [type]"]


def test_a_count_with_five_thousand_digits_is_refused_and_cut_in_the_message(tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report("9" * 5_000)) == [f"requests {NUMBER} '{'9' * 60}…' [type]"]


@pytest.mark.parametrize("observed", ["2025-8-1", "2025-08-1", "20250801", "1 August 2025", "2025-08-01T00:00:00"])
def test_a_day_must_be_written_in_ten_characters(observed: str, tiny: Path, run: Run) -> None:
    messages = problems(tiny, run, report(observed=observed))
    assert [line for line in messages if f"observed {DAY} '{observed}'" in line] != []


@pytest.mark.parametrize("day", ["2025-02-30", "2025-13-01", "0000-01-01"])
def test_a_day_must_exist_in_the_calendar(day: str, tiny: Path, run: Run) -> None:
    messages = problems(tiny, run, report(observed=day))
    assert [line for line in messages if f"observed {DAY} '{day}'" in line] != []


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [("\u202e", "\\u202e"), ("\u200b", "\\u200b"), ("\u2066", "\\u2066"), ("\ufeff", "\\ufeff"), ("\u00ad", "\\xad")],
)
def test_text_must_not_contain_hidden_characters(hidden: str, shown: str, tiny: Path, run: Run) -> None:
    messages = problems(tiny, run, report(more=f'credit: "A{hidden}B"\n'))
    assert messages == [f"credit {PLAIN} 'A{shown}B' [canonical]"]


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
def test_text_must_not_contain_control_characters_or_spaces_at_its_ends(
    text: str, shown: str, tiny: Path, run: Run
) -> None:
    assert problems(tiny, run, report(more=f"credit: {text}\n")) == [f"credit {PLAIN} '{shown}' [canonical]"]


def test_a_note_may_have_several_lines(tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report(more="note: |-\n  One.\n  Two.\n")) == []


@pytest.mark.parametrize("first", ["=", "+", "-", "@"])
@pytest.mark.parametrize("key", ["credit", "note", "revises"])
def test_text_must_not_begin_with_a_character_that_a_spreadsheet_runs(
    key: str, first: str, tiny: Path, run: Run
) -> None:
    (message,) = problems(tiny, run, report(more=f'{key}: "{first}1"\n'))
    assert message.startswith(f"{key} must be ")
    assert message.endswith(f"begin with = + - @ or a tab, not '{first}1' [constraint]")


def test_text_may_contain_such_a_character_later(tiny: Path, run: Run) -> None:
    assert problems(tiny, run, report(more="credit: A = + - @\nnote: |-\n  One.\n  =2\n")) == []


def test_a_report_may_say_only_that_the_bot_showed_nothing_newer(tiny: Path, run: Run) -> None:
    assert problems(tiny, run, "observed: 2025-08-01\nkind: reply\nnothing_after: 2025-Q1\n") == []
    assert problems(tiny, run, "observed: 2025-08-01\nkind: reply\nnothing_after: 2025-Q1\nfigures: {}\n") == []
