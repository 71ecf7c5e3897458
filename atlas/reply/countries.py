"""Readings -> the figures and the report of each country, or sentences that say what must be told besides."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from atlas.model import Country, Figure, Kind, Period, Report
from atlas.problems import Location, did_you_mean, quoted
from atlas.reply.grammar import Reading
from atlas.reply.reader import LONGEST_COUNTRY, Reader, fold

Figures = dict[str, tuple[Figure, ...]]
"""What is stated of each country by its code, in order of time."""


def country_named(written: str, reader: Reader, countries: Mapping[str, Country]) -> str | None:
    """The code of the country that a person names, by a code of ISO 3166 or in English; None if there is none such."""
    if len(written) > LONGEST_COUNTRY:
        return None
    codes = {code: country.iso3 for country in countries.values() for code in (country.iso3, country.iso2)}
    return reader.names.get(fold(written)) or codes.get(written.strip().upper())


def unknown(written: str, asked: str, countries: Mapping[str, Country], show: Callable[[str], str] = quoted) -> str:
    """What to say of a name that is no country's; `asked` is what asked for it, `show` makes the name harmless."""
    near = did_you_mean(written[:LONGEST_COUNTRY], (country.name for country in countries.values()))
    return f"{asked} must be a country in English or its code, such as France or FRA, not {show(written)}.{near}"


def by_country(
    readings: Iterable[Reading], given: str | None, countries: Mapping[str, Country], asked: str
) -> tuple[Figures, tuple[str, ...]]:
    """The figures of each country; several answers of one country are one report.

    `given` is the code that a person named where `asked` asks for it. The figures count only if there is no sentence.
    """
    found: dict[str, dict[Period, Figure]] = {}
    sentences: dict[str, None] = {}
    for reading in readings:
        iso3 = reading.iso3 or given
        if iso3 is None:
            sentences[f"The answer says “your country”: {asked} must say which one that is."] = None
            continue
        if given and iso3 != given:
            both = f"{countries[given].name} and {countries[iso3].name}"
            sentences[f"{asked} must be the one that the answer names, or be left out, not {both}."] = None
        for figure in reading.figures:
            other = found.setdefault(iso3, {}).setdefault(figure.period, figure)
            if other.value != figure.value:
                what = f"{countries[iso3].name} in {figure.period}"
                sentences[f"The answers must agree: for {what} they state two different pairs of numbers."] = None
    figures = {iso3: tuple(stated[period] for period in sorted(stated)) for iso3, stated in found.items()}
    return figures, tuple(sentences)


def reports(
    figures: Figures, observed: dt.date, location: Location, *, source: str, credit: str, revises: str = ""
) -> tuple[Report, ...]:
    """A report for each country, by code; whatever way the reply came, its file is the same."""
    return tuple(
        Report(
            iso3=iso3,
            observed=observed,
            kind=Kind.REPLY,
            figures=stated,
            source=source,
            credit=credit,
            revises=revises,
            location=location,
        )
        for iso3, stated in sorted(figures.items())
    )
