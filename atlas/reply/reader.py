"""How the bot writes, made ready: patterns compiled, names folded; and the same as JSON for the browser."""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from atlas.model import BOT_STARTED, MEASURES, Bot, Country, Kind, Labels, Sentences, Shapes, Table

BLANKS = "[ \\n]*"
"""What a blank in a pattern stands for."""

LONGEST_COUNTRY = 100
"""Characters of a country's name, aliases included; a longer text is no name."""

OMITTED = {"the"}
RESPELT = {"saint": "st"}

Cleaning = tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns for one kind of text; `anchors` finds whatever a reply's parts begin with."""

    cleaning: Cleaning
    labels: Mapping[str, re.Pattern[str]]
    shapes: Mapping[str, re.Pattern[str]]
    dates: tuple[tuple[str, re.Pattern[str]], ...]
    anchors: re.Pattern[str]
    is_ocr: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """All that reading needs: grammars for text and for pictures, countries by folded name, sentences."""

    bot: Bot
    plain: Grammar
    ocr: Grammar
    digits: Mapping[int, str]
    months: Mapping[str, int]
    names: Mapping[str, str]
    yours: frozenset[str]

    @property
    def sentences(self) -> Sentences:
        """What people are told."""
        return self.bot.sentences


def reader(bot: Bot, countries: Iterable[Country]) -> Reader:
    """Everything compiled once; to be used for any number of texts."""
    return Reader(
        bot=bot,
        plain=_grammar(bot, is_ocr=False),
        ocr=_grammar(bot, is_ocr=True),
        digits={ord(zero) + n: str(n) for zero in bot.digits for n in range(10)},
        months={name: number for number, names in enumerate(bot.months, 1) for name in names},
        names=names(bot, countries),
        yours=frozenset(map(fold, bot.your_country)),
    )


def published(bot: Bot, countries: Iterable[Country], statements: Table) -> dict[str, Any]:
    """What the browser reads replies with: contribute/reader.json. It holds every constant that Python uses as well."""
    values = dataclasses.asdict(bot)
    del values["aliases"]
    return {
        **values,
        "first_day": str(BOT_STARTED),
        "kinds": list(Kind),
        "measures": list(MEASURES),
        "longest_country": LONGEST_COUNTRY,
        "longest_name": statements.field("credit").constraints["maxLength"],
        "your_country": [fold(name) for name in bot.your_country],
        "names": names(bot, countries),
    }


def names(bot: Bot, countries: Iterable[Country]) -> dict[str, str]:
    """The ISO3 code for each folded name; an alias never takes the place of a country's own name."""
    found = {fold(alias.name): alias.iso3 for alias in bot.aliases}
    own = {fold(name): country.iso3 for country in countries for name in (country.name, country.name_in_text)}
    codes = set(own.values())
    return dict(sorted({name: iso3 for name, iso3 in (found | own).items() if iso3 in codes}.items()))


def fold(name: str) -> str:
    """A name without capitals, accents, points and "the"; two writings of one name come out alike."""
    parted = unicodedata.normalize("NFKD", name.replace("&", " and ")).lower()
    words = re.sub("[^a-z0-9]+", " ", re.sub("[\u0300-\u036f.'’]", "", parted)).split()
    return " ".join(RESPELT.get(word, word) for word in words if word not in OMITTED)


def _grammar(bot: Bot, *, is_ocr: bool) -> Grammar:
    labels = {name: getattr(bot.labels, name) for name in Labels.__dataclass_fields__}
    if is_ocr:
        labels |= bot.ocr.labels
    anchors = "|".join(f"({labels[name]})" for name in ("header", "requests"))
    return Grammar(
        cleaning=tuple(_cleaning((*(bot.ocr.cleaning if is_ocr else ()), *bot.cleaning))),
        labels={name: _any_case(pattern) for name, pattern in labels.items()},
        shapes={name: _pattern(getattr(bot.shapes, name)) for name in Shapes.__dataclass_fields__},
        dates=tuple((order, _any_case(pattern)) for order, pattern in bot.dates),
        anchors=_any_case(f"{anchors}|({labels['users']})"),
        is_ocr=is_ocr,
    )


def _cleaning(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[re.Pattern[str], str]]:
    for pattern, replacement in pairs:
        yield _any_case(pattern), replacement


def _any_case(pattern: str) -> re.Pattern[str]:
    # ASCII: else Python takes ſ for s and ı for i, which JavaScript does not.
    return re.compile(pattern.replace(" ", BLANKS), re.IGNORECASE | re.MULTILINE | re.ASCII)


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", BLANKS), re.MULTILINE | re.ASCII)
