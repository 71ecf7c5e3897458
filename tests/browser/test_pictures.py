"""A screenshot of a bot reply is read as what the reply states, or refused with a sentence; never as another figure."""

import io
import random
import shutil
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from atlas import reply
from atlas.contributions import screenshot
from atlas.contributions.github import LONGEST_PICTURE
from atlas.model import Figure
from tests import bot_replies
from tests.bot_replies import Layout
from tests.conftest import TODAY, Run
from tests.test_reply import READER

from . import screenshots
from .screenshots import Style, Theme

pytestmark = pytest.mark.screenshots

COUNTRIES = {
    "Germany": "DEU",
    "France": "FRA",
    "United States of America": "USA",
    "Netherlands": "NLD",
    "Iceland": "ISL",
}
PICTURES = 20
LEAST_READ = 0.95
THREADS = 2  # each preparation of a screenshot runs a program of its own


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply as a phone shows it, and what must be read from it."""

    text: str
    style: Style
    iso3: str
    figures: tuple[Figure, ...]


def shown(chance: random.Random, number: int) -> Shown:
    """One of many: styles, sizes, scales and layouts vary with the number, and the figures have every length."""
    layout = list(Layout)[number % 4]
    figures = {period: (value(chance), value(chance)) for period in periods(layout, chance)}
    country = chance.choice(list(COUNTRIES))
    style = Style(
        theme=list(Theme)[number // 4 % 4],
        is_patterned=number % 3 != 0,
        font_size=(14, 16, 19)[number % 3],
        scale=(1, 2, 3)[number // 2 % 3],
        quality=(None, 80, 60)[number // 3 % 3],
        is_bold=number % 2 == 0,
        has_bars=number % 5 != 0,
    )
    text = bot_replies.render(country, layout, figures, is_eu=country in ("Germany", "France", "Netherlands"))
    return Shown(text, style, COUNTRIES[country], bot_replies.stated_by(layout, figures))


def periods(layout: Layout, chance: random.Random) -> list[str]:
    if layout in (Layout.NUMBER_BESIDE, Layout.NUMBER_BELOW):
        return [chance.choice(["2024", "2024-Q1-Q3", "2025-Q1"])]
    last = 4 if layout is Layout.QUARTERS_AND_TOTAL else chance.randint(1, 4)
    return [f"2025-Q{quarter}" for quarter in range(1, last + 1)]


def value(chance: random.Random) -> int:
    return chance.choice((0, chance.randint(1, 9), chance.randint(10, 999), chance.randint(1_000, 20_000)))


def test_nearly_every_screenshot_is_read_and_none_is_misread(browser: Browser) -> None:
    chance = random.Random("screenshots")
    cases = [shown(chance, number) for number in range(PICTURES)]
    pictures = [screenshots.shoot(browser, case.text, case.style) for case in cases]
    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(lambda picture: screenshot.read(picture, READER), pictures))
    read = [(case, readings) for case, (readings, _) in zip(cases, results, strict=True) if readings]
    assert [
        (case, readings)
        for case, readings in read
        if [(reading.iso3, reading.figures) for reading in readings] != [(case.iso3, case.figures)]
    ] == []
    assert [case for case, readings in read if not all(reading.doubts for reading in readings)] == []
    refused = [
        (case.style, sentences) for case, (readings, sentences) in zip(cases, results, strict=True) if not readings
    ]
    assert all(len(sentences) == 1 for _, sentences in refused)
    assert len(read) >= LEAST_READ * PICTURES, refused


@pytest.fixture(scope="module")
def reply_screenshot(browser: Browser) -> bytes:
    """A clear one, of Iceland."""
    return screenshots.shoot(browser, REPLY, Style(scale=2))


REPLY = bot_replies.render("Iceland", Layout.QUARTERS, {"2025-Q1": (13, 29), "2025-Q2": (14, 31)})


def add_file(tiny: Path, run: Run, name: str, content: bytes) -> tuple[int, str, str]:
    (tiny / name).write_bytes(content)
    return run(tiny, "add", str(tiny / name), "--today", TODAY, "--dry-run")


def test_a_screenshot_gives_the_same_file_as_the_text(tiny: Path, run: Run, reply_screenshot: bytes) -> None:
    status, of_text, _ = add_file(tiny, run, "reply.txt", REPLY.encode())
    assert (status, of_text.splitlines()[0]) == (0, f"# data/reports/ISL/{TODAY}.yaml")
    status, of_picture, said = add_file(tiny, run, "screenshot.png", reply_screenshot)
    assert (status, of_picture) == (0, of_text)
    assert said.splitlines()[0].startswith(f"{tiny / 'screenshot.png'}:1: warning: ")
    assert said.splitlines()[0].endswith(" [picture]")


def test_half_a_screenshot_is_not_read(reply_screenshot: bytes) -> None:
    for box in ((0, 0, 0.45, 1), (0, 0, 1, 0.55)):
        readings, sentences = screenshot.read(screenshots.crop(reply_screenshot, box), READER)
        assert (readings, len(sentences)) == ((), 1)


def encoded(name: str, image: Image.Image, *more: Image.Image) -> bytes:
    saved = io.BytesIO()
    image.save(saved, name, save_all=bool(more), append_images=more)
    return saved.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 50,000 pixels wide and high."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


WHITE, GREY = Image.new("RGB", (300, 300), "white"), Image.new("RGB", (300, 300), "grey")
NO_PICTURES = {
    "empty": (b"", screenshot.EMPTY),
    "noise": (random.Random(1).randbytes(5_000_000), screenshot.NO_PICTURE),
    "cut off": (encoded("PNG", WHITE)[:200], screenshot.NO_PICTURE),
    "of another kind": (encoded("GIF", WHITE, GREY), screenshot.NO_PICTURE),
    "animated": (encoded("WEBP", WHITE, GREY), screenshot.ANIMATED),
    "too heavy": (
        bytes(LONGEST_PICTURE + 1),
        screenshot.TOO_MANY_BYTES.format(most=10_000_000, actual=10_000_001),
    ),
    "a bomb": (bomb(), screenshot.TOO_MANY_PIXELS.format(most=screenshot.MOST_PIXELS)),
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_a_file_that_is_no_screenshot_is_refused_with_a_sentence(name: str) -> None:
    content, sentence = NO_PICTURES[name]
    assert screenshot.read(content, READER) == ((), (sentence,))


def test_an_empty_screenshot_states_nothing() -> None:
    assert screenshot.read(encoded("PNG", WHITE), READER) == ((), (READER.bot.sentences.no_reply,))


def test_without_tesseract_the_refusal_asks_for_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert screenshot.read(encoded("PNG", WHITE), READER) == ((), (screenshot.NO_PROGRAM,))


def test_a_screenshot_that_cannot_be_read_adds_nothing(tiny: Path, run: Run) -> None:
    status, output, said = add_file(tiny, run, "screenshot.png", NO_PICTURES["cut off"][0])
    assert (status, output) == (1, "")
    assert said.splitlines()[0] == f"{tiny / 'screenshot.png'}:1: {screenshot.NO_PICTURE} [reply]"


def test_screenshots_and_texts_give_the_same_figures() -> None:
    assert reply.read(REPLY, READER, is_ocr=True)[0][0].figures == reply.read(REPLY, READER)[0][0].figures
