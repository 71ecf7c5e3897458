"""A pasted text -> the same with plain blanks, digits and dashes, and without markup around the bot's words."""

import re

from atlas.reply.reader import Grammar, Reader

BEYOND = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")
"""Characters that JavaScript counts as two, and halves of such; no reply contains any."""

HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff\U00010000-\U0010ffff]+"
)

BLANK = "[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"

LONGEST_SHOWN = 40


def clean(text: str, reader: Reader, grammar: Grammar) -> str:
    """The text after all replacements of data/bot.yaml, made in their order."""
    text = BEYOND.sub("□", text.translate(reader.digits))
    for pattern, replacement in grammar.cleaning:
        text = pattern.sub(lambda match, new=replacement: new.replace("$&", match[0]), text)  # type: ignore[misc]
    return text.strip(" \n")


def quote(text: str, reader: Reader) -> str:
    """The beginning of the text that was there instead, as a sentence quotes it."""
    text = re.sub("[ \n]+", " ", text[: 2 * LONGEST_SHOWN]).strip(" ")
    if not text:
        return reader.sentences.end_of_text
    return f"“{text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + '…'}”"


def tidy(text: str) -> str:
    """A pasted text as a report keeps it: one kind of line end, no hidden characters, no blanks around lines."""
    text = HIDDEN.sub("", re.sub("\r\n?|[\v\f\x85\u2028\u2029]", "\n", text).replace("\t", " "))
    lines = [line.strip(" ") for line in re.sub(f"{BLANK}+", " ", text).split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
