"""data/bot.yaml as typed records: the patterns of the bot's replies, and the sentences that refuse a reply."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from atlas.model import FIRST_QUARTER
from atlas.problems import Location

Pairs = tuple[tuple[str, str], ...]


class UnusableBot(Exception):
    """Values of data/bot.yaml with which no reply can be read; one line."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a country, and where data/bot.yaml gives it."""

    name: str
    iso3: str
    location: Location


@dataclass(frozen=True, slots=True)
class Labels:
    """Patterns for the beginnings of the bot's lines; they ignore case."""

    header: str
    period: str
    until: str
    requests: str
    subject: str
    users: str
    quarter: str
    total: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """Patterns for numbers and for what may come before, between and after them."""

    digits: str
    number: str
    blanks: str
    stop: str
    gap: str
    end: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """Messages to contributors, with {placeholders}; most say why a reply was refused."""

    too_long: str
    no_reply: str
    no_header: str
    dates_unreadable: str
    not_quarters: str
    no_requests: str
    no_subject: str
    unknown_country: str
    no_users: str
    no_number: str
    not_a_number: str
    too_large: str
    not_at_end: str
    other_quarters: str
    unlike_blocks: str
    wrong_total: str
    of_several: str
    end_of_text: str
    one_number: str
    total: str
    compare: str


@dataclass(frozen=True, slots=True)
class Ocr:
    """What replaces and precedes the other patterns where a machine read the reply from a screenshot."""

    cleaning: Pairs
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bot:
    """How the bot writes. `cleaning` pairs a pattern with its replacement.

    `dates` pairs the order of day, month and year with a pattern; `quarters` are first month, last month and last day.
    """

    first_year: int
    longest: int
    largest: int
    months_to_report: int
    quarters: tuple[tuple[int, int, int], ...]
    months: tuple[tuple[str, ...], ...]
    digits: str
    cleaning: Pairs
    labels: Labels
    dates: Pairs
    shapes: Shapes
    ocr: Ocr
    sentences: Sentences
    your_country: tuple[str, ...]
    aliases: tuple[Alias, ...]


def parse_bot(values: Mapping[str, Any], alias_locations: Mapping[str, Location], largest: int) -> Bot:
    """The records of the file's `values`, every pattern compiled once. UnusableBot if a key is missing or unknown.

    The file does not hold the first year and the largest number: the model and the schema of `statements` define them.
    """
    try:
        bot = _parse(dict(values), alias_locations, largest)
        for pattern in _patterns(bot):
            re.compile(pattern)
    except (re.error, ValueError, TypeError, KeyError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise UnusableBot(f"the file must have every key that reading replies needs: {reason}") from error
    return bot


def _parse(values: dict[str, Any], alias_locations: Mapping[str, Location], largest: int) -> Bot:
    constants = {"{first_year}": str(FIRST_QUARTER.year), "{largest}": str(largest)}
    ocr = values.pop("ocr")
    return Bot(
        first_year=FIRST_QUARTER.year,
        largest=largest,
        quarters=tuple((int(first), int(last), int(day)) for first, last, day in values.pop("quarters")),
        months=tuple(tuple(names) for names in values.pop("months")),
        cleaning=_pairs(values.pop("cleaning")),
        labels=Labels(**values.pop("labels")),
        dates=_pairs(values.pop("dates")),
        shapes=Shapes(**values.pop("shapes")),
        ocr=_parse_ocr(ocr["labels"], ocr["cleaning"]),
        sentences=Sentences(**{name: _insert(text, constants) for name, text in values.pop("sentences").items()}),
        your_country=tuple(values.pop("your_country")),
        aliases=tuple(
            Alias(str(name), str(iso3), alias_locations[str(iso3)])
            for iso3, names in values.pop("aliases").items()
            for name in names
        ),
        **values,
    )


def _parse_ocr(labels: dict[str, str], cleaning: list[list[str]]) -> Ocr:
    unknown = labels.keys() - {field.name for field in fields(Labels)}
    if unknown:
        raise ValueError(f"unknown labels: {', '.join(sorted(unknown))}")
    return Ocr(_pairs(cleaning), labels)


def _insert(sentence: str, constants: Mapping[str, str]) -> str:
    for placeholder, value in constants.items():
        sentence = sentence.replace(placeholder, value)
    return sentence


def _pairs(values: list[list[str]]) -> Pairs:
    return tuple((str(first), str(second)) for first, second in values)


def _patterns(bot: Bot) -> Iterator[str]:
    yield from (pattern for pattern, _ in (*bot.cleaning, *bot.ocr.cleaning))
    yield from (pattern for _, pattern in bot.dates)
    yield from (getattr(bot.labels, field.name) for field in fields(Labels))
    yield from (getattr(bot.shapes, field.name) for field in fields(Shapes))
    yield from bot.ocr.labels.values()
