"""YAML text -> a tree of scalars and mappings that keeps the line of every key, and the problems of its structure.

Nothing is typed here (`NO` is Norway, not false). Anything in YAML beyond plain mappings of text is a problem: a report
must mean the same to a person, to this parser and to any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from atlas.problems import Location, Problem, quoted

DEEPEST = 3  # a report maps `figures` to a mapping of periods to mappings of counts
LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C one is seven times faster


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text and the line on which it begins."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their nodes, in the order of the file."""

    items: "dict[str, Node]"
    key_lines: dict[str, int]
    line: int


@dataclass(frozen=True, slots=True)
class Other:
    """A list, or a mapping that is nested too deeply; a report may contain neither."""

    line: int


Node = Scalar | Mapping | Other


def read(path: str, text: str) -> tuple[Node | None, list[Problem]]:
    """The only document of a text; None if there is none, or if it is not valid YAML."""
    problems: list[Problem] = []
    try:
        events = yaml.parse(text, Loader=LOADER)
        node = _document(events, path, problems)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return None, [*problems, _syntax_problem(path, line, text, error.problem or str(error))]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, [*problems, _syntax_problem(path, line, text, "a character that YAML does not allow")]
    return node, problems


def _syntax_problem(path: str, line: int, text: str, reason: str) -> Problem:
    lines = text.split("\n")
    indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())] if line <= len(lines) else ""
    if "\t" in indent:
        return Problem(Location(path, line), "tab", "a line must be indented with spaces, not with a tab")
    message = f"the file must be valid YAML, laid out as the example in CONTRIBUTING.md; here: {reason}"
    return Problem(Location(path, line), "yaml-syntax", message)


def _document(events: Iterator[yaml.Event], path: str, problems: list[Problem]) -> Node | None:
    node: Node | None = None
    for event in events:
        if not isinstance(event, yaml.NodeEvent):
            continue
        if node is not None:
            message = "the file must contain one YAML document, not several"
            problems.append(Problem(Location(path, _line(event)), "yaml-syntax", message))
            break
        node = _node(event, events, path, problems, depth=1)
    return node


def _node(event: yaml.NodeEvent, events: Iterator[yaml.Event], path: str, problems: list[Problem], depth: int) -> Node:
    line = _line(event)
    _require_plain(event, Location(path, line), problems)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(event.value, line)
    if isinstance(event, yaml.MappingStartEvent) and depth <= DEEPEST:
        return _mapping(events, path, problems, depth, line)
    if isinstance(event, yaml.CollectionStartEvent):
        _skip_collection(events)
    return Other(line)


def _mapping(events: Iterator[yaml.Event], path: str, problems: list[Problem], depth: int, line: int) -> Mapping:
    mapping = Mapping({}, {}, line)
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        assert isinstance(event, yaml.NodeEvent)
        key = _node(event, events, path, problems, DEEPEST + 1)
        value = next(events)
        assert isinstance(value, yaml.NodeEvent)
        node = _node(value, events, path, problems, depth + 1)
        if not isinstance(key, Scalar):
            message = "a key must be a plain word or period"
            problems.append(Problem(Location(path, key.line), "layout", message))
        elif key.text in mapping.items:
            first = mapping.key_lines[key.text]
            message = f"a key must not appear twice; {quoted(key.text)} is also on line {first}. Keep one of them"
            problems.append(Problem(Location(path, key.line), "duplicate-key", message))
        else:
            mapping.items[key.text] = node
            mapping.key_lines[key.text] = key.line
    return mapping


def _skip_collection(events: Iterator[yaml.Event]) -> None:
    """Skip a nested collection, without recursion, so that no depth of nesting overflows the stack."""
    depth = 1
    while depth:
        event = next(events)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _require_plain(event: yaml.NodeEvent, location: Location, problems: list[Problem]) -> None:
    if isinstance(event, yaml.AliasEvent):
        message = f"a value must be written out, not be the alias *{event.anchor}"
        problems.append(Problem(location, "yaml-alias", message))
    elif event.anchor is not None:
        message = f"a value must not have an anchor; remove &{event.anchor}"
        problems.append(Problem(location, "yaml-anchor", message))
    if getattr(event, "tag", None) is not None:
        message = f"a value must not have a tag; remove {quoted(str(getattr(event, 'tag', '')))}"
        problems.append(Problem(location, "yaml-tag", message))
