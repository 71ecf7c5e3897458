"""The published tables and their schemas agree."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Package, Resource, Schema

from atlas import tables
from tests.conftest import PROJECT

SCHEMAS: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((PROJECT / "schema").glob("*.yaml"))
}


def rows(site: Path, table: str) -> list[list[str]]:
    content = (site / "data" / f"{table}.csv").read_bytes()
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


def cell(value: object) -> str:
    """A value as text in CSV."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def errors(*resources: Resource) -> list[str]:
    report = Package(resources=list(resources)).validate()
    return [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors] + [
        error.message for error in report.errors
    ]


def test_the_quarters_of_a_country(tiny_site: Path) -> None:
    france = [row for row in rows(tiny_site, "quarters") if row[0] == "FRA"]
    bounded = "bounded,2024-Q1-Q3,30,70,,1,2024-10-08,2024-10-08,false,60400000,,0,30,0,70,,2024-Q1-Q3,,claimed,1,,"
    fourth = "2024 − 2024-Q1-Q3,2,2025-01-15,2025-01-15,false,60400000,1.64,41,41,99,99,,,difference,claimed,2,,"
    formula = "2025 − 2025-Q1 − 2025-Q2 − 2025-Q3"
    last = f"{formula},4,2026-04-20,2026-04-20,false,60400000,2.1,57,57,127,127,,,difference,public,4,,"
    reported = {
        "2025-Q1": "60,130,reported,,,,,2,2025-07-20,2025-07-20,false,60400000,2.15,60,60,130,130,,,stated,public,2",
        "2025-Q2": "45,103,reported,,,,,1,2025-10-12,2025-10-12,true,60400000,1.71,45,45,103,103,,,stated,public,1",
        "2025-Q3": "48,110,reported,,,,,1,2025-10-12,2025-10-12,false,60400000,1.82,48,48,110,110,,,stated,public,1",
        "2026-Q1": "50,108,reported,,,,,1,2026-04-20,2026-04-20,false,60400000,1.79,50,50,108,108,,,stated,public,1",
    }
    assert [",".join(row) for row in france] == [
        f"FRA,France,2024-Q1,2024-01-01,2024-03-31,,,{bounded},2024,FRA-2024-Q1",
        f"FRA,France,2024-Q2,2024-04-01,2024-06-30,,,{bounded},2024,FRA-2024-Q2",
        f"FRA,France,2024-Q3,2024-07-01,2024-09-30,,,{bounded},2024,FRA-2024-Q3",
        f"FRA,France,2024-Q4,2024-10-01,2024-12-31,41,99,derived,,,,{fourth},2024,FRA-2024-Q4",
        f"FRA,France,2025-Q1,2025-01-01,2025-03-31,{reported['2025-Q1']},,,2024,FRA-2025-Q1",
        f"FRA,France,2025-Q2,2025-04-01,2025-06-30,{reported['2025-Q2']},,,2024,FRA-2025-Q2",
        f"FRA,France,2025-Q3,2025-07-01,2025-09-30,{reported['2025-Q3']},,,2024,FRA-2025-Q3",
        f"FRA,France,2025-Q4,2025-10-01,2025-12-31,57,127,derived,,,,{last},2024,FRA-2025-Q4",
        f"FRA,France,2026-Q1,2026-01-01,2026-03-31,{reported['2026-Q1']},,,2024,FRA-2026-Q1",
    ]


def test_the_spans_of_a_country_have_closer_bounds_than_their_quarters(tiny_site: Path) -> None:
    header, *of_all = rows(tiny_site, "spans")
    names = ["requests", "requests_low", "requests_high", "users_low", "users_high", "low_formula", "high_formula"]
    france = [dict(zip(header, row, strict=True)) for row in of_all if row[0] == "FRA"]
    known = {row["period"]: ",".join(row[name] for name in ("status", *names)) for row in france}
    assert {period: text for period, text in known.items() if period.startswith("2024")} == {
        "2024-Q1-Q2": "bounded,,0,30,0,70,,2024-Q1-Q3",
        "2024-Q1-Q3": "reported,30,30,30,70,70,,",
        "2024-Q2-Q3": "bounded,,0,30,0,70,,2024-Q1-Q3",
        "2024-Q2-Q4": "bounded,,41,71,99,169,2024 − 2024-Q1-Q3,2024",  # the quarters would give 41 to 101
        "2024-Q3-Q4": "bounded,,41,71,99,169,2024 − 2024-Q1-Q3,2024",
    }
    assert (known["2025-Q3-Q4"], known["2026-Q1-Q2"]) == ("derived,105,105,105,237,237,,", "partial,,50,,108,,2026-Q1,")


def test_revisions_and_conflicts_have_their_reasons(tiny_site: Path) -> None:
    assert [
        dict(zip(rows(tiny_site, "revisions")[0], row, strict=True)) for row in rows(tiny_site, "revisions")[1:]
    ] == [
        {
            "iso3": "BRA",
            "period": "2024-Q1-Q3",
            "requests": "80",
            "users": "210",
            "observed": "2024-10-15",
            "report": "data/reports/BRA/2024-10-15-press.yaml",
            "effect": "conflicts",
            "against": "2024",
            "current_requests": "",
            "current_users": "",
            "newer_observed": "2025-02-01",
            "newer_report": "data/reports/BRA/2025-02-01.yaml",
            "reason": "The newspaper had counted a fourth quarter among the nine months.",
            "against_reports": "data/reports/BRA/2025-02-01.yaml",
        },
        {
            "iso3": "FRA",
            "period": "2025-Q2",
            "requests": "44",
            "users": "101",
            "observed": "2025-07-20",
            "report": "data/reports/FRA/2025-07-20.yaml",
            "effect": "revises",
            "against": "2025-Q2",
            "current_requests": "45",
            "current_users": "103",
            "newer_observed": "2025-10-12",
            "newer_report": "data/reports/FRA/2025-10-12.yaml",
            "reason": "The bot now gives 45 requests for the second quarter; it gave 44 in July.",
            "against_reports": "data/reports/FRA/2025-10-12.yaml",
        },
    ]


@pytest.mark.parametrize("table", sorted(tables.PUBLISHED))
def test_a_table_has_the_columns_of_its_schema_in_plain_csv(table: str, tiny_site: Path) -> None:
    content = (tiny_site / "data" / f"{table}.csv").read_bytes()
    assert rows(tiny_site, table)[0] == [field["name"] for field in SCHEMAS[table]["fields"]]
    assert (content[:3] == b"\xef\xbb\xbf", b"\r" in content, content[-1:]) == (False, False, b"\n")


@pytest.mark.parametrize("table", sorted(tables.PUBLISHED))
def test_csv_and_json_contain_the_same_cells(table: str, tiny_site: Path) -> None:
    header, *cells = rows(tiny_site, table)
    records = json.loads((tiny_site / "data" / f"{table}.json").read_bytes())
    assert [list(record) for record in records] == [header] * len(cells)
    assert [[cell(value) for value in record.values()] for record in records] == cells


def test_the_published_tables_are_valid_and_refer_to_one_another(tiny_site: Path) -> None:
    resources = [
        Resource(name=name, data=rows(tiny_site, name), schema=Schema.from_descriptor(SCHEMAS[name]))
        for name in tables.PUBLISHED
    ]
    assert errors(*resources) == []


@pytest.mark.parametrize("table", sorted(SCHEMAS))
def test_the_examples_of_a_schema_are_a_row_of_its_table(table: str) -> None:
    schema = {key: value for key, value in SCHEMAS[table].items() if key != "foreignKeys"}
    names = [field["name"] for field in schema["fields"]]
    examples = [cell(field["example"]) for field in schema["fields"]]
    resource = Resource(name=table, data=[names, examples], schema=Schema.from_descriptor(schema))
    assert errors(resource) == []


@pytest.mark.parametrize("table", sorted(SCHEMAS))
def test_every_field_has_a_title_a_description_and_an_example(table: str) -> None:
    schema = SCHEMAS[table]
    needed = {"name", "type", "title", "description", "example"}
    assert (schema["name"], {"title", "description", "fields"} - schema.keys()) == (table, set())
    assert {
        field["name"]: needed - {key for key in field if field[key] not in ("", None)} for field in schema["fields"]
    } == {field["name"]: set() for field in schema["fields"]}
    texts = [field[key] for field in schema["fields"] for key in ("description",)] + [schema["description"]]
    assert [text for text in texts if not text.endswith(".")] == []


@pytest.mark.parametrize("table", sorted(SCHEMAS))
def test_every_count_and_day_has_its_unit(table: str) -> None:
    measured = [field for field in SCHEMAS[table]["fields"] if field["type"] in ("integer", "number", "date")]
    assert [field["name"] for field in measured if not field.get("unit")] == []
