"""The text of one reply -> its reading, or the sentence that says why there is none. Nothing is ever guessed.

A reply is: header, period, requests label with the country, numbers, users label, numbers. Any text may come before and
after; in between there may be only blanks and line ends. For example, with the name of the method that reads each part:

    Transparency report for the period 1 January 2025 to 30 June 2025    after_header, period: 2025-Q1-Q2
    Fulfilled requests from Germany for IP address and/or phone number:  after_label, country: DEU
    Q1 — 290                                                             block: labels 1 and 2, numbers 290 and 305
    Q2 — 305
    Affected users:                                                      after_label
    Q1 — 800                                                             block: labels 1 and 2, numbers 800 and 911
    Q2 — 911
    According to section 8.3 …                                           shapes["end"], see `reading`
"""

import re
from dataclasses import dataclass

from atlas.model import Figure, Period
from atlas.reply.reader import LONGEST_COUNTRY, Grammar, Reader, fold
from atlas.reply.text import quote

UNLABELLED, TOTAL = "", "total"
"""The labels of a number that has none and of the one after "Total"; those of quarters are "1" to "4"."""

CENTURY = 2000


class Refusal(Exception):
    """A reply that cannot be read for certain; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply states. `iso3` is None where it says "your country"; `doubts` are sentences for a person."""

    iso3: str | None
    country: str
    figures: tuple[Figure, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The numbers after one label, the label of each, and the position where the last one ends."""

    labels: tuple[str, ...]
    numbers: tuple[int, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Parser:
    """One text and how to read it. Methods take a position in the text and raise Refusal where it does not match."""

    text: str
    reader: Reader
    grammar: Grammar

    def reading(self) -> Reading:
        """Read the whole reply.

        What follows the last number decides whether it is complete. shapes["end"] accepts the end of the text, a new
        sentence, or a new line that begins with a word, because then no digit and no unit can be missing. For 911:

            accepted                                        refused
            911                the end of the text          911 thousand    another number
            911. According to  a new sentence               911 users       still the same sentence
            911 | Thank you    a new line of words          911 | 12        perhaps a quarter without its label
                                                            911 | 30 April  perhaps one as well
        """
        period, position = self.period(self.after_header())
        start = self.after_label("requests", position)
        if start is None:
            raise self.refusal("no_requests", position)
        country, iso3, position = self.country(start)
        requests = self.block(position, period)
        start = self.after_label("users", requests.end)
        if start is None:
            raise self.refusal("no_users", requests.end)
        users = self.block(start, period)
        if not self.grammar.shapes["end"].match(self.text, users.end):
            raise self.refusal("not_at_end", users.end)
        doubts = (self.reader.bot.sentences.compare,) if self.grammar.is_ocr else ()
        return Reading(iso3, country, self.figures(period, requests, users), doubts)

    def after_header(self) -> int:
        """The position where the period begins."""
        header = self.grammar.labels["header"].match(self.text)
        if not header:
            raise self.refusal("no_header", 0)
        return _end(self.grammar.labels["period"], self.text, header.end())

    def period(self, start: int) -> tuple[Period, int]:
        """The period between two dates, and the position where it ends."""
        first, position = self.date(start, start)
        until = self.grammar.labels["until"].match(self.text, position)
        if not until:
            raise self.refusal("dates_unreadable", start)
        last, position = self.date(until.end(), start)
        period = _whole_quarters(first, last, self.reader)
        if period is None:
            raise self.refusal("not_quarters", start, position)
        return period, position

    def date(self, position: int, start: int) -> tuple[tuple[int, int, int], int]:
        """Year, month and day, not necessarily a real date, and their end; `start` is the position of the period."""
        for order, pattern in self.grammar.dates:
            match = pattern.match(self.text, position)
            parts = dict(zip(order, match.groups(), strict=True)) if match else {}
            month = self.month(parts.get("m", ""))
            if match and month:
                year = int(parts["y"])
                return (year if year >= CENTURY else CENTURY + year % 100, month, int(parts["d"])), match.end()
        raise self.refusal("dates_unreadable", start)

    def month(self, text: str) -> int:
        """The number of a month given by name or number; 0 if the text is neither."""
        return int(text) if text.isdigit() else self.reader.months.get(text.lower(), 0)

    def country(self, position: int) -> tuple[str, str | None, int]:
        """The country as written, its code, and the position where the first number should begin."""
        subject = self.grammar.labels["subject"].search(self.text, position, position + 2 * LONGEST_COUNTRY)
        if not subject:
            raise self.refusal("no_subject", position)
        written = re.sub("[ \n]+", " ", self.text[position : subject.start()]).strip(" \n□")
        folded = fold(written)
        if folded in self.reader.yours:
            return written, None, subject.end()
        if folded not in self.reader.names:
            raise Refusal(self.reader.bot.sentences.unknown_country.format_map({"found": quote(written, self.reader)}))
        return written, self.reader.names[folded], subject.end()

    def block(self, position: int, period: Period) -> Block:
        """One number without a label, or one number for each label in a row."""
        labels: list[str] = []
        numbers: list[int] = []
        position = _end(self.grammar.shapes["blanks"], self.text, position)
        label, start = self.label(position, period.first)
        while label != UNLABELLED or not labels:
            number, end = self.number(start)
            labels.append(label)
            numbers.append(number)
            if label == UNLABELLED:
                break
            label, start = self.label(_end(self.grammar.shapes["stop"], self.text, end), period.first + len(labels))
        return Block(tuple(labels), tuple(numbers), end)

    def label(self, position: int, expected: int) -> tuple[str, int]:
        """The label of the next number, and the position where the number begins.

        In a screenshot the digit of a quarter is often misread (`Qi`, `O1`), so the `expected` quarter counts there.
        """
        quarter = self.grammar.labels["quarter"].match(self.text, position)
        if quarter:
            is_clear = not self.grammar.is_ocr or quarter[1] in ("1", "2", "3", "4")
            return quarter[1] if is_clear else str(expected), quarter.end()
        total = self.grammar.labels["total"].match(self.text, position)
        return (TOTAL, total.end()) if total else (UNLABELLED, position)

    def number(self, position: int) -> tuple[int, int]:
        """A number, and the position where it ends."""
        digits = self.grammar.shapes["digits"].match(self.text, position)
        if not digits:
            raise self.refusal("no_number", position)
        # A blank may separate thousands or two numbers. It separates thousands at the end of a line that was copied.
        is_at_end = self.text[digits.end() : digits.end() + 1] in ("", "\n")
        is_single = " " not in digits[0] or (is_at_end and not self.grammar.is_ocr)
        if not is_single or not self.grammar.shapes["number"].match(digits[0]):
            raise self.refusal("not_a_number", position)
        plain = re.sub("[^0-9]", "", digits[0])
        if len(plain) > len(str(self.reader.bot.largest)) or int(plain) > self.reader.bot.largest:
            raise self.refusal("too_large", position, digits.end())
        return int(plain), digits.end()

    def after_label(self, name: str, position: int) -> int | None:
        """The position after a label if only blanks and punctuation come before the label, else None."""
        label = self.grammar.labels[name].match(self.text, _end(self.grammar.shapes["gap"], self.text, position))
        return label.end() if label else None

    def figures(self, period: Period, requests: Block, users: Block) -> tuple[Figure, ...]:
        """The pairs, if both blocks name the same quarters and these are all quarters of the period."""
        sentences = self.reader.bot.sentences
        if requests.labels != users.labels:
            both = {"found": self.list_labels(requests.labels), "other": self.list_labels(users.labels)}
            raise Refusal(sentences.unlike_blocks.format_map(both))
        if requests.labels == (UNLABELLED,):
            return (Figure(period, requests.numbers[0], users.numbers[0]),)
        quarters = period.quarters
        expected = tuple(str(quarter.first) for quarter in quarters)
        if requests.labels not in (expected, (*expected, TOTAL)):
            both = {"expected": self.list_labels(expected), "found": self.list_labels(requests.labels)}
            raise Refusal(sentences.other_quarters.format_map({"period": str(period), **both}))
        self.check_total(requests)
        self.check_total(users)
        periods = (*quarters, period) if TOTAL in requests.labels and len(quarters) > 1 else quarters
        pairs = zip(periods, requests.numbers, users.numbers, strict=False)
        return tuple(sorted((Figure(*stated) for stated in pairs), key=lambda figure: figure.period))

    def check_total(self, block: Block) -> None:
        """Refusal if a total is not the sum of its quarters."""
        *numbers, last = block.numbers
        if TOTAL in block.labels and sum(numbers) != last:
            both = {"expected": sum(numbers), "found": last}
            raise Refusal(self.reader.bot.sentences.wrong_total.format_map(both))

    def list_labels(self, labels: tuple[str, ...]) -> str:
        """The labels of a block as a sentence lists them: Q1, Q2, a total."""
        names = {UNLABELLED: self.reader.bot.sentences.one_number, TOTAL: self.reader.bot.sentences.total}
        return ", ".join(names.get(label, f"Q{label}") for label in labels)

    def refusal(self, name: str, start: int, end: int | None = None) -> Refusal:
        """The sentence with this name; it quotes the text from `start`."""
        actual = quote(self.text[start:end], self.reader)
        return Refusal(getattr(self.reader.bot.sentences, name).format_map({"found": actual}))


def _whole_quarters(first: tuple[int, int, int], last: tuple[int, int, int], reader: Reader) -> Period | None:
    """The period from the first day of a quarter to the last day of a quarter of the same year, else None."""
    starts = {month: number for number, (month, _, _) in enumerate(reader.bot.quarters, 1)}
    ends = {(month, day): number for number, (_, month, day) in enumerate(reader.bot.quarters, 1)}
    quarters = starts.get(first[1]), ends.get(last[1:])
    if first[0] != last[0] or first[0] < reader.bot.first_year or first[2] != 1 or None in quarters:
        return None
    period = Period(first[0], quarters[0] or 0, quarters[1] or 0)
    return period if period.first <= period.last else None


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    """The position where a pattern that may match nothing ends."""
    match = pattern.match(text, position)
    return match.end() if match else position
