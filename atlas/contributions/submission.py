"""An issue -> the reports that it states, or questions. Nothing is ever guessed: any doubt is a question."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from atlas import reply
from atlas.contributions.form import HEADINGS, Form, Issue, form
from atlas.contributions.messages import code
from atlas.model import BOT_STARTED, Country, Figure, Report
from atlas.problems import Location
from atlas.reply import Reader, Reading

MOST_PICTURES = 4
MOST_FIGURES = 200

Read = tuple[tuple[Reading, ...], tuple[str, ...]]
Look = Callable[[str], Read]
"""The address of a picture -> what is read from it, as reply.read gives it."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What an issue is read with; `is_upload` tells the addresses of pictures that may be looked at."""

    reader: Reader
    countries: Mapping[str, Country]
    today: dt.date
    is_upload: Callable[[str], bool]
    look: Look


@dataclass(frozen=True, slots=True)
class Understanding:
    """Reports, and the pictures that they were read from if they were; or questions, as Markdown."""

    reports: tuple[Report, ...] = ()
    pictures: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def understand(issue: Issue, sources: Sources) -> Understanding:
    """What the issue states. One of reports and questions is empty."""
    found = form(issue.body)
    readings, pictures, questions = _readings(found, sources)
    iso3, of_country = _country(found.country, sources)
    observed, of_day = _day(found.observed, issue.created, sources.today)
    figures, doubts = reply.by_country(readings, iso3, sources.countries, _field("country"))
    of_figures = () if of_country else (*doubts, *_too_many(figures))
    asked = (*questions, *of_country, *of_figures, *of_day, *_licence(found))
    if asked:
        return Understanding(questions=asked)
    location = Location(issue.address)
    return Understanding(
        reply.reports(figures, observed, location, source=issue.address, credit=found.credit), pictures
    )


def _readings(found: Form, sources: Sources) -> tuple[tuple[Reading, ...], tuple[str, ...], tuple[str, ...]]:
    """Readings with the pictures they come from, or questions: the text first, and pictures where it says nothing."""
    readings, refusals = reply.read(found.reply, sources.reader) if found.reply else ((), ())
    pictures = tuple(link for link in found.links if sources.is_upload(link))
    if readings or not pictures:
        none = () if readings or refusals else (sources.reader.sentences.no_reply,)
        elsewhere = (
            () if readings or not found.has_pictures else (f"A picture must be uploaded to {_field('picture')}.",)
        )
        return readings, (), (*map(code, (*refusals, *none)), *elsewhere)
    if len(pictures) > MOST_PICTURES:
        return (), (), (f"There must be at most {MOST_PICTURES} pictures, not {len(pictures)}.",)
    seen = {address: sources.look(address) for address in pictures}
    readings = tuple(dict.fromkeys(reading for each, _ in seen.values() for reading in each))
    of_pictures = tuple(dict.fromkeys(sentence for _, sentences in seen.values() for sentence in sentences))
    if of_pictures:
        # What was said of the text is of use only if the text was meant to be an answer.
        meant = tuple(refusal for refusal in refusals if refusal != sources.reader.sentences.no_reply)
        return (), (), tuple(map(code, (*meant, *of_pictures)))
    return readings, pictures, ()


def _country(written: str, sources: Sources) -> tuple[str | None, tuple[str, ...]]:
    """The code of the country that the form names, None if it names none; and a question if that is no country."""
    if not written:
        return None, ()
    iso3 = reply.country_named(written, sources.reader, sources.countries)
    return iso3, () if iso3 else (reply.unknown(written, _field("country"), sources.countries, code),)


def _day(written: str, created: dt.date, today: dt.date) -> tuple[dt.date, list[str]]:
    """The day on which the bot answered; if none is given, that of the issue."""
    if not written:
        return created, []
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        day = dt.date.min
    if str(day) == written and BOT_STARTED <= day <= max(today, created):
        return day, []
    must = f"must be a day from {BOT_STARTED} to today, written as in 2025-07-23, or empty"
    return created, [f"{_field('observed')} {must}, not {code(written)}."]


def _licence(found: Form) -> Iterator[str]:
    if not found.is_licensed:
        yield f"The box below {_field('licence')} must be ticked: what is sent is published under CC BY 4.0."


def _too_many(figures: Mapping[str, tuple[Figure, ...]]) -> Iterator[str]:
    if sum(map(len, figures.values())) > MOST_FIGURES:
        yield f"One issue must state at most {MOST_FIGURES} figures. Open another for the rest."


def _field(name: str) -> str:
    return f"“{HEADINGS[name]}”"
