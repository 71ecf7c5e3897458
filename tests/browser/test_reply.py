"""The reader of replies in the browser answers as the one of the check does, and writes the same files."""

import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from atlas import reply
from atlas.contributions import report_files
from atlas.model import Figure, Kind, Period, Report
from tests import bot_replies
from tests.test_reply import BOT, COUNTRIES, FULL_REPLY, READER, TABLE, VECTORS, some_replies

from . import pages_server, tools

POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
PAGE = f"""<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>Reader</title><link rel="icon" href="data:,"><script type="module" src="start.js"></script>"""
START = """import * as reply from "./reply.js";
window.bot = await (await fetch("reader.json")).json();
window.reply = reply;"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with nothing but the module and the data that it reads by, under the policy of the site."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "start.js").write_text(START, encoding="utf-8")
    script = tools.ROOT / "site" / "static" / "reply.js"
    (folder / "reply.js").write_bytes(Path(script).read_bytes())
    exported = reply.export_reader(BOT, COUNTRIES.values(), TABLE)
    (folder / "reader.json").write_text(json.dumps(exported), encoding="utf-8")
    with pages_server.serve(folder) as address:
        opened = browser.new_page()
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.goto(address)
        opened.wait_for_function("window.reply")
        yield opened
        opened.close()
    assert errors == []


def in_browser(page: Page, texts: list[tuple[str, bool]]) -> list[dict[str, Any]]:
    read = "texts => texts.map(([text, isOcr]) => window.reply.read(text, window.bot, {isOcr}))"
    found: list[dict[str, Any]] = page.evaluate(read, [list(each) for each in texts])
    return found


def in_python(texts: list[tuple[str, bool]]) -> list[dict[str, Any]]:
    return [_as_json(*reply.read(text, READER, is_ocr=is_ocr)) for text, is_ocr in texts]


def _as_json(readings: tuple[reply.Reading, ...], refusals: tuple[str, ...]) -> dict[str, Any]:
    found = [
        {
            "iso3": reading.iso3,
            "country": reading.country,
            "figures": [[str(figure.period), figure.requests, figure.users] for figure in reading.figures],
            "doubts": list(reading.doubts),
        }
        for reading in readings
    ]
    return {"readings": found, "refusals": list(refusals)}


def test_the_browser_reads_every_example_as_the_check_does(page: Page) -> None:
    texts = [(vector.text, is_ocr) for vector in VECTORS for is_ocr in (False, True)]
    assert in_browser(page, texts) == in_python(texts)


def test_1000_damaged_replies_and_500_random_texts_are_read_alike(page: Page) -> None:
    chance = random.Random(9)
    texts = []
    for text, _ in some_replies(1000):
        for damage in chance.choices([*bot_replies.DAMAGES, bot_replies.fuzz], k=chance.randint(0, 3)):
            text = damage(text, chance)  # noqa: PLW2901 - damaged again and again
        texts.append((text, chance.random() < 0.3))
    for _ in range(500):
        noise = "".join(chr(chance.choice([chance.randrange(0x250), chance.randrange(0xD800)])) for _ in range(20))
        at = chance.randrange(len(FULL_REPLY))
        texts.append((FULL_REPLY[:at] + noise + FULL_REPLY[at:], chance.random() < 0.3))
    found, expected = in_browser(page, texts), in_python(texts)
    assert [pair for pair in zip(texts, found, expected, strict=True) if pair[1] != pair[2]] == []


def test_texts_at_the_limit_and_beyond_are_answered_alike(page: Page) -> None:
    texts = [(character * length, False) for character in " Q🙂" for length in (BOT.longest, BOT.longest + 1)]
    texts += [(part * (BOT.longest // len(part)), True) for part in ("Affected users: ", "1\t", "[<a>> ", "\n", "- ")]
    assert in_browser(page, texts) == in_python(texts)


ODD = (
    "",
    "A. Contributor",
    "no",
    "1:30",
    "https://example.org/a?b=c&d=é",
    'He said "0": # none',
    "a\nb",
    "a \n\n  # b: 'c'\n---\n- d",
    " a\nb",
    "tab\tand\x7f\x1f\\",
    "A — b\u00a0c\n\u2028\ufeff d",
    "🙂\n👍",
    "é" * 90,
    "trailing blank ",
    "(a) b",
    FULL_REPLY,
    reply.tidy(FULL_REPLY),
)


def test_the_browser_writes_the_file_that_the_check_writes(page: Page) -> None:
    figures = (Figure(Period(2024, 1, 1), 0, 0), Figure(Period(2024, 1, 4), 5, 7), Figure(Period(2025, 1, 3), 8, 10**8))
    reports = [
        Report(
            "NOR", dt.date(2025, 8, 1), kind, figures, source=odd, credit=odd[::-1], note=odd, revises=odd, reply=odd
        )
        for kind in Kind
        for odd in ODD
    ]
    keys = ("kind", "source", "credit", "note", "revises", "reply")
    as_json = [
        {
            **{key: getattr(report, key) for key in keys},
            "observed": str(report.observed),
            "figures": [[str(figure.period), *figure.value] for figure in report.figures],
        }
        for report in reports
    ]
    found = page.evaluate("reports => reports.map(window.reply.reportToYaml)", as_json)
    assert found == [report_files.report_to_yaml(report) for report in reports]


def test_the_browser_tidies_a_text_as_the_check_does(page: Page) -> None:
    chance = random.Random(10)
    texts = [*ODD, *(bot_replies.hide(bot_replies.gain_blanks(FULL_REPLY, chance), chance) for _ in range(100))]
    texts += ["".join(chr(chance.randrange(0xD800)) for _ in range(60)) for _ in range(200)]
    found = page.evaluate("texts => texts.map(window.reply.tidy)", texts)
    assert found == [reply.tidy(text) for text in texts]
