"""What the data page promises to scripts: columns keep their name, place and type; new ones come last."""

import csv
import io
from pathlib import Path

import pytest
import yaml

from atlas import tables
from tests.conftest import PROJECT, TESTS

STEPS = """
A column of schema/{table}.yaml is not as tests/promise/columns.yaml promises. Scripts of researchers would break.
  - A new column: put it last in the schema, and add its line last in columns.yaml.
  - A column that must go, move or change its type: first announce it under "Announced at present" in
    site/content/data.md, and in the notes of a release; keep it for six months; only then change both files.
"""

PROMISED: dict[str, dict[str, str]] = yaml.safe_load((TESTS / "promise" / "columns.yaml").read_text(encoding="utf-8"))


def test_every_published_table_is_promised_and_no_other() -> None:
    assert list(PROMISED) == list(tables.PUBLISHED)


@pytest.mark.parametrize("table", PROMISED)
def test_columns_keep_their_name_place_and_type(table: str) -> None:
    schema = yaml.safe_load((PROJECT / "schema" / f"{table}.yaml").read_text(encoding="utf-8"))
    columns = [(field["name"], field["type"]) for field in schema["fields"]]
    assert columns == list(PROMISED[table].items()), STEPS.format(table=table)


@pytest.mark.parametrize("table", PROMISED)
def test_the_files_have_the_columns_that_are_promised(table: str, tiny_site: Path) -> None:
    text = (tiny_site / "data" / f"{table}.csv").read_text(encoding="utf-8")
    assert next(csv.reader(io.StringIO(text, newline=""))) == list(PROMISED[table])


def test_the_data_page_says_what_is_promised() -> None:
    text = (PROJECT / "site" / "content" / "data.md").read_text(encoding="utf-8")
    told = text.partition("## What may change, and what may not")[2]
    assert ("New columns are only added after the last one" in told, "\nAnnounced at present: " in told) == (True, True)
