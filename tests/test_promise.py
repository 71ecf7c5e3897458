"""The promise of the data page: columns keep their name, position and type; new ones come last."""

import csv
import io
from pathlib import Path

import pytest
import yaml

from atlas import tables
from tests.conftest import PROJECT, TESTS

STEPS = """
A column of schema/{table}.yaml differs from the promise in tests/promise/columns.yaml. Scripts would break.
  - To add a column: add it at the end of the schema and of its table in columns.yaml.
  - To remove or move a column, or to change its type: first announce it in place of
    "No changes are announced at present." in site/content/data.md and in the notes of a release; wait six months; then
    change both files.
"""

PROMISED: dict[str, dict[str, str]] = yaml.safe_load((TESTS / "promise" / "columns.yaml").read_text(encoding="utf-8"))


def test_the_promise_covers_every_published_table_and_no_other() -> None:
    assert list(PROMISED) == list(tables.PUBLISHED)


@pytest.mark.parametrize("table", PROMISED)
def test_columns_keep_their_name_position_and_type(table: str) -> None:
    schema = yaml.safe_load((PROJECT / "schema" / f"{table}.yaml").read_text(encoding="utf-8"))
    columns = [(field["name"], field["type"]) for field in schema["fields"]]
    assert columns == list(PROMISED[table].items()), STEPS.format(table=table)


@pytest.mark.parametrize("table", PROMISED)
def test_the_files_have_the_promised_columns(table: str, tiny_site: Path) -> None:
    text = (tiny_site / "data" / f"{table}.csv").read_text(encoding="utf-8")
    assert next(csv.reader(io.StringIO(text, newline=""))) == list(PROMISED[table])


def test_the_data_page_states_the_promise() -> None:
    text = (PROJECT / "site" / "content" / "data.md").read_text(encoding="utf-8")
    promise = text.partition("## What may change, and what may not")[2]
    assert (
        "New columns are only added after the last one" in promise,
        "\nNo changes are announced at present." in promise,
    ) == (
        True,
        True,
    )
