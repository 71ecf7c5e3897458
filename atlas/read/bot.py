"""data/bot.yaml -> how the bot writes; written by maintainers, YAML with its usual types."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from atlas.model import FIRST_QUARTER, Alias, Bot, Labels, Ocr, Sentences, Shapes, Table
from atlas.problems import Location, Problem
from atlas.read.project import LOADER, Unreadable

PATH = "data/bot.yaml"


def read(root: Path, statements: Table) -> Bot:
    """The file as a record, every pattern compiled once; Unreadable if a key is missing, unknown or of another type.

    The first year and the largest number are not in the file: the model and the schema of `statements` define them.
    """
    try:
        text = (root / PATH).read_text(encoding="utf-8")
        values = yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader
        lines = _lines_of_aliases(yaml.compose(text, Loader=LOADER))
        bot = _bot(values, lines, statements.field("requests").constraints["maximum"])
        for pattern in _patterns(bot):
            re.compile(pattern)
    except (OSError, yaml.YAMLError, re.error, ValueError, TypeError, KeyError, AttributeError) as error:
        reason = " ".join(str(error).split())
        message = f"the file must exist, be valid YAML and have every key that reading replies needs: {reason}"
        raise Unreadable(Problem(Location(PATH), "bot", message)) from error
    return bot


def _bot(values: dict[str, Any], lines: dict[str, int], largest: int) -> Bot:
    aliases = tuple(
        Alias(str(name), str(iso3), Location(PATH, lines.get(str(iso3), 1)))
        for iso3, names in values.pop("aliases").items()
        for name in names
    )
    quarters = tuple((int(first), int(last), int(day)) for first, last, day in values.pop("quarters"))
    sentences = {
        name: text.replace("{first_year}", str(FIRST_QUARTER.year)).replace("{largest}", str(largest))
        for name, text in values.pop("sentences").items()
    }
    return Bot(
        first_year=FIRST_QUARTER.year,
        largest=largest,
        quarters=quarters,
        months=tuple(tuple(names) for names in values.pop("months")),
        cleaning=_pairs(values.pop("cleaning")),
        labels=Labels(**values.pop("labels")),
        dates=_pairs(values.pop("dates")),
        shapes=Shapes(**values.pop("shapes")),
        ocr=_ocr(values["ocr"]["labels"], values.pop("ocr")["cleaning"]),
        sentences=Sentences(**sentences),
        your_country=tuple(values.pop("your_country")),
        aliases=aliases,
        **values,
    )


def _ocr(labels: dict[str, str], cleaning: list[list[str]]) -> Ocr:
    unknown = labels.keys() - Labels.__dataclass_fields__.keys()
    if unknown:
        raise ValueError(f"no labels: {', '.join(sorted(unknown))}")
    return Ocr(_pairs(cleaning), labels)


def _pairs(values: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(first), str(second)) for first, second in values)


def _patterns(bot: Bot) -> Iterator[str]:
    yield from (pattern for pattern, _ in (*bot.cleaning, *bot.ocr.cleaning))
    yield from (pattern for _, pattern in bot.dates)
    yield from (getattr(bot.labels, name) for name in Labels.__dataclass_fields__)
    yield from (getattr(bot.shapes, name) for name in Shapes.__dataclass_fields__)
    yield from bot.ocr.labels.values()


def _lines_of_aliases(tree: yaml.Node | None) -> dict[str, int]:
    """The line on which the names of each country stand; ValueError for two, of which YAML would drop one."""
    assert isinstance(tree, yaml.MappingNode)
    (names,) = [node for key, node in tree.value if key.value == "aliases"]
    lines: dict[str, int] = {}
    for key, _ in names.value:
        if key.value in lines:
            raise ValueError(f"{key.value} stands on the lines {lines[key.value]} and {key.start_mark.line + 1}")
        lines[key.value] = key.start_mark.line + 1
    return lines
