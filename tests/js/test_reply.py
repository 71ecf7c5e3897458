"""The scripts read replies as the check does."""

import random
from typing import Any

from atlas import reply
from atlas.reply.reader import fold
from tests import bot_replies
from tests.js import node
from tests.test_reply import BOT, COUNTRIES, FULL_REPLY, READER, VECTORS, random_replies

NAMES = node.examples("names")


def read_in_javascript(texts: list[str]) -> list[dict[str, Any]]:
    return node.call("read", [[text] for text in texts], node.READER_JSON)


def read_in_python(texts: list[str]) -> list[dict[str, Any]]:
    return [as_json(*reply.read(text, READER)) for text in texts]


def as_json(readings: tuple[reply.Reading, ...], refusals: tuple[str, ...]) -> dict[str, Any]:
    return {
        "readings": [
            {
                "iso3": reading.iso3,
                "country": reading.country,
                "figures": [node.stated(figure) for figure in reading.figures],
            }
            for reading in readings
        ],
        "refusals": list(refusals),
    }


def test_every_example_is_read_alike() -> None:
    texts = [vector.text for vector in VECTORS]
    assert read_in_javascript(texts) == read_in_python(texts)


def test_1000_damaged_replies_and_500_random_texts_are_read_alike() -> None:
    chance = random.Random(9)
    texts = []
    for text, _ in random_replies(1000):
        for damage in chance.choices([*bot_replies.DAMAGES, bot_replies.fuzz], k=chance.randint(0, 3)):
            text = damage(text, chance)  # noqa: PLW2901 - damaged again and again
        texts.append(text)
    for _ in range(500):
        noise = "".join(chr(chance.choice([chance.randrange(0x250), chance.randrange(0xD800)])) for _ in range(20))
        position = chance.randrange(len(FULL_REPLY))
        texts.append(FULL_REPLY[:position] + noise + FULL_REPLY[position:])
    results = zip(texts, read_in_javascript(texts), read_in_python(texts), strict=True)
    assert [result for result in results if result[1] != result[2]] == []


def test_texts_at_the_limit_and_beyond_are_answered_alike() -> None:
    texts = [character * length for character in " Q🙂" for length in (BOT.longest, BOT.longest + 1)]
    texts += [part * (BOT.longest // len(part)) for part in ("Affected users: ", "1\t", "[<a>> ", "\n", "- ")]
    assert read_in_javascript(texts) == read_in_python(texts)


def test_spellings_of_a_name_are_equal_once_they_are_folded() -> None:
    spellings = {spelling: example["folded"] for example in NAMES for spelling in example["spellings"]}
    assert [fold(spelling) for spelling in spellings] == list(spellings.values())
    assert node.call("fold", [[spelling] for spelling in spellings]) == list(spellings.values())


def test_all_names_of_countries_are_folded_alike() -> None:
    names = [name for country in COUNTRIES.values() for name in (country.name, country.name_in_text)]
    names += [alias.name for alias in BOT.aliases]
    assert node.call("fold", [[name] for name in names]) == [fold(name) for name in names]
