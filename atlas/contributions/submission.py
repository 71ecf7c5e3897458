"""An issue -> the reports that it states, or questions. Nothing is ever guessed: any doubt becomes a question."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from atlas import reply
from atlas.contributions import github
from atlas.contributions.form import HEADINGS, Form, Issue, parse_form
from atlas.contributions.messages import as_code
from atlas.model import BOT_STARTED, Country, Kind, Period, Report
from atlas.problems import Location
from atlas.reply import Reader, Reading

MOST_PICTURES = 4
MOST_FIGURES = 200

QUARTER = re.compile(r"(20[0-9]{2})[ /-]*Q([1-4])|Q([1-4])[ /-]*(20[0-9]{2})", re.IGNORECASE)
"""A quarter as people write it: 2024-Q3, 2024 Q3, q3 2024."""

Questions = tuple[str, ...]
"""Sentences for the contributor, as Markdown."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What an issue states: reports, and the pictures from which they were read, if any; or else questions."""

    reports: tuple[Report, ...] = ()
    pictures: tuple[str, ...] = ()
    questions: Questions = ()


def parse_submission(issue: Issue, reader: Reader, countries: Mapping[str, Country], today: dt.date) -> Submission:
    """Read the text of an issue, or else its screenshots, or else the newest quarter if the bot shows nothing newer.

    Either reports or questions are empty.
    """
    form = parse_form(issue.body)
    observed, about_day = _parse_day(form.observed, issue.created, today)
    newest, about_newest = _parse_quarter(form.nothing_after)
    template = Report(
        "", observed, Kind.REPLY, (), source=issue.address, credit=form.credit, location=Location(issue.address)
    )
    pictures: tuple[str, ...] = ()
    if form.nothing_after and not form.reply and not _pictures(form):
        template = replace(template, nothing_after=newest)
        reports, questions = reply.nothing_newer(
            form.country, _field("country"), template, reader, countries, show=as_code
        )
    else:
        reports, pictures, questions = _read_reports(form, template, newest, reader, countries)
    questions += (*about_newest, *about_day)
    if not form.is_licensed:
        questions += (f"Please tick the box below {_field('licence')}: contributions are published under CC BY 4.0.",)
    return Submission(questions=questions) if questions else Submission(reports, pictures)


def _read_reports(
    form: Form, template: Report, newest: Period | None, reader: Reader, countries: Mapping[str, Country]
) -> tuple[tuple[Report, ...], tuple[str, ...], Questions]:
    """The reports of the replies in an issue and the pictures that they come from; they count without questions only.

    A reply shows what is newest, so `newest` adds nothing to it; if it differs, one of the two is wrong.
    """
    readings, pictures, questions = _read_replies(form, reader)
    figures, doubts = reply.figures_by_country(
        readings, form.country, _field("country"), reader, countries, show=as_code
    )
    questions += doubts
    stated = [figure.period for of_country in figures.values() for figure in of_country]
    if len(stated) > MOST_FIGURES:
        questions += (f"One issue must state at most {MOST_FIGURES} figures. Open another issue for the others.",)
    field = _field("nothing_after")
    if newest and not readings:
        questions += (f"If you have no reply to send, fill in {field} and leave {_field('reply')} empty.",)
    elif newest and stated and newest.closes != max(period.closes for period in stated):
        in_reply = Period.quarter_from_boundary(max(period.closes for period in stated) - 1)
        questions += (f"{field} must be {in_reply}, the newest quarter in the reply, or empty; not {newest}.",)
    return reply.make_reports(figures, template), pictures, questions


def _read_replies(form: Form, reader: Reader) -> tuple[tuple[Reading, ...], tuple[str, ...], Questions]:
    """Readings with the pictures they come from, or questions. Pictures are read only if the text holds no reply."""
    readings, refusals = reply.read(form.reply, reader) if form.reply else ((), ())
    pictures = _pictures(form)
    no_reply = reader.bot.sentences.no_reply
    if readings or not pictures:
        sentences = refusals or (() if readings else (no_reply,))
        is_elsewhere = form.has_pictures and not readings
        elsewhere = (f"A screenshot must be uploaded to {_field('picture')}.",) if is_elsewhere else ()
        return readings, (), (*map(as_code, sentences), *elsewhere)
    if len(pictures) > MOST_PICTURES:
        return (), (), (f"There must be at most {MOST_PICTURES} screenshots, not {len(pictures)}.",)
    results = [_read_picture(address, reader) for address in pictures]
    about_pictures = dict.fromkeys(sentence for _, sentences in results for sentence in sentences)
    if about_pictures:
        # The refusals of the text help only if the text was meant to be a reply.
        about_text = (refusal for refusal in refusals if refusal != no_reply)
        return (), (), tuple(map(as_code, (*about_text, *about_pictures)))
    return tuple(dict.fromkeys(reading for readings, _ in results for reading in readings)), pictures, ()


def _pictures(form: Form) -> tuple[str, ...]:
    """The addresses of uploaded pictures."""
    return tuple(link for link in form.links if github.LINKED.fullmatch(link))


def _read_picture(address: str, reader: Reader) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    from atlas.contributions import screenshot  # imports Pillow, which takes long and is needed only here

    try:
        return screenshot.read(github.fetch_picture(address), reader)
    except github.UnusablePicture as error:
        return (), (str(error),)


def _parse_day(written: str, created: dt.date, today: dt.date) -> tuple[dt.date, Questions]:
    """The day on which the bot replied; if none is given, that of the issue."""
    if not written:
        return created, ()
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        day = dt.date.min
    if str(day) == written and BOT_STARTED <= day <= max(today, created):
        return day, ()
    must = f"must be a day from {BOT_STARTED} to today, written as in 2025-07-23, or empty"
    return created, (f"{_field('observed')} {must}, not {as_code(written)}.",)


def _parse_quarter(written: str) -> tuple[Period | None, Questions]:
    """The newest quarter that the bot showed, if the person says that it showed nothing newer."""
    quarter = QUARTER.fullmatch(written)
    if quarter:
        return Period.parse(f"{quarter[1] or quarter[4]}-Q{quarter[2] or quarter[3]}"), ()
    must = "must be the newest quarter that the bot shows, written as in 2024-Q3, or empty"
    return None, (f"{_field('nothing_after')} {must}, not {as_code(written)}.",) if written else ()


def _field(name: str) -> str:
    return f"“{HEADINGS[name]}”"
