"""What every column of a published table must have in its schema."""

from typing import Any

import pytest
import yaml

from atlas import prose, tables
from atlas.model import Kind
from tests.conftest import PROJECT

COLUMNS: list[tuple[str, dict[str, Any]]] = [
    (table, field)
    for table in tables.PUBLISHED
    for field in yaml.safe_load((PROJECT / "schema" / f"{table}.yaml").read_text(encoding="utf-8"))["fields"]
]
every_column = pytest.mark.parametrize(("table", "field"), COLUMNS, ids=[f"{t}.{f['name']}" for t, f in COLUMNS])


def codes(field: dict[str, Any]) -> list[str]:
    """The possible values of a column that are codes; the others, such as Africa, are names."""
    return [value for value in field.get("constraints", {}).get("enum", []) if value == value.lower()]


@every_column
def test_a_column_has_a_title_description_and_example(table: str, field: dict[str, Any]) -> None:
    assert [key for key in ("title", "description", "example") if field.get(key) in (None, "")] == [], table


@every_column
def test_a_number_has_a_unit(table: str, field: dict[str, Any]) -> None:
    assert field["type"] not in ("integer", "number") or field.get("unit"), table


@every_column
def test_an_example_is_a_possible_value(table: str, field: dict[str, Any]) -> None:
    example, values = field["example"], field.get("constraints", {}).get("enum")
    types: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "boolean": (bool,)}
    assert isinstance(example, types.get(field["type"], (str,))), table
    assert values is None or example in values, table


@every_column
def test_every_code_has_a_label_of_its_own(table: str, field: dict[str, Any]) -> None:
    labels = field.get("labels", {})
    assert (list(labels), len(set(labels.values()))) == (codes(field), len(codes(field))), table


def test_a_code_has_the_same_label_in_every_table() -> None:
    labels: dict[tuple[str, str], set[str]] = {}
    for _, field in COLUMNS:
        for code, label in field.get("labels", {}).items():
            labels.setdefault((field["name"], code), set()).add(label)
    assert {key: names for key, names in labels.items() if len(names) > 1} == {}


def test_kinds_of_reports_have_the_same_names_in_the_tables_and_on_the_pages() -> None:
    (labels,) = (field["labels"] for table, field in COLUMNS if (table, field["name"]) == ("reports", "kind"))
    assert labels == {kind: prose.describe_kind(kind) for kind in Kind}
