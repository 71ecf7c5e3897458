"""data/bot.yaml as typed records: the patterns of the bot's replies, and the sentences that refuse a reply."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atlas.model import FIRST_QUARTER
from atlas.problems import Location, Problem, Unreadable

LABELS = {"header", "period", "until", "requests", "subject", "users", "quarter", "total"}
"""The patterns for the beginnings of the bot's lines; they ignore case."""

SHAPES = {"digits", "number", "blanks", "stop", "gap", "end"}
"""The patterns for numbers and for what may come before, between and after them."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a country, and where data/bot.yaml gives it."""

    name: str
    iso3: str
    location: Location


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
    """How the bot writes. `cleaning` pairs a pattern with its replacement; see LABELS and SHAPES.

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
    labels: Mapping[str, str]
    dates: Pairs
    shapes: Mapping[str, str]
    ocr: Ocr
    sentences: Sentences
    your_country: tuple[str, ...]
    aliases: tuple[Alias, ...]


def parse_bot(values: Mapping[str, Any], alias_locations: Mapping[str, Location], largest: int) -> Bot:
    """The records of the file's `values`, every pattern compiled once. Unreadable if a key is missing or unknown.

    The file does not hold the first year and the largest number: the model and the schema of `statements` define them.
    """
    try:
        bot = _parse(dict(values), alias_locations, largest)
        patterns = [pattern for pattern, _ in (*bot.cleaning, *bot.ocr.cleaning)] + [
            pattern for _, pattern in bot.dates
        ]
        for pattern in (*patterns, *bot.labels.values(), *bot.shapes.values(), *bot.ocr.labels.values()):
            re.compile(pattern)
    except (re.error, ValueError, TypeError, KeyError, AttributeError) as error:
        reason = " ".join(str(error).split())
        message = f"the file must have every key that reading replies needs: {reason}"
        raise Unreadable(Problem(Location("data/bot.yaml"), "bot", message)) from error
    return bot


def _parse(values: dict[str, Any], alias_locations: Mapping[str, Location], largest: int) -> Bot:
    labels, shapes, ocr = values.pop("labels"), values.pop("shapes"), values.pop("ocr")
    wrong_labels = (labels.keys() ^ LABELS) | (ocr["labels"].keys() - LABELS)
    for name, wrong in (("labels", wrong_labels), ("shapes", shapes.keys() ^ SHAPES)):
        if wrong:
            raise ValueError(f"missing or unknown {name}: {', '.join(sorted(wrong))}")
    sentences = {
        name: text.replace("{first_year}", str(FIRST_QUARTER.year)).replace("{largest}", str(largest))
        for name, text in values.pop("sentences").items()
    }
    return Bot(
        first_year=FIRST_QUARTER.year,
        largest=largest,
        quarters=tuple((int(first), int(last), int(day)) for first, last, day in values.pop("quarters")),
        months=tuple(tuple(names) for names in values.pop("months")),
        cleaning=_pairs(values.pop("cleaning")),
        labels=labels,
        dates=_pairs(values.pop("dates")),
        shapes=shapes,
        ocr=Ocr(_pairs(ocr["cleaning"]), ocr["labels"]),
        sentences=Sentences(**sentences),
        your_country=tuple(values.pop("your_country")),
        aliases=tuple(
            Alias(str(name), str(iso3), alias_locations[str(iso3)])
            for iso3, names in values.pop("aliases").items()
            for name in names
        ),
        **values,
    )


def _pairs(values: list[list[str]]) -> Pairs:
    return tuple((str(first), str(second)) for first, second in values)
