"""Bot replies in every layout that the bot has used, and the damage that copying does to them.

`render` makes the text of a reply. A damage is a function of a text and a random generator. It never touches a
digit, so that a damaged reply states the same figures or none.
"""

import calendar
import random
import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from atlas.model import Figure, Period

Value = tuple[int, int]
Damage = Callable[[str, random.Random], str]


class Layout(StrEnum):
    """The layouts seen so far, the oldest first."""

    NUMBER_BESIDE = "October 2024: one number on the label's line"
    QUARTERS_AND_TOTAL = "January 2025: a line for each quarter, and a total"
    NUMBER_BELOW = "April 2025: one number on the next line"
    QUARTERS = "July 2025: a line for each quarter, no total"


ENDING = (
    "According to section 8.3 of the Privacy Policy, data is disclosed only on a valid order of a court.\n\n"
    "The next report is due in {month}."
)
ENDING_OF_EU = (
    "\n\nThe yearly report under the Digital Services Act covers 17 February 2024 to 17 February 2025 and can be found "
    "at https://telegram.org/tos/eu-dsa/transparency-2025."
)


def render(country: str, layout: Layout, figures: Mapping[str, Value], *, is_eu: bool = False) -> str:
    """The reply for a country that states the figures, by period as in {"2025-Q1": (65, 121)}.

    QUARTERS and QUARTERS_AND_TOTAL take quarters of one year from the first on; the other two take one period.
    """
    stated = sorted((Period.parse(period), value) for period, value in figures.items())
    whole = Period(stated[0][0].year, stated[0][0].first, stated[-1][0].last)
    header = f"Transparency report for the period {_period(whole, layout)}"
    blocks = [
        f"Fulfilled requests from {country} for IP address and/or phone number:{_numbers(stated, 0, layout)}",
        f"Affected users:{_numbers(stated, 1, layout)}",
    ]
    month = f"{calendar.month_name[whole.last * 3 % 12 + 1]} {whole.year + whole.last // 4}"
    return "\n\n".join([header, *blocks, ENDING.format(month=month) + (ENDING_OF_EU if is_eu else "")])


def stated_by(layout: Layout, figures: Mapping[str, Value]) -> tuple[Figure, ...]:
    """The figures that must be read from such a reply, with a total also that of the whole period."""
    stated = {Period.parse(period): value for period, value in figures.items()}
    if layout is Layout.QUARTERS_AND_TOTAL and len(stated) > 1:
        whole = Period(min(stated).year, min(stated).first, max(stated).last)
        stated[whole] = (sum(value[0] for value in stated.values()), sum(value[1] for value in stated.values()))
    return tuple(Figure(period, *stated[period]) for period in sorted(stated))


def _period(whole: Period, layout: Layout) -> str:
    if layout in (Layout.NUMBER_BESIDE, Layout.QUARTERS_AND_TOTAL):
        return f"{whole.start:%d.%m.%y}–{whole.end:%d.%m.%y}"
    start, end = (f"{day.day} {calendar.month_name[day.month]} {day.year}" for day in (whole.start, whole.end))
    return f"from {start} to {end}" if layout is Layout.NUMBER_BELOW else f"{start} to {end}"


def _numbers(stated: list[tuple[Period, Value]], measure: int, layout: Layout) -> str:
    values = [value[measure] for _, value in stated]
    if layout is Layout.NUMBER_BESIDE:
        return f" {values[0]}"
    if layout is Layout.NUMBER_BELOW:
        return f"\n{values[0]}"
    dash = "—" if layout is Layout.QUARTERS else "–"
    lines = [f"\nQ{period.first} {dash} {value}" for (period, _), value in zip(stated, values, strict=True)]
    if layout is Layout.QUARTERS_AND_TOTAL:
        lines.append(f"\nTotal: {sum(values)}")
    return "".join(lines)


def wrap(text: str, chance: random.Random) -> str:
    """Lines wrapped at some width, as email programs do."""
    width = chance.randint(12, 72)
    return re.sub(rf"(.{{1,{width}}})(?: |$)", r"\1\n", text, flags=re.MULTILINE)


def join_lines(text: str, chance: random.Random) -> str:
    """One long line, as in a form field."""
    return re.sub(r"\s+", " ", text)


def lose_blanks(text: str, chance: random.Random) -> str:
    """Some blanks removed around dashes and colons."""
    return re.sub(" ?([—–:]) ?", lambda match: match[1] if chance.random() < 0.5 else match[0], text)


def gain_blanks(text: str, chance: random.Random) -> str:
    """Other blanks, more blanks, blanks at the ends of lines."""
    kinds = [" ", "  ", "\u00a0", "\u2009", "\u202f", " \u00a0"]
    text = re.sub(" ", lambda _: chance.choice(kinds), text)
    return re.sub("\n", lambda _: chance.choice(["\n", "  \n", "\n\n", "\n   \n"]), text)


def other_dashes(text: str, chance: random.Random) -> str:
    return re.sub("[—–]", lambda _: chance.choice("—–-−‒―‑"), text)


def quote(text: str, chance: random.Random) -> str:
    """Quoted in an answer, one or two levels deep."""
    mark = chance.choice(["> ", ">", ">> ", "> > ", "| "])
    return "\n".join(mark + line for line in text.split("\n"))


def fence(text: str, chance: random.Random) -> str:
    return f"```{chance.choice(['', 'text'])}\n{text}\n```"


def bold(text: str, chance: random.Random) -> str:
    """Numbers, labels or whole lines between bold marks."""
    mark = chance.choice(["**", "__", "*", "`"])
    pattern = chance.choice([r"(?m)(?<= )[0-9]+$", r"(?m)^[A-Z].+$", r"Q[1-4]", r"Affected users:", r"(?m)[0-9]+$"])
    return re.sub(pattern, lambda match: f"{mark}{match[0]}{mark}", text)


def link(text: str, chance: random.Random) -> str:
    return text.replace("Privacy Policy", "[Privacy Policy](https://telegram.org/privacy#8-3-law-enforcement)")


def windows(text: str, chance: random.Random) -> str:
    return text.replace("\n", chance.choice(["\r\n", "\r", "\u2028"]))


def hide(text: str, chance: random.Random) -> str:
    """Invisible characters around words."""
    hidden = ["\u200b", "\u200e", "\u200f", "\u2066", "\u2069", "\ufeff", "\u00ad"]
    return re.sub(r"\b(?![0-9])", lambda _: chance.choice(hidden) if chance.random() < 0.2 else "", text)


def surround(text: str, chance: random.Random) -> str:
    """Text that a person adds before and after."""
    before = [
        "Hi all, I asked the bot on 12.07.2025:",
        "## Report",
        "My country's numbers (2 tries)",
        "Привет! Вот:",
        "👋",
    ]
    after = ["Hope it helps!", "Sent from my phone", "Спасибо", "(asked at 10:41)", "@somebody please add", "🙂"]
    return f"{chance.choice(before)}\n\n{text}\n\n{chance.choice(after)}"


def from_chat(text: str, chance: random.Random) -> str:
    """Several messages as Telegram copies them."""
    line = chance.choice(["Transparency Report, [12.07.25 10:41]", "Transparency:\n[12.07.2025, 10:41:07]"])
    return f"A. Person, [12.07.25 10:40]\n/start\n\n{line}\n{text}\n\nA. Person, [12.07.25 10:42]\nthanks"


def separate(text: str, chance: random.Random) -> str:
    """Long numbers with a thousands separator."""
    mark = chance.choice([",", ".", "'", "’", " ", "\u00a0", "\u202f"])

    def grouped(match: re.Match[str]) -> str:
        return f"{int(match[0]):,}".replace(",", mark)

    return re.sub(r"(?m)(?<=[—–:] )[0-9]{4,}$|^[0-9]{4,}$", grouped, text)


def other_digits(text: str, chance: random.Random) -> str:
    """The digits of another script throughout."""
    zero = ord(chance.choice("٠۰०০๐០０𝟎"))
    return re.sub("[0-9]", lambda match: chr(zero + int(match[0])), text)


def capitals(text: str, chance: random.Random) -> str:
    return text.upper() if chance.random() < 0.5 else text.lower()


HARMLESS: tuple[Damage, ...] = (
    join_lines, gain_blanks, other_dashes, quote, fence, link, windows, hide, surround, from_chat, separate,
    other_digits,
)  # fmt: skip
"""The damages after which a reply can still be read, if only one of them happens."""

DAMAGES: tuple[Damage, ...] = (*HARMLESS, wrap, lose_blanks, bold, capitals)

NO_DIGITS = (
    "".join(chr(code) for code in range(32, 127) if not chr(code).isdigit())
    + "\n\t\r—–−QTq…’«»½²①\u00a0\u200b\u200fжé漢"
)


def fuzz(text: str, chance: random.Random) -> str:
    """A few characters other than digits removed, inserted or moved, in any place."""
    for _ in range(chance.randint(1, 8)):
        position = chance.randrange(len(text))
        kind = chance.random()
        if kind < 0.4:
            text = text[:position] + chance.choice(NO_DIGITS) + text[position:]
        elif kind < 0.8 and not text[position].isdigit():
            text = text[:position] + text[position + 1 :] or " "
        elif kind > 0.8 and not text[max(position - 1, 0) : position + 1].isdigit():
            text = (text[:position] if kind < 0.9 else text[position:]) or " "
    return text
