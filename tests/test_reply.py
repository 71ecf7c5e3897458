"""A reply is read as the figures it states, or refused with a sentence; it never gives another number."""

import datetime as dt
import random
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from atlas import read, reply
from atlas.check import check_repository
from atlas.contributions import report_files
from atlas.model import Country, Figure, Kind, Period, Report
from atlas.read import bot, reports
from atlas.read import project as project_files
from tests import bot_replies
from tests.bot_replies import Layout
from tests.conftest import PROJECT, TESTS

TABLE = project_files.tables(PROJECT)["statements"]


def countries() -> dict[str, Country]:
    lines = (PROJECT / "data" / "countries.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line[:3]: Country(*_country(line.split(","))) for line in lines}


def _country(cells: list[str]) -> tuple[Any, ...]:
    return (*cells[:6], cells[6] == "true", cells[7])


COUNTRIES = countries()
RAW_BOT = bot.read(PROJECT)
BOT = reply.parse_bot(RAW_BOT.values, RAW_BOT.alias_locations, TABLE.field("requests").constraints["maximum"])
READER = reply.compile_reader(BOT, COUNTRIES.values())

FULL_REPLY = bot_replies.render("Norway", Layout.QUARTERS, {"2025-Q1": (4, 5), "2025-Q2": (6, 7)})


@dataclass(frozen=True, slots=True)
class Vector:
    """A text and the expected result: (country or None, figures) for each reading, and the names of refusals."""

    name: str
    text: str
    readings: list[tuple[str | None, list[list[Any]]]]
    refusals: list[str]
    is_ocr: bool


def vectors() -> list[Vector]:
    loaded = yaml.safe_load((TESTS / "replies" / "vectors.yaml").read_text(encoding="utf-8"))
    return [_vector(**entry) for entry in loaded]


def _vector(name: str, text: str, readings: Any = (), refusals: Any = (), ocr: bool = False) -> Vector:  # noqa: FBT001, FBT002, ANN401 - as YAML gives them
    groups = [readings] if isinstance(readings, dict) else readings
    expected = [
        (None if country == "your country" else country, [[period, *pair] for period, pair in figures.items()])
        for reading in groups
        for country, figures in reading.items()
    ]
    return Vector(name, text, expected, list(refusals), ocr)


VECTORS = vectors()


def name_of(refusal: str) -> str:
    """Which sentence of data/bot.yaml it is."""
    refusal = re.sub(r"^Reply [0-9]+: ", "", refusal)
    for name in ("too_long", *(field for field in BOT.sentences.__dataclass_fields__ if field != "of_several")):
        pattern = re.sub(r"\\\{\w+\\\}", "(?:.|\n)*", re.escape(getattr(BOT.sentences, name)))
        if re.fullmatch(pattern, refusal):
            return name
    raise AssertionError(refusal)


def plain(readings: tuple[reply.Reading, ...]) -> list[tuple[str | None, list[list[Any]]]]:
    return [
        (reading.iso3, [[str(figure.period), figure.requests, figure.users] for figure in reading.figures])
        for reading in readings
    ]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_every_example_is_read_or_refused_as_expected(vector: Vector) -> None:
    readings, refusals = reply.read(vector.text, READER, is_ocr=vector.is_ocr)
    assert (plain(readings), [name_of(refusal) for refusal in refusals]) == (vector.readings, vector.refusals)


def test_every_refusal_except_that_of_length_has_an_example() -> None:
    no_refusals = {"of_several", "end_of_text", "one_number", "total", "compare"}
    refusals = set(BOT.sentences.__dataclass_fields__) - no_refusals - {"too_long"}
    assert {name for vector in VECTORS for name in vector.refusals} == refusals


def test_the_names_of_the_examples_are_unique() -> None:
    names = [vector.name for vector in VECTORS]
    assert sorted(set(names)) == sorted(names)


def test_a_reading_of_a_screenshot_asks_for_a_comparison() -> None:
    (reading,), refusals = reply.read(FULL_REPLY, READER, is_ocr=True)
    assert (reading.doubts, refusals) == ((BOT.sentences.compare,), ())
    (reading,), _ = reply.read(FULL_REPLY, READER)
    assert reading.doubts == ()


def test_a_text_that_is_too_long_is_refused() -> None:
    text = FULL_REPLY + " " * (BOT.longest + 1 - len(FULL_REPLY))
    refusal = BOT.sentences.too_long.format_map({"most": 100000, "found": 100001})
    assert reply.read(text, READER) == ((), (refusal,))
    assert reply.read(text[:-1], READER)[1] == ()


LAYOUTS = st.sampled_from(Layout)
COUNTS = st.integers(0, 2_000_000) | st.integers(0, 1500)
VALUES = st.tuples(COUNTS, COUNTS)


@st.composite
def stated(draw: st.DrawFn) -> tuple[Layout, dict[str, tuple[int, int]]]:
    """A layout, and figures that it can state."""
    layout, year, last = draw(LAYOUTS), draw(st.integers(2024, 2099)), draw(st.integers(1, 4))
    if layout in (Layout.NUMBER_BESIDE, Layout.NUMBER_BELOW):
        first = draw(st.integers(1, last))
        return layout, {str(Period(year, first, last)): draw(VALUES)}
    return layout, {f"{year}-Q{quarter}": draw(VALUES) for quarter in range(1, last + 1)}


NAMES = st.sampled_from([country.name for country in COUNTRIES.values()])
CODES = {country.name: iso3 for iso3, country in COUNTRIES.items()}


@given(stated(), NAMES, st.booleans(), st.booleans())
def test_every_layout_reads_back(
    drawn: tuple[Layout, dict[str, tuple[int, int]]],
    name: str,
    is_eu: bool,  # noqa: FBT001
    is_ocr: bool,  # noqa: FBT001
) -> None:
    readings, refusals = reply.read(bot_replies.render(name, *drawn, is_eu=is_eu), READER, is_ocr=is_ocr)
    assert refusals == ()
    assert [(reading.iso3, reading.country, reading.figures) for reading in readings] == [
        (CODES[name], name, bot_replies.stated_by(*drawn))
    ]


@pytest.mark.parametrize("damage", bot_replies.HARMLESS, ids=lambda damage: damage.__name__)
@given(drawn=stated(), name=NAMES, seed=st.integers(0, 99), is_eu=st.booleans())
def test_a_reply_can_be_read_after_harmless_damage(
    damage: bot_replies.Damage,
    drawn: tuple[Layout, dict[str, tuple[int, int]]],
    name: str,
    seed: int,
    is_eu: bool,  # noqa: FBT001
) -> None:
    text = damage(bot_replies.render(name, *drawn, is_eu=is_eu), random.Random(seed))
    readings, refusals = reply.read(text, READER)
    assert refusals == ()
    assert [(reading.iso3, reading.figures) for reading in readings] == [(CODES[name], bot_replies.stated_by(*drawn))]


@given(stated(), NAMES, st.lists(st.sampled_from(bot_replies.DAMAGES), max_size=4), st.integers(0, 99), st.booleans())
def test_a_damaged_reply_states_its_figures_or_nothing(
    drawn: tuple[Layout, dict[str, tuple[int, int]]],
    name: str,
    damages: list[bot_replies.Damage],
    seed: int,
    is_ocr: bool,  # noqa: FBT001
) -> None:
    text, chance = bot_replies.render(name, *drawn), random.Random(seed)
    for damage in damages:
        text = damage(text, chance)
    readings, refusals = reply.read(text, READER, is_ocr=is_ocr)
    assert {(reading.iso3, reading.figures) for reading in readings} <= {(CODES[name], bot_replies.stated_by(*drawn))}
    assert readings or refusals


def random_replies(number: int) -> list[tuple[str, set[tuple[str | None, tuple[Figure, ...]]]]]:
    """Texts of one to three replies with what they state, the same in every run."""
    chance = random.Random(20260630)
    texts = []
    for _ in range(number):
        parts, stated_here = [], set[tuple[str | None, tuple[Figure, ...]]]()
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            layout, name, year = chance.choice(list(Layout)), chance.choice(list(CODES)), chance.randint(2024, 2027)
            last = chance.randint(1, 4)
            periods = [f"{year}-Q{quarter}" for quarter in range(1, last + 1)]
            if layout in (Layout.NUMBER_BESIDE, Layout.NUMBER_BELOW):
                periods = [str(Period(year, chance.randint(1, last), last))]
            figures = {period: (chance.randint(0, 3000), chance.randint(0, 9000)) for period in periods}
            parts.append(bot_replies.render(name, layout, figures, is_eu=chance.random() < 0.2))
            stated_here.add((CODES[name], bot_replies.stated_by(layout, figures)))
        texts.append(("\n\n".join(parts), stated_here))
    return texts


def test_5000_fuzzed_replies_state_their_figures_or_nothing() -> None:
    chance, read_well = random.Random(7), 0
    for text, expected in random_replies(5000):
        fuzzed = bot_replies.fuzz(text, chance)
        readings, refusals = reply.read(fuzzed, READER, is_ocr=chance.random() < 0.3)
        assert {(reading.iso3, reading.figures) for reading in readings} <= expected, (text, fuzzed)
        assert readings or refusals
        read_well += bool(readings)
    assert read_well > 500  # the fuzz leaves some replies whole, or nothing would be tested


def test_5000_random_texts_state_nothing() -> None:
    chance = random.Random(8)
    pieces = [*re.findall(r"\S+|\s", FULL_REPLY), "\ud800", "\x00", "𝟘", "{found}", "\\", "Q3 — 9", "0", "٣", "\u202e"]
    for _ in range(5000):
        kind = chance.random()
        if kind < 0.5:
            text = "".join(chr(chance.choice([chance.randrange(0x250), chance.randrange(0x110000)])) for _ in range(80))
        else:
            text = " ".join(chance.choice(pieces) for _ in range(40))
        readings, refusals = reply.read(text, READER, is_ocr=kind > 0.75)
        assert readings == ()
        assert refusals


@given(st.text(), st.booleans())
def test_any_text_can_be_refused(text: str, is_ocr: bool) -> None:  # noqa: FBT001
    readings, refusals = reply.read(text, READER, is_ocr=is_ocr)
    assert (readings, [name_of(refusal) for refusal in refusals]) == ((), ["no_reply"])


@pytest.mark.parametrize("country", COUNTRIES.values(), ids=lambda country: country.iso3)
def test_every_country_is_known_by_its_names(country: Country) -> None:
    names = reply.export_reader(BOT, COUNTRIES.values(), TABLE)["names"]
    for name in (country.name, country.name_in_text, country.name.upper()):
        text = bot_replies.render(name, Layout.NUMBER_BELOW, {"2025-Q1": (1, 2)})
        assert [reading.iso3 for reading in reply.read(text, READER)[0]] == [country.iso3]
    assert country.iso3 in names.values()


def test_every_alias_names_its_country() -> None:
    read_as = {
        alias.name: reply.read(bot_replies.render(alias.name, Layout.NUMBER_BELOW, {"2025-Q1": (1, 2)}), READER)[0]
        for alias in BOT.aliases
    }
    assert {name: [reading.iso3 for reading in readings] for name, readings in read_as.items()} == {
        alias.name: [alias.iso3] for alias in BOT.aliases
    }


def test_no_alias_is_wrong_or_unnecessary() -> None:
    assert list(reply.check(BOT, COUNTRIES.values(), ())) == []
    own = reply.compile_reader(BOT, COUNTRIES.values()).names
    without = {name for name, iso3 in own.items() if iso3 not in {alias.iso3 for alias in BOT.aliases}}
    assert len(own) - len(without) > len(BOT.aliases)


def test_the_largest_number_is_that_of_the_schema() -> None:
    most = {TABLE.field(name).constraints["maximum"] for name in ("requests", "users")}
    assert most == {BOT.largest}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("months_to_report: 1", "months_to_reports: 1", "months_to_reports"),
        ("  header:", "  heading:", "heading"),
        ("  no_reply:", "  noreply:", "noreply"),
        ("digits: '", "digits: ['", "while parsing"),
        ("[0-9]{4})(?![0-9])'", "[0-9]{4}(?![0-9])'", "missing )"),
        ("    users: 'aff", "    user: 'aff", "unknown labels: user"),
        ("  ARE: [", "  XKX: [", "XKX is listed on lines"),
        ("aliases:", "alias:", "not enough values"),
    ],
)
def test_a_bot_file_that_cannot_be_used_is_unreadable(
    project: Path, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    shutil.copytree(project / "schema", tmp_path / "schema")
    for folder in ("site", "data"):
        (tmp_path / folder).mkdir()
    for file in ("site/settings.yaml", "data/countries.csv"):
        shutil.copy(project / file, tmp_path / file)
    text = (project / "data" / "bot.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "data" / "bot.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(read.Unreadable, match=re.escape(reason)) as caught:
        check_repository(tmp_path, dt.date(2026, 6, 1), {})
    assert (str(caught.value.problem.location), caught.value.problem.rule) == ("data/bot.yaml:1", "bot")


def test_a_missing_bot_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(read.Unreadable, match="No such file"):
        bot.read(tmp_path)


def reading(iso3: str | None, *figures: tuple[str, int, int]) -> reply.Reading:
    stated = tuple(Figure(Period.parse(period), requests, users) for period, requests, users in figures)
    return reply.Reading(iso3, iso3 or "your country", stated)


GERMANY, YOURS = reading("DEU", ("2025-Q1", 4, 5)), reading(None, ("2025-Q2", 6, 7))
MUST_BE = "--country must be {names}, which the reply names, or be left out; not France."


@pytest.mark.parametrize(
    ("readings", "given", "countries", "problems"),
    [
        ([GERMANY], None, ["DEU"], []),
        ([GERMANY], "DEU", ["DEU"], []),
        ([YOURS], "FRA", ["FRA"], []),
        ([GERMANY, YOURS], "FRA", ["DEU", "FRA"], []),
        ([YOURS, GERMANY], "FRA", ["DEU", "FRA"], []),
        ([GERMANY, YOURS], "DEU", ["DEU"], []),
        ([GERMANY, reading("ITA", ("2025-Q1", 1, 1))], "ITA", ["DEU", "ITA"], []),
        ([GERMANY], "FRA", ["DEU"], [MUST_BE.format(names="Germany")]),
        (
            [GERMANY, reading("ITA", ("2025-Q1", 1, 1))],
            "FRA",
            ["DEU", "ITA"],
            [MUST_BE.format(names="Germany and Italy")],
        ),
        (
            [GERMANY, YOURS],
            None,
            ["DEU"],
            ["The reply says “your country”: --country must say which country that is."],
        ),
        ([], "FRA", [], []),
    ],
)
def test_the_given_country_counts_for_answers_that_name_none(
    readings: list[reply.Reading], given: str | None, countries: list[str], problems: list[str]
) -> None:
    figures, sentences = reply.merge_readings(readings, given, COUNTRIES, "--country")
    assert (sorted(figures), list(sentences)) == (countries, problems)


def test_answers_of_one_country_are_merged_by_period_whatever_their_order() -> None:
    newest_first = [YOURS, reading("DEU", ("2024", 30, 40), ("2025-Q1", 4, 5)), GERMANY]
    (figures,) = reply.merge_readings(newest_first, "DEU", COUNTRIES, "--country")[0].values()
    assert [(str(figure.period), figure.value) for figure in figures] == [
        ("2024", (30, 40)),
        ("2025-Q1", (4, 5)),
        ("2025-Q2", (6, 7)),
    ]


def test_answers_that_state_two_values_for_one_period_are_a_problem() -> None:
    readings = [GERMANY, reading(None, ("2025-Q1", 4, 6))]
    _, sentences = reply.merge_readings(readings, "DEU", COUNTRIES, "--country")
    assert sentences == ("The replies must agree: they state two different pairs of numbers for Germany in 2025-Q1.",)


def kept(text: str, figures: dict[str, tuple[int, int]], iso3: str = "NOR") -> list[str]:
    stated = tuple(Figure(Period.parse(period), *value) for period, value in figures.items())
    report = Report(iso3, dt.date(2025, 8, 1), Kind.REPLY, stated, reply=text)
    return [problem.message for problem in reply.check(BOT, COUNTRIES.values(), [report])]


def test_the_reply_in_a_report_must_state_its_figures_and_no_others() -> None:
    figures = {"2025-Q1": (4, 5), "2025-Q2": (6, 7)}
    assert kept(FULL_REPLY, figures) == []
    assert kept("", figures) == []
    assert kept(FULL_REPLY.replace("Norway", "your country"), figures, "SWE") == []
    assert kept(FULL_REPLY, figures, "SWE") == [
        "the text in `reply` must be about SWE, the country of the folder, not NOR"
    ]
    assert kept(FULL_REPLY, {**figures, "2025-Q2": (6, 8)}) == [
        "2025-Q2: {requests: 6, users: 8} must be what the text in `reply` states"
    ]
    assert kept(FULL_REPLY, {"2025-Q1": (4, 5)}) == [
        "the figures must include all that the text in `reply` states; 2025-Q2 is missing"
    ]
    assert kept("Hello", figures) == [f"the text in `reply` must be a reply that can be read. {BOT.sentences.no_reply}"]


HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff\U00010000-\U0010ffff]+"
)


def without_hidden_characters(text: str) -> str:
    """A text that a report may keep."""
    return "\n".join(line.strip() for line in HIDDEN.sub("", text).split("\n")).strip()


TEXTS = st.text(st.characters(codec="utf-8")) | st.text("a #:-|>'\"\n\\{}%&*!?1Q—é") | st.just(FULL_REPLY)


@given(TEXTS.map(without_hidden_characters))
def test_the_reply_in_a_report_reads_back_from_its_file(text: str) -> None:
    report = Report("NOR", dt.date(2025, 8, 1), Kind.REPLY, (Figure(Period(2025, 1, 1), 4, 5),), reply=text)
    rows, problems = reports.rows_from_text("2025-08-01.yaml", "NOR", report_files.report_to_yaml(report), TABLE)
    assert problems == []
    assert [row.cells[TABLE.field_names.index("reply")] for row in rows] == [text]


def test_the_reply_in_a_report_is_written_line_by_line() -> None:
    report = Report(
        "NOR", dt.date(2025, 8, 1), Kind.REPLY, (Figure(Period(2025, 1, 1), 4, 5),), reply="A — b\n\n# c: d"
    )
    assert report_files.report_to_yaml(report) == (
        "observed: 2025-08-01\nkind: reply\nreply: |-\n  A — b\n\n  # c: d\nfigures:\n"
        "  2025-Q1: {requests: 4, users: 5}\n"
    )
