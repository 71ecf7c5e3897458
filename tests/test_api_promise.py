"""What the API promises to programs: keys keep their name, place and type; new ones come last, in a new version."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from atlas import api
from tests.conftest import PROJECT, TESTS

Json = Any

PROMISE = TESTS / "promise" / "api.yaml"
STEPS = """
The keys of the API are not as tests/promise/api.yaml promises. Programs that read api/v1/ would break.
  - A new key: put it behind the others of its object, raise the minor of SCHEMA_VERSION in atlas/api/answers.py, and
    write it into api.yaml in a section of that version of its own. A new column of a table is a new key, too. Tell of
    it in the notes of the next release.
  - A key that must go, move or change its type: that is api/v2/. First announce it under "Announced at present" in
    site/content/data.md; then build v2 beside v1, which stays for at least a year more.
"""

Keys = dict[str, dict[str, str]]


def keys(schema: Json, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    """For a place and each object inside it: its keys in order with their types."""
    nested: list[tuple[Json, str]] = []
    found = {}
    for key, value in schema["properties"].items():
        member = value["items"] if value.get("type") == "array" else value
        found[key] = ("list of " if member is not value else "") + type_of(member)
        if "properties" in member:
            nested.append((member, f"{place}.{key}"))
    yield place, found
    for member, inside in nested:
        yield from keys(member, inside)


def type_of(schema: Json) -> str:
    if "anyOf" in schema:
        return " | ".join(type_of(each) for each in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " | ".join("date" if schema.get("format") == "date" and name == "string" else name for name in names)


def together(sections: dict[str, Keys]) -> Keys:
    """All sections in their order: a later one adds keys behind those of earlier ones."""
    found: Keys = {}
    for section in sections.values():
        for place, added in section.items():
            assert not found.get(place, {}).keys() & added.keys(), f"{place}: a later section may only add"
            found.setdefault(place, {}).update(added)
    return found


def differences(promised: Keys, there: Keys) -> list[str]:
    """The places whose keys are not, in order and type, those promised."""
    return [
        place
        for place in dict.fromkeys((*promised, *there))
        if list(promised.get(place, {}).items()) != list(there.get(place, {}).items())
    ]


@pytest.fixture(scope="session")
def description(tiny_site: Path) -> Json:
    return json.loads((tiny_site / "api" / "v1" / "openapi.json").read_bytes())


@pytest.fixture(scope="session")
def promised() -> dict[str, Keys]:
    found: dict[str, Keys] = yaml.safe_load(PROMISE.read_text(encoding="utf-8"))
    return found


def test_keys_keep_their_name_place_and_type(promised: dict[str, Keys], description: Json) -> None:
    components = description["components"]["schemas"]
    there = dict(pair for name, schema in components.items() for pair in keys(schema, name))
    assert differences(together(promised), there) == [], STEPS


def test_the_version_is_that_of_the_newest_keys(promised: dict[str, Keys]) -> None:
    assert list(promised) == [f"1.{minor}" for minor in range(len(promised))], STEPS
    assert list(promised)[-1] == api.SCHEMA_VERSION, STEPS


def test_a_key_that_goes_moves_or_changes_its_type_breaks_the_promise() -> None:
    keys_of_a = {"x": "integer", "y": "string | null"}
    assert differences({"a": keys_of_a}, {"a": dict(keys_of_a)}) == []
    assert differences({"a": keys_of_a}, {"a": {"x": "integer"}}) == ["a"]
    assert differences({"a": keys_of_a}, {"a": keys_of_a | {"x": "number"}}) == ["a"]
    assert differences({"a": keys_of_a}, {"a": {"y": "string | null", "x": "integer"}}) == ["a"]
    assert differences({"a": keys_of_a}, {"a": keys_of_a | {"z": "date"}}) == ["a"]
    assert differences({"a": keys_of_a}, {"a": keys_of_a, "b": {"x": "date"}}) == ["b"]
    assert together({"1.0": {"a": {"x": "date"}}, "1.1": {"a": {"y": "date"}}}) == {"a": {"x": "date", "y": "date"}}


def test_the_description_and_the_data_page_promise_the_same(description: Json) -> None:
    page = (PROJECT / "site" / "content" / "data.md").read_text(encoding="utf-8")
    for text in (page, description["info"]["description"]):
        told = " ".join(text.split())
        assert [words for words in ("keys are only ever added", "for at least a year") if words not in told] == []
