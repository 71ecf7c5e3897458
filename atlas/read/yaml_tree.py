"""YAML text -> a tree of scalars and mappings that keeps the line of every key, and the problems of its structure.

Nothing is typed here (`NO` is Norway, not false). What YAML allows beyond plain mappings of text is a problem: a
report must read the same for a person, for this reader and for any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from atlas.problems import Location, Problem, quoted

DEEPEST = 3  # a report is a mapping of periods to figures within a mapping
LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C one is seven times faster


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text and the line on which it begins."""

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
    """A list, or something nested too deeply: nothing that a report may hold."""

    line: int


Node = Scalar | Mapping | Other


def read(path: str, text: str) -> tuple[Node | None, list[Problem]]:
    """The one document of a text, or None if it holds none that can be read."""
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


def _syntax_problem(path: str, line: int, text: str, found: str) -> Problem:
    lines = text.split("\n")
    indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())] if line <= len(lines) else ""
    if "\t" in indent:
        return Problem(Location(path, line), "tab", "a line must be indented with spaces, not with a tab")
    message = f"the file must be valid YAML, laid out as the example in CONTRIBUTING.md; here: {found}"
    return Problem(Location(path, line), "yaml-syntax", message)


def _document(events: Iterator[yaml.Event], path: str, problems: list[Problem]) -> Node | None:
    node: Node | None = None
    for event in events:
        if not isinstance(event, yaml.NodeEvent):
            continue
        if node is not None:
            problems.append(
                Problem(Location(path, _line(event)), "yaml-syntax", "a file must hold one YAML document, not several")
            )
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
            message = f"a key must stand once; {quoted(key.text)} stands on line {first} too. Keep one of them"
            problems.append(Problem(Location(path, key.line), "duplicate-key", message))
        else:
            mapping.items[key.text] = node
            mapping.key_lines[key.text] = key.line
    return mapping


def _skip_collection(events: Iterator[yaml.Event]) -> None:
    """Pass over what is nested, without recursion, so that no depth of it can do harm."""
    depth = 1
    while depth:
        event = next(events)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _require_plain(event: yaml.NodeEvent, location: Location, problems: list[Problem]) -> None:
    if isinstance(event, yaml.AliasEvent):
        message = f"a value must be written out, not referred to as *{event.anchor}"
        problems.append(Problem(location, "yaml-alias", message))
    elif event.anchor is not None:
        message = f"a value must stand without an anchor; remove &{event.anchor}"
        problems.append(Problem(location, "yaml-anchor", message))
    if getattr(event, "tag", None) is not None:
        message = f"a value must stand without a tag; remove {quoted(str(getattr(event, 'tag', '')))}"
        problems.append(Problem(location, "yaml-tag", message))
