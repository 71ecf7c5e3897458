"""The promise of the API: keys keep their name, position and type; new ones come last, in a new version."""

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
The keys of the API differ from the promise in tests/promise/api.yaml. Programs that read api/v1/ would break.
  - To add a key: add it after the others of its object, increase the minor version of SCHEMA_VERSION in
    atlas/api/answers.py, and list the key in api.yaml in a new section for that version. A new column of a table is a
    new key, too. Mention it in the notes of the next release.
  - To remove or move a key, or to change its type: this requires api/v2/. First announce it under "Announced at
    present" in site/content/data.md; then build v2 beside v1, which stays for at least a year.
"""

Keys = dict[str, dict[str, str]]


def keys(schema: Json, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The path of an object and of each object inside it, with their keys in order and the types of these."""
    nested: list[tuple[Json, str]] = []
    types = {}
    for key, value in schema["properties"].items():
        member = value["items"] if value.get("type") == "array" else value
        types[key] = ("list of " if member is not value else "") + type_of(member)
        if "properties" in member:
            nested.append((member, f"{path}.{key}"))
    yield path, types
    for member, inside in nested:
        yield from keys(member, inside)


def type_of(schema: Json) -> str:
    if "anyOf" in schema:
        return " | ".join(type_of(choice) for choice in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " | ".join("date" if schema.get("format") == "date" and name == "string" else name for name in names)


def merge(sections: dict[str, Keys]) -> Keys:
    """The keys of all sections. Later sections add keys after those of earlier ones."""
    merged: Keys = {}
    for section in sections.values():
        for path, added in section.items():
            assert not merged.get(path, {}).keys() & added.keys(), f"{path}: a later section may only add keys"
            merged.setdefault(path, {}).update(added)
    return merged


def differences(promised: Keys, published: Keys) -> list[str]:
    """The paths of the objects whose keys differ in name, order or type from those promised."""
    return [
        path
        for path in dict.fromkeys((*promised, *published))
        if list(promised.get(path, {}).items()) != list(published.get(path, {}).items())
    ]


@pytest.fixture(scope="session")
def description(tiny_site: Path) -> Json:
    return json.loads((tiny_site / "api" / "v1" / "openapi.json").read_bytes())


@pytest.fixture(scope="session")
def promised() -> dict[str, Keys]:
    sections: dict[str, Keys] = yaml.safe_load(PROMISE.read_text(encoding="utf-8"))
    return sections


def test_keys_keep_their_name_position_and_type(promised: dict[str, Keys], description: Json) -> None:
    components = description["components"]["schemas"]
    published = dict(pair for name, schema in components.items() for pair in keys(schema, name))
    assert differences(merge(promised), published) == [], STEPS


def test_the_version_is_that_of_the_newest_keys(promised: dict[str, Keys]) -> None:
    assert list(promised) == [f"1.{minor}" for minor in range(len(promised))], STEPS
    assert list(promised)[-1] == api.SCHEMA_VERSION, STEPS


def test_a_removed_moved_or_retyped_key_breaks_the_promise() -> None:
    keys_of_a = {"x": "integer", "y": "string | null"}
    assert differences({"a": keys_of_a}, {"a": dict(keys_of_a)}) == []
    assert differences({"a": keys_of_a}, {"a": {"x": "integer"}}) == ["a"]
    assert differences({"a": keys_of_a}, {"a": keys_of_a | {"x": "number"}}) == ["a"]
    assert differences({"a": keys_of_a}, {"a": {"y": "string | null", "x": "integer"}}) == ["a"]
    assert differences({"a": keys_of_a}, {"a": keys_of_a | {"z": "date"}}) == ["a"]
    assert differences({"a": keys_of_a}, {"a": keys_of_a, "b": {"x": "date"}}) == ["b"]
    assert merge({"1.0": {"a": {"x": "date"}}, "1.1": {"a": {"y": "date"}}}) == {"a": {"x": "date", "y": "date"}}


def test_the_description_and_the_data_page_promise_the_same(description: Json) -> None:
    page = (PROJECT / "site" / "content" / "data.md").read_text(encoding="utf-8")
    for text in (page, description["info"]["description"]):
        promise = " ".join(text.split())
        assert [phrase for phrase in ("keys are only ever added", "for at least a year") if phrase not in promise] == []


def test_the_description_says_since_when_names_are_stable(description: Json) -> None:
    text = " ".join(description["info"]["description"].split())
    assert (
        "Some names were changed before the first announcement of the data. From now on, this promise applies" in text
    )
