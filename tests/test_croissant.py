"""The description for machine-learning tools, read by the reference implementation over loopback."""

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from atlas import tables
from atlas.sources import SOURCES
from tests.conftest import PROJECT, Loopback

# Each record set is read from a new Dataset, because mlcroissant 1.1 cannot read one that was the target of a reference
# before: it yields the names of the columns. The parser of paths takes most of the time unless it is cached.
READ = """
import functools, json, sys
import jsonpath_rw
jsonpath_rw.parse = functools.cache(jsonpath_rw.parse)
import mlcroissant, pandas

def plain(value):
    return value.decode() if isinstance(value, bytes) else str(value) if isinstance(value, pandas.Timestamp) else value

address = sys.argv[1]
metadata = mlcroissant.Dataset(address).metadata
issues = metadata.ctx.issues
records = {}
for table in metadata.record_sets:
    rows = mlcroissant.Dataset(address).records(table.id)
    records[table.id] = [{key: plain(value) for key, value in row.items()} for row in rows]
problems = [*issues.errors, *issues.warnings]
print(json.dumps({"standard": metadata.ctx.conforms_to.value, "problems": problems, "records": records}))
"""


def described(site: Path) -> dict[str, Any]:
    description: dict[str, Any] = json.loads((site / "data" / "croissant.json").read_bytes())
    return description


@pytest.fixture(scope="module")
def loaded(loopback: Loopback, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The records that mlcroissant loads from the site, with dates as it writes them."""
    cache = tmp_path_factory.mktemp("croissant")  # otherwise it would reuse files of an earlier run at the same port
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", READ, f"{loopback.address}data/croissant.json"],
        env={**os.environ, "CROISSANT_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "WARN" in line.upper() or "ERROR" in line.upper()] == []
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_reference_implementation_reports_no_problem(loaded: dict[str, Any]) -> None:
    assert (loaded["standard"], loaded["problems"]) == ("http://mlcommons.org/croissant/1.1", [])


@pytest.mark.parametrize("table", sorted(tables.PUBLISHED))
def test_its_records_are_those_of_the_table_cell_by_cell(
    table: str, loaded: dict[str, Any], loopback: Loopback
) -> None:
    fields = yaml.safe_load((PROJECT / "schema" / f"{table}.yaml").read_text(encoding="utf-8"))["fields"]
    dates = {field["name"] for field in fields if field["type"] == "date"}
    published = json.loads((loopback.site / "data" / f"{table}.json").read_bytes())
    expected = [
        {
            f"{table}/{name}": f"{value} 00:00:00" if value and name in dates else value  # its only type for a day
            for name, value in record.items()
        }
        for record in published
    ]
    assert loaded["records"][table] == expected


def test_the_files_are_named_by_their_addresses_and_checksums(loopback: Loopback) -> None:
    names = [f"{table}.{end}" for table in tables.PUBLISHED for end in ("csv", "json")]
    contents = {name: (loopback.site / "data" / name).read_bytes() for name in names}
    assert described(loopback.site)["distribution"] == [
        {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "contentUrl": f"{loopback.address}data/{name}",
            "contentSize": f"{len(content)} B",
            "encodingFormat": "text/csv" if name.endswith(".csv") else "application/json",
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for name, content in contents.items()
    ]


def test_every_table_has_its_fields_keys_and_references_as_in_its_schema(tiny_site: Path) -> None:
    schemas = {
        name: yaml.safe_load((PROJECT / "schema" / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in tables.PUBLISHED
    }
    types = {"string": "Text", "integer": "Integer", "number": "Float", "boolean": "Boolean", "date": "Date"}
    assert [
        (
            record_set["@id"],
            record_set["description"],
            [key["@id"] for key in record_set["key"]],
            [(field["@id"], field["dataType"]) for field in record_set["field"]],
            {
                field["name"]: field["references"]["field"]["@id"]
                for field in record_set["field"]
                if "references" in field
            },
        )
        for record_set in described(tiny_site)["recordSet"]
    ] == [
        (
            table,
            schema["description"],
            [f"{table}/{key}" for key in schema["primaryKey"]],
            [(f"{table}/{field['name']}", f"sc:{types[field['type']]}") for field in schema["fields"]],
            {
                name: f"{key['reference']['resource'] or table}/{other}"
                for key in schema.get("foreignKeys", [])
                for name, other in zip(*map(listed, (key["fields"], key["reference"]["fields"])), strict=True)
            },
        )
        for table, schema in schemas.items()
    ]


def listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def test_the_dataset_and_its_tables_name_their_sources(tiny_site: Path) -> None:
    dataset = described(tiny_site)
    assert dataset["prov:wasDerivedFrom"] == [{"@id": source.path} for source in SOURCES]
    assert {record_set["name"]: record_set.get("prov:wasDerivedFrom", []) for record_set in dataset["recordSet"]} == {
        table: [{"@id": source.path} for source in SOURCES if table in source.tables] for table in tables.PUBLISHED
    }


def test_the_dataset_gives_its_version_day_licence_and_citation(tiny_site: Path) -> None:
    dataset = described(tiny_site)
    item = json.loads((tiny_site / "data" / "citation.json").read_bytes())[0]
    day = str(dt.date(*item["issued"]["date-parts"][0]))
    assert (dataset["datePublished"], dataset["dateModified"]) == (day, day)
    assert dataset["publisher"]["name"] == item["title"]
    assert (dataset["version"], dataset["citeAs"], dataset["name"], dataset["license"]) == (
        item["version"],
        (tiny_site / "data" / "citation.bib").read_text(encoding="utf-8"),
        item["title"],
        "https://creativecommons.org/licenses/by/4.0/",
    )
