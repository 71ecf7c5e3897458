"""The bot's grammar compiled for reading: patterns and country names; and the same values as JSON for the browser."""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from atlas.model import BOT_STARTED, MEASURES, Country, Field, Kind, Table
from atlas.reply.bot import Bot

BLANKS = "[ \\n]*"
"""What a blank in a pattern stands for."""

LONGEST_COUNTRY = 100
"""Characters of a country's name, aliases included; a longer text is no name."""

OMITTED = {"the"}
RESPELT = {"saint": "st"}


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns for one kind of text. `anchors` matches the beginning of the header, the requests or the users."""

    cleaning: tuple[tuple[re.Pattern[str], str], ...]
    labels: Mapping[str, re.Pattern[str]]
    shapes: Mapping[str, re.Pattern[str]]
    dates: tuple[tuple[str, re.Pattern[str]], ...]
    anchors: re.Pattern[str]
    is_ocr: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """All that reading needs: grammars for text and for screenshots, country codes by folded name, sentences."""

    bot: Bot
    plain: Grammar
    ocr: Grammar
    digits: Mapping[int, str]
    months: Mapping[str, int]
    names: Mapping[str, str]
    yours: frozenset[str]


def compile_reader(bot: Bot, countries: Iterable[Country]) -> Reader:
    """Compile everything once, for any number of texts. This takes as long as reading many replies."""
    return Reader(
        bot=bot,
        plain=_grammar(bot, is_ocr=False),
        ocr=_grammar(bot, is_ocr=True),
        digits={ord(zero) + n: str(n) for zero in bot.digits for n in range(10)},
        months={name: number for number, names in enumerate(bot.months, 1) for name in names},
        names=country_codes(bot, countries),
        yours=frozenset(map(fold, bot.your_country)),
    )


def export_reader(bot: Bot, countries: Iterable[Country], statements: Table) -> dict[str, Any]:
    """What the browser reads replies with: contribute/reader.json. It holds every constant that Python uses as well."""
    values = dataclasses.asdict(bot)
    del values["aliases"]
    return {
        **values,
        "first_day": str(BOT_STARTED),
        "kinds": list(Kind),
        "measures": list(MEASURES),
        "longest_country": LONGEST_COUNTRY,
        "texts": {name: _export_text(statements.field(name)) for name in ("credit", "revises")},
        "your_country": [fold(name) for name in bot.your_country],
        "names": country_codes(bot, countries),
    }


def _export_text(field: Field) -> dict[str, Any]:
    """What a text that people write must be: its limits, and the end of the message "<name> must <must>"."""
    return {"longest": field.constraints["maxLength"], "pattern": field.constraints["pattern"], "must": field.must}


def country_codes(bot: Bot, countries: Iterable[Country]) -> dict[str, str]:
    """The ISO3 code for each folded name; an alias never replaces a country's own name."""
    of_aliases = {fold(alias.name): alias.iso3 for alias in bot.aliases}
    own = {fold(name): country.iso3 for country in countries for name in (country.name, country.name_in_text)}
    codes = set(own.values())
    return dict(sorted({name: iso3 for name, iso3 in (of_aliases | own).items() if iso3 in codes}.items()))


def fold(name: str) -> str:
    """A name without capitals, accents, full stops and "the", so that two spellings of one name are equal."""
    decomposed = unicodedata.normalize("NFKD", name.replace("&", " and ")).lower()
    parts = re.sub("[^a-z0-9]+", " ", re.sub("[\u0300-\u036f.'’]", "", decomposed)).split()
    return " ".join(RESPELT.get(word, word) for word in parts if word not in OMITTED)


def _grammar(bot: Bot, *, is_ocr: bool) -> Grammar:
    labels = {**bot.labels, **(bot.ocr.labels if is_ocr else {})}
    anchors = "|".join(f"({labels[name]})" for name in ("header", "requests", "users"))
    cleaning = (*(bot.ocr.cleaning if is_ocr else ()), *bot.cleaning)
    return Grammar(
        cleaning=tuple((_compile(pattern), replacement) for pattern, replacement in cleaning),
        labels={name: _compile(pattern) for name, pattern in labels.items()},
        shapes={name: _compile(pattern, re.NOFLAG) for name, pattern in bot.shapes.items()},
        dates=tuple((order, _compile(pattern)) for order, pattern in bot.dates),
        anchors=_compile(anchors),
        is_ocr=is_ocr,
    )


def _compile(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    # ASCII: else Python takes ſ for s and ı for i, which JavaScript does not.
    return re.compile(pattern.replace(" ", BLANKS), flags | re.MULTILINE | re.ASCII)
