"""A bot reply, pasted or read from a screenshot -> what it states, or sentences that say why nothing can be read.

data/bot.yaml defines the patterns; site/static/reply.js reads the same way in the browser, function by function.
"""

from collections.abc import Iterable, Iterator

from atlas.model import Country, Report
from atlas.problems import Location, Problem, quoted
from atlas.reply.bot import Bot, parse_bot
from atlas.reply.countries import figures_by_country, make_reports, merge_readings, nothing_newer
from atlas.reply.grammar import Parser, Reading, Refusal
from atlas.reply.reader import Grammar, Reader, compile_reader, export_reader, fold
from atlas.reply.text import clean

__all__ = [
    "RULES", "Bot", "Reader", "Reading", "check", "compile_reader", "export_reader", "figures_by_country",
    "make_reports", "merge_readings", "nothing_newer", "parse_bot", "read",
]  # fmt: skip

HEADER, REQUESTS, USERS = 1, 2, 3
"""The groups of Grammar.anchors."""


def read(text: str, reader: Reader, *, is_ocr: bool = False) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Every reply in a text, equal readings once, and a sentence for each reply that cannot be read for certain.

    At least one of the two is not empty. `is_ocr`: the text was read from a screenshot, where labels are often wrong.
    """
    sentences = reader.bot.sentences
    if len(text) > reader.bot.longest:
        return (), (sentences.too_long.format_map({"most": reader.bot.longest, "found": len(text)}),)
    grammar = reader.ocr if is_ocr else reader.plain
    segments = [
        (Parser(segment, reader, grammar), anchors)
        for segment, anchors in _segments(clean(text, reader, grammar), grammar)
    ]
    parsers = [parser for parser, anchors in segments if anchors != {HEADER} or not _is_other_report(parser)]
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


def _segments(text: str, grammar: Grammar) -> Iterator[tuple[str, set[int]]]:
    """The parts of the text that may each be one reply, and the anchors in each.

    The text is cut before each header, and before a label that its reply already has or whose successor it has.
    For example, "header requests users | requests users" is cut at the bar, although the second header is missing.
    """
    start, seen = 0, set[int]()
    for match in grammar.anchors.finditer(text):
        anchor = match.lastindex or 0
        if seen and (anchor == HEADER or anchor <= max(seen)):
            yield text[start : match.start()].strip(" \n"), seen
            seen = set()
        if not seen:
            start = match.start()
        seen.add(anchor)
    if seen:
        yield text[start:], seen


def _is_other_report(parser: Parser) -> bool:
    """Whether a header only mentions another report, as in the European Union, or is no header at all."""
    try:
        parser.period(parser.after_header())
    except Refusal:
        return True
    return False


def alias(bot: Bot, countries: Iterable[Country]) -> Iterator[tuple[Location, str]]:
    """An alias must name exactly one country of data/countries.csv."""
    own = {fold(name): country.iso3 for country in countries for name in (country.name, country.name_in_text)}
    codes = frozenset(own.values())
    for entry in bot.aliases:
        if entry.iso3 not in codes:
            message = f"aliases must belong to the code of a country in data/countries.csv, not {quoted(entry.iso3)}"
            yield entry.location, message
        elif own.setdefault(fold(entry.name), entry.iso3) != entry.iso3:
            message = f"an alias must name one country; {quoted(entry.name)} also names {own[fold(entry.name)]}"
            yield entry.location, message


def reply_disagrees(report: Report, reader: Reader) -> Iterator[tuple[Location, str]]:
    """The text in `reply` must state the figures of its report and no others."""
    readings, refusals = read(report.reply, reader)
    for refusal in refusals:
        yield report.location, f"the text in `reply` must be a reply that can be read. {refusal}"
    if refusals:
        return
    for country in sorted({reading.iso3 for reading in readings if reading.iso3} - {report.iso3}):
        message = f"the text in `reply` must be about {report.iso3}, the country of the folder, not {country}"
        yield report.location, message
    stated = {(figure.period, figure.value) for reading in readings for figure in reading.figures}
    for figure in report.figures:
        if (figure.period, figure.value) not in stated:
            yield (
                figure.location,
                f"{figure.period}: {figure.text} must be what the text in `reply` states",
            )
    for period in sorted({period for period, _ in stated} - {figure.period for figure in report.figures}):
        yield report.location, f"the figures must include all that the text in `reply` states; {period} is missing"


RULES = {rule.__name__.replace("_", "-"): (rule.__doc__ or "").strip() for rule in (alias, reply_disagrees)}
"""The rules for aliases and for the replies that reports keep."""


def check(bot: Bot, countries: Iterable[Country], reports: Iterable[Report]) -> Iterator[Problem]:
    """The problems of data/bot.yaml and of every reply that a report keeps, in no order."""
    countries = tuple(countries)
    for location, message in alias(bot, countries):
        yield Problem(location, "alias", message)
    with_reply = [report for report in reports if report.reply]
    if not with_reply:
        return  # before the slow step of compiling a reader
    reader = compile_reader(bot, countries)
    for report in with_reply:
        for location, message in reply_disagrees(report, reader):
            yield Problem(location, "reply-disagrees", message)
