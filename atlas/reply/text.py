"""A pasted text -> the same with plain blanks, digits and dashes, and without markup around the bot's words."""

import re

from atlas.reply.reader import Grammar, Reader

BEYOND = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")
"""Characters that JavaScript counts as two, and halves of such; no reply contains any."""

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
        return reader.bot.sentences.end_of_text
    return f"“{text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + '…'}”"
