"""A reply of the bot, pasted or read from a picture -> what it states, or sentences that say why nothing can be said.

Its words lie in data/bot.yaml; site/static/reply.js reads the same in the browser, function by function.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from atlas.model import Bot, Country, Report
from atlas.problems import Location, Problem, quoted
from atlas.reply.countries import by_country, country_named, reports, unknown
from atlas.reply.grammar import Parser, Reading, Refusal
from atlas.reply.reader import Grammar, Reader, fold, published, reader
from atlas.reply.text import clean, tidy

__all__ = [
    "RULES",
    "Reader",
    "Reading",
    "by_country",
    "check",
    "country_named",
    "published",
    "read",
    "reader",
    "reports",
    "tidy",
    "unknown",
]

HEADER, REQUESTS, USERS = 1, 2, 3
"""The groups of Grammar.anchors."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a text that may be one reply, and which anchors stand in it."""

    text: str
    anchors: frozenset[int]


def read(text: str, reader: Reader, *, is_ocr: bool = False) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Every reply in a text, each reading once, and a sentence for each reply that cannot be read for certain.

    One of the two is never empty. `is_ocr`: the text was read from a picture, where labels are often wrong.
    """
    sentences = reader.sentences
    if len(text) > reader.bot.longest:
        return (), (sentences.too_long.format(most=reader.bot.longest, found=len(text)),)
    grammar = reader.ocr if is_ocr else reader.plain
    parsers = [
        Parser(segment.text, reader, grammar)
        for segment in _segments(clean(text, reader, grammar), grammar)
        if not _is_other_report(segment, reader, grammar)
    ]
    readings: dict[Reading, None] = {}
    refusals: list[str] = []
    for number, parser in enumerate(parsers, 1):
        try:
            readings[parser.reading()] = None
        except Refusal as refusal:
            several = sentences.of_several.format(number=number, refusal=refusal)
            refusals.append(several if len(parsers) > 1 else str(refusal))
    if not parsers:
        refusals.append(sentences.no_reply)
    return tuple(readings), tuple(refusals)


def _segments(text: str, grammar: Grammar) -> Iterator[Segment]:
    """Cut before each header, and before a label where its reply has had it or what comes after it."""
    start, seen = 0, set[int]()
    for found in grammar.anchors.finditer(text):
        anchor = found.lastindex or 0
        if seen and (anchor == HEADER or anchor <= max(seen)):
            yield Segment(text[start : found.start()].strip(" \n"), frozenset(seen))
            seen = set()
        if not seen:
            start = found.start()
        seen.add(anchor)
    if seen:
        yield Segment(text[start:], frozenset(seen))


def _is_other_report(segment: Segment, reader: Reader, grammar: Grammar) -> bool:
    """Whether it only points to another report, as replies in the European Union do, or is no report at all."""
    if segment.anchors != {HEADER}:
        return False
    parser = Parser(segment.text, reader, grammar)
    try:
        parser.period(parser.after_header())
    except Refusal:
        return True
    return False


def alias(bot: Bot, countries: Iterable[Country]) -> Iterator[tuple[Location, str]]:
    """Another name of a country must lead to a row of data/countries.csv, and to no second one."""
    own = {fold(name): country.iso3 for country in countries for name in (country.name, country.name_in_text)}
    codes = frozenset(own.values())
    for each in bot.aliases:
        if each.iso3 not in codes:
            message = f"an alias must lead to the code of a row of data/countries.csv, not {quoted(each.iso3)}"
            yield each.location, message
        elif own.setdefault(fold(each.name), each.iso3) != each.iso3:
            message = f"an alias must lead to one country; {quoted(each.name)} is {own[fold(each.name)]} too"
            yield each.location, message


def reply_disagrees(report: Report, reader: Reader) -> Iterator[tuple[Location, str]]:
    """The bot's text that a report keeps must state the report's figures, and no others."""
    readings, refusals = read(report.reply, reader)
    for refusal in refusals:
        yield report.location, f"the text in `reply` must be an answer that can be read. {refusal}"
    if refusals:
        return
    for country in sorted({reading.iso3 for reading in readings if reading.iso3} - {report.iso3}):
        yield (
            report.location,
            f"the text in `reply` must be about {report.iso3}, the country of the folder, not {country}",
        )
    stated = {(figure.period, figure.value) for reading in readings for figure in reading.figures}
    for figure in report.figures:
        if (figure.period, figure.value) not in stated:
            pair = f"{{requests: {figure.requests}, users: {figure.users}}}"
            yield figure.location, f"{figure.period}: {pair} must be what the text in `reply` states"
    for period in sorted({period for period, _ in stated} - {figure.period for figure in report.figures}):
        yield report.location, f"the figures must be all that the text in `reply` states; {period} is missing"


RULES = {rule.__name__.replace("_", "-"): (rule.__doc__ or "").strip() for rule in (alias, reply_disagrees)}
"""What is checked of aliases, and of the replies that reports keep."""


def check(bot: Bot, countries: Iterable[Country], all_reports: Iterable[Report]) -> Iterator[Problem]:
    """The problems of data/bot.yaml and of every reply that is kept, in no order."""
    countries = tuple(countries)
    for location, message in alias(bot, countries):
        yield Problem(location, "alias", message)
    kept = [report for report in all_reports if report.reply]
    if not kept:
        return  # before a reader is made, which takes as long as many replies
    ready = reader(bot, countries)
    for report in kept:
        for location, message in reply_disagrees(report, ready):
            yield Problem(location, "reply-disagrees", message)
