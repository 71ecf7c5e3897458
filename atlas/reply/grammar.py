"""The text of one reply -> its reading, or the sentence that says why there is none. Nothing is ever guessed.

A reply is: header, period, requests label with the country, numbers, users label, numbers. Whatever stands before or
behind may be anything; in between there may be blanks and line ends only.
"""

import re
from dataclasses import dataclass

from atlas.model import Figure, Period
from atlas.reply.reader import LONGEST_COUNTRY, Grammar, Reader, fold
from atlas.reply.text import shown

ONE, TOTAL = "", "total"
"""What a number without a label, and the one behind "Total", are called; those of quarters are "1" to "4"."""

CENTURY = 2000


class Refusal(Exception):
    """A reply that cannot be read for certain; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply states. `iso3` is None where it says "your country"; `doubts` are sentences for a human."""

    iso3: str | None
    country: str
    figures: tuple[Figure, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The numbers below one label, each with what it is called, and where the last one ends in the text."""

    labels: tuple[str, ...]
    numbers: tuple[int, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Parser:
    """One text, and how to read it. Every method takes a position in the text; Refusal if it is not as it must be."""

    text: str
    reader: Reader
    grammar: Grammar

    def reading(self) -> Reading:
        """The whole reply."""
        period, at = self.period(self.after_header())
        start = self.after_label("requests", at)
        if start is None:
            raise self.refusal("no_requests", at)
        country, iso3, at = self.country(start)
        requests = self.block(at, period)
        start = self.after_label("users", requests.end)
        if start is None:
            raise self.refusal("no_users", requests.end)
        users = self.block(start, period)
        if not self.grammar.shapes["end"].match(self.text, users.end):
            raise self.refusal("not_at_end", users.end)
        doubts = (self.reader.sentences.compare,) if self.grammar.is_ocr else ()
        return Reading(iso3, country, self.figures(period, requests, users), doubts)

    def after_header(self) -> int:
        """Where the period begins."""
        header = self.grammar.labels["header"].match(self.text)
        if not header:
            raise self.refusal("no_header", 0)
        return _end(self.grammar.labels["period"], self.text, header.end())

    def period(self, start: int) -> tuple[Period, int]:
        """The period between two dates, and where it ends in the text."""
        first, at = self.date(start, start)
        until = self.grammar.labels["until"].match(self.text, at)
        if not until:
            raise self.refusal("dates_unreadable", start)
        last, at = self.date(until.end(), start)
        period = _whole_quarters(first, last, self.reader)
        if period is None:
            raise self.refusal("not_quarters", start, at)
        return period, at

    def date(self, at: int, start: int) -> tuple[tuple[int, int, int], int]:
        """Year, month and day, which need not be a day there is, and where they end; `start` is that of the period."""
        for order, pattern in self.grammar.dates:
            found = pattern.match(self.text, at)
            parts = dict(zip(order, found.groups(), strict=True)) if found else {}
            month = self.month(parts.get("m", ""))
            if found and month:
                year = int(parts["y"])
                return (year if year >= CENTURY else CENTURY + year % 100, month, int(parts["d"])), found.end()
        raise self.refusal("dates_unreadable", start)

    def month(self, text: str) -> int:
        """The number of a month by name or number, 0 if there is none."""
        return int(text) if text.isdigit() else self.reader.months.get(text.lower(), 0)

    def country(self, at: int) -> tuple[str, str | None, int]:
        """The country as written, its code, and where the first number should stand."""
        subject = self.grammar.labels["subject"].search(self.text, at, at + 2 * LONGEST_COUNTRY)
        if not subject:
            raise self.refusal("no_subject", at)
        written = re.sub("[ \n]+", " ", self.text[at : subject.start()]).strip(" \n□")
        folded = fold(written)
        if folded in self.reader.yours:
            return written, None, subject.end()
        if folded not in self.reader.names:
            raise Refusal(self.reader.sentences.unknown_country.format(found=shown(written, self.reader)))
        return written, self.reader.names[folded], subject.end()

    def block(self, at: int, period: Period) -> Block:
        """One number, or one for each label in a row."""
        labels: list[str] = []
        numbers: list[int] = []
        at = _end(self.grammar.shapes["blanks"], self.text, at)
        label, start = self.label(at, period.first)
        while label != ONE or not labels:
            number, end = self.number(start)
            labels.append(label)
            numbers.append(number)
            if label == ONE:
                break
            label, start = self.label(_end(self.grammar.shapes["stop"], self.text, end), period.first + len(labels))
        return Block(tuple(labels), tuple(numbers), end)

    def label(self, at: int, expected: int) -> tuple[str, int]:
        """What the number behind a label is called, and where it begins; ONE if there is no label."""
        quarter = self.grammar.labels["quarter"].match(self.text, at)
        if quarter:
            is_clear = not self.grammar.is_ocr or quarter[1] in ("1", "2", "3", "4")
            return quarter[1] if is_clear else str(expected), quarter.end()
        total = self.grammar.labels["total"].match(self.text, at)
        return (TOTAL, total.end()) if total else (ONE, at)

    def number(self, at: int) -> tuple[int, int]:
        """A number and where it ends."""
        digits = self.grammar.shapes["digits"].match(self.text, at)
        if not digits:
            raise self.refusal("no_number", at)
        # A blank may part thousands or two numbers; it parts thousands at the end of a line that a person has copied.
        is_at_end = self.text[digits.end() : digits.end() + 1] in ("", "\n")
        is_one = " " not in digits[0] or (is_at_end and not self.grammar.is_ocr)
        if not is_one or not self.grammar.shapes["number"].match(digits[0]):
            raise self.refusal("not_a_number", at)
        plain = re.sub("[^0-9]", "", digits[0])
        if len(plain) > len(str(self.reader.bot.largest)) or int(plain) > self.reader.bot.largest:
            raise self.refusal("too_large", at, digits.end())
        return int(plain), digits.end()

    def after_label(self, name: str, at: int) -> int | None:
        """Where what a label stands before begins, if nothing but blanks is in front of it."""
        label = self.grammar.labels[name].match(self.text, _end(self.grammar.shapes["gap"], self.text, at))
        return label.end() if label else None

    def figures(self, period: Period, requests: Block, users: Block) -> tuple[Figure, ...]:
        """The pairs, if both blocks name the same quarters, all those of the period."""
        if requests.labels != users.labels:
            found, other = self.told(requests.labels), self.told(users.labels)
            raise Refusal(self.reader.sentences.unlike_blocks.format(found=found, other=other))
        if requests.labels == (ONE,):
            return (Figure(period, requests.numbers[0], users.numbers[0]),)
        quarters = period.quarters
        expected = tuple(str(quarter.first) for quarter in quarters)
        if requests.labels not in (expected, (*expected, TOTAL)):
            told = {"period": str(period), "expected": self.told(expected), "found": self.told(requests.labels)}
            raise Refusal(self.reader.sentences.other_quarters.format(**told))
        self.check_total(requests)
        self.check_total(users)
        periods = (*quarters, period) if TOTAL in requests.labels and len(quarters) > 1 else quarters
        pairs = zip(periods, requests.numbers, users.numbers, strict=False)
        return tuple(sorted((Figure(*stated) for stated in pairs), key=lambda figure: figure.period))

    def check_total(self, block: Block) -> None:
        """Refusal if a total is not the sum of its quarters."""
        if TOTAL in block.labels and sum(block.numbers[:-1]) != block.numbers[-1]:
            told = {"expected": sum(block.numbers[:-1]), "found": block.numbers[-1]}
            raise Refusal(self.reader.sentences.wrong_total.format(**told))

    def told(self, labels: tuple[str, ...]) -> str:
        """The labels of a block as a sentence names them."""
        words = {ONE: self.reader.sentences.one_number, TOTAL: self.reader.sentences.total}
        return ", ".join(words.get(label, f"Q{label}") for label in labels)

    def refusal(self, name: str, at: int, end: int | None = None) -> Refusal:
        """The sentence of that name, with what was found instead."""
        return Refusal(getattr(self.reader.sentences, name).format(found=shown(self.text[at:end], self.reader)))


def _whole_quarters(first: tuple[int, int, int], last: tuple[int, int, int], reader: Reader) -> Period | None:
    starts = {month: number for number, (month, _, _) in enumerate(reader.bot.quarters, 1)}
    ends = {(month, day): number for number, (_, month, day) in enumerate(reader.bot.quarters, 1)}
    quarters = starts.get(first[1]), ends.get(last[1:])
    if first[0] != last[0] or first[0] < reader.bot.first_year or first[2] != 1 or None in quarters:
        return None
    period = Period(first[0], quarters[0] or 0, quarters[1] or 0)
    return period if period.first <= period.last else None


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a pattern that may match nothing ends."""
    found = pattern.match(text, at)
    return found.end() if found else at
