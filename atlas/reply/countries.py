"""Readings -> the figures and the report of each country, or sentences that say what is missing.

Also the report of a person who has no reply to send, but says that the bot shows nothing newer.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from atlas.model import Country, Figure, Period, Report
from atlas.problems import did_you_mean, quoted
from atlas.reply.grammar import Reading
from atlas.reply.reader import LONGEST_COUNTRY, Reader, fold

Figures = dict[str, tuple[Figure, ...]]
"""The figures of each country by its code, sorted by period."""


def find_country(written: str, reader: Reader, countries: Mapping[str, Country]) -> str | None:
    """The code of the country that a person names by an ISO 3166 code or in English; None if there is no such one."""
    if len(written) > LONGEST_COUNTRY:
        return None
    codes = {code: country.iso3 for country in countries.values() for code in (country.iso3, country.iso2)}
    return reader.names.get(fold(written)) or codes.get(written.strip().upper())


def parse_country(
    written: str,
    field: str,
    reader: Reader,
    countries: Mapping[str, Country],
    *,
    show: Callable[[str], str] = quoted,
) -> tuple[str | None, tuple[str, ...]]:
    """The code of the country that a person wrote in `field`, if any, or a sentence if there is no such country.

    `show` makes what the person wrote harmless.
    """
    given = find_country(written, reader, countries) if written else None
    if given or not written:
        return given, ()
    hint = did_you_mean(written[:LONGEST_COUNTRY], (country.name for country in countries.values()))
    must = f"{field} must be a country in English or its code, such as France or FRA"
    return None, (f"{must}, not {show(written)}.{hint}",)


def figures_by_country(
    readings: Collection[Reading],
    written: str,
    field: str,
    reader: Reader,
    countries: Mapping[str, Country],
    *,
    show: Callable[[str], str] = quoted,
) -> tuple[Figures, tuple[str, ...]]:
    """What merge_readings returns for the country that a person wrote in `field`, if any; `show` makes it harmless."""
    given, doubts = parse_country(written, field, reader, countries, show=show)
    return ({}, doubts) if doubts else merge_readings(readings, given, countries, field)


def merge_readings(
    readings: Collection[Reading], given: str | None, countries: Mapping[str, Country], field: str
) -> tuple[Figures, tuple[str, ...]]:
    """The figures of each country, several replies merged; and sentences, without which alone the figures count.

    `given` is the code of the country that a person wrote in `field`. It counts for replies that say "your country";
    a reply that names a country keeps its own. For example, with DEU given:

        Germany             -> DEU                  Germany, your country  -> DEU
        your country        -> DEU                  France, your country   -> FRA and DEU
        France              -> a problem, since DEU is of no use
    """
    merged: dict[str, dict[Period, Figure]] = {}
    problems: list[str] = []
    named = {reading.iso3 for reading in readings}
    if given and readings and not named & {given, None}:
        names = " and ".join(countries[reading.iso3].name for reading in readings if reading.iso3)
        problems.append(f"{field} must be {names}, which the reply names, or be left out; not {countries[given].name}.")
    for reading in readings:
        iso3 = reading.iso3 or given
        if iso3 is None:
            problems.append(f"The reply says “your country”: {field} must say which country that is.")
            continue
        for figure in reading.figures:
            other = merged.setdefault(iso3, {}).setdefault(figure.period, figure)
            if other.value != figure.value:
                subject = f"{countries[iso3].name} in {figure.period}"
                problems.append(f"The replies must agree: they state two different pairs of numbers for {subject}.")
    figures = {iso3: tuple(stated[period] for period in sorted(stated)) for iso3, stated in merged.items()}
    return figures, tuple(dict.fromkeys(problems))


def make_reports(figures: Figures, template: Report) -> tuple[Report, ...]:
    """One report for each country, sorted by code; everything else is as in the template."""
    return tuple(replace(template, iso3=iso3, figures=figures[iso3]) for iso3 in sorted(figures))


def nothing_newer(
    written: str,
    field: str,
    template: Report,
    reader: Reader,
    countries: Mapping[str, Country],
    *,
    show: Callable[[str], str] = quoted,
) -> tuple[tuple[Report, ...], tuple[str, ...]]:
    """The report that the bot showed nothing newer than `nothing_after` of the template, or why there is none.

    `written` is the country as a person wrote it in `field`, which must name it: no reply does.
    """
    iso3, doubts = parse_country(written, field, reader, countries, show=show)
    if iso3:
        return (replace(template, iso3=iso3),), ()
    return (), doubts or (f"{field} must say for which country the bot showed nothing newer.",)
