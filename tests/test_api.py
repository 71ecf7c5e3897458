"""The static API: every answer is as its schema says, and says what the tables say."""

import csv
import io
import itertools
import json
import posixpath
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from atlas import api, assemble, ledger, read, summary, tables
from atlas.model import Dataset
from atlas.publication import Publication
from tests.conftest import PROJECT, contents

Json = Any

OF_COUNTRIES = ["quarters", "years", "figures", "reports", "revisions", "population", "dsa_requests"]
KNOWN = ("reported", "derived")
KINDS = ["index", "countries", "country", "quarter", "changes"]


@dataclass(frozen=True, slots=True)
class Published:
    """The files of the API by their path below api/v1/, and the tables beside them."""

    files: dict[str, bytes]
    csv: dict[str, bytes]
    json: dict[str, bytes]

    def answer(self, path: str) -> Json:
        return json.loads(self.files[path])

    def rows(self, table: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.csv[table].decode(), newline="")))

    def records(self, table: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.json[table])
        return found

    @property
    def answers(self) -> dict[str, Any]:
        """Without the schemas and the description."""
        paths = [path for path in self.files if path != "openapi.json" and not path.startswith("schemas/")]
        return {path: self.answer(path) for path in paths}


def publish(dataset: Dataset, commit: str | None = None) -> Published:
    raw = read.repository(PROJECT, {})
    atlas = summary.summarise(dataset, ledger.resolve_all(dataset.reports))
    release = tables.release(atlas, raw.tables, commit)
    files = {
        each.path.removeprefix(api.ROOT): each.content
        for each in api.artefacts(Publication(PROJECT, raw.settings, atlas, release))
    }
    as_json = {name: tables.plain.json_bytes(records) for name, records in release.records.items()}
    return Published(files, dict(release.csv), as_json)


@pytest.fixture(scope="session")
def dataset(project: Path) -> Dataset:
    return assemble.dataset(read.repository(project, {}))


@pytest.fixture(scope="session")
def tiny(tiny_site: Path) -> Published:
    data = contents(tiny_site / "data")
    as_csv, as_json = ({name: data[f"{name}.{end}"] for name in tables.PUBLISHED} for end in ("csv", "json"))
    return Published(contents(tiny_site / "api" / "v1"), as_csv, as_json)


@pytest.fixture(scope="session")
def real(dataset: Dataset) -> Published:
    return publish(dataset)


@pytest.fixture(scope="session")
def empty(dataset: Dataset) -> Published:
    """The API of a repository in which nobody has reported yet."""
    return publish(replace(dataset, reports=()))


@pytest.fixture(params=["tiny", "real", "empty"])
def published(request: pytest.FixtureRequest) -> Published:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Published)
    return found


def closed(node: Json) -> Json:
    """The same schema, but an object may have no other keys than those described."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    shut = {key: closed(value) for key, value in node.items()}
    return shut | {"additionalProperties": False} if "properties" in node and "type" in node else shut


def validators(published: Published) -> dict[str, Draft202012Validator]:
    checker = Draft202012Validator.FORMAT_CHECKER
    schemas = {name: published.answer(f"schemas/{name}.json") for name in KINDS}
    return {name: Draft202012Validator(closed(schema), format_checker=checker) for name, schema in schemas.items()}


def kind(path: str) -> str:
    """The schema of an answer."""
    folder = posixpath.dirname(path)
    return {"countries": "country", "quarters": "quarter"}.get(folder, path.removesuffix(".json"))


def of_country(record: dict[str, Any]) -> str:
    return str(record["iso3"])


def known(row: dict[str, str]) -> bool:
    return row["status"] in KNOWN


def total(rows: list[dict[str, str]]) -> dict[str, int | None]:
    """The sum of rows of quarters.csv, null over none."""
    requests, users = (sum(int(row[measure]) for row in rows) if rows else None for measure in ("requests", "users"))
    return {"requests": requests, "users": users, "countries": len(rows)}


def test_every_answer_is_as_its_schema_says_and_has_no_other_key(published: Published) -> None:
    by_kind = validators(published)
    answers = published.answers
    found = {path: [error.message for error in by_kind[kind(path)].iter_errors(answers[path])] for path in answers}
    assert found == {path: [] for path in answers}


def test_the_keys_of_an_answer_stand_in_the_order_of_its_schema(published: Published) -> None:
    def check(value: Json, schema: Json, root: Json) -> Iterator[list[str]]:
        choices = schema.get("anyOf", [schema])
        schema = next((each for each in choices if "$ref" in each), schema)
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        if isinstance(value, list):
            for each in value:
                yield from check(each, schema["items"], root)
        if isinstance(value, dict):
            if list(value) != list(schema["properties"]):
                yield list(value)
            for key, each in value.items():
                yield from check(each, schema["properties"][key], root)

    schemas = {name: published.answer(f"schemas/{name}.json") for name in KINDS}
    answers = published.answers
    assert {path: list(check(answers[path], schemas[kind(path)], schemas[kind(path)])) for path in answers} == {
        path: [] for path in answers
    }


def test_an_answer_with_a_key_too_few_or_too_many_or_a_wrong_value_fails(tiny: Published) -> None:
    validator = validators(tiny)["country"]
    answer = tiny.answer("countries/FRA.json")

    def complaints(**changed: Json) -> list[str]:
        wrong = deepcopy(answer)
        wrong["quarters"][:] = [wrong["quarters"][0] | changed]
        return [error.message for error in validator.iter_errors(wrong)]

    missing = deepcopy(answer)
    del missing["generated_from"]["as_of"]
    assert [error.message for error in validator.iter_errors(missing)] == ["'as_of' is a required property"]
    assert complaints() == []
    assert complaints(extra=1) == ["Additional properties are not allowed ('extra' was unexpected)"]
    assert complaints(requests=None) == []
    assert complaints(requests="1") == ["'1' is not of type 'integer', 'null'"]
    assert complaints(requests=-1) == ["-1 is less than the minimum of 0"]
    assert complaints(country=None) == ["None is not of type 'string'"]
    assert complaints(status="guessed") == ["'guessed' is not one of ['reported', 'derived', 'bounded', 'missing']"]
    assert complaints(start="2024-13-01") == ["'2024-13-01' is not a 'date'"]
    assert complaints(quarter="x2024-Q1x") == ["'x2024-Q1x' does not match '^(?:20[0-9]{2}-Q[1-4])$'"]


def test_a_schema_stays_valid_when_keys_are_added(tiny: Published) -> None:
    open_schema = Draft202012Validator(tiny.answer("schemas/country.json"))
    answer = tiny.answer("countries/FRA.json") | {"schema_version": "1.1", "added": 1}
    answer["quarters"][0] |= {"added": None}
    assert list(open_schema.iter_errors(answer)) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_schema_is_one_and_says_where_it_lies(name: str, published: Published) -> None:
    schema = published.answer(f"schemas/{name}.json")
    address = read.project.settings(PROJECT, {}).address
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{address}api/v1/schemas/{name}.json"


@pytest.mark.parametrize("name", KINDS)
def test_every_key_is_required_and_described(name: str, tiny: Published) -> None:
    def objects(node: Json) -> Iterator[dict[str, Any]]:
        for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from objects(each)
        if isinstance(node, dict) and "properties" in node and "type" in node:
            yield node

    schema = tiny.answer(f"schemas/{name}.json")
    found = list(objects(schema))
    described = schema["$defs"]
    undescribed = [
        key
        for each in found
        for key, value in each["properties"].items()
        if not (value | described.get(value.get("$ref", "")[8:], {})).get("description", "").endswith(".")
    ]
    assert ([each["required"] for each in found], undescribed) == ([list(each["properties"]) for each in found], [])


def test_the_description_is_valid_openapi(published: Published) -> None:
    assert list(OpenAPIV31SpecValidator(published.answer("openapi.json")).iter_errors()) == []


def test_the_description_has_the_same_schemas(tiny: Published) -> None:
    shared = tiny.answer("openapi.json")["components"]["schemas"]
    for name in KINDS:
        schema = {
            key: value for key, value in tiny.answer(f"schemas/{name}.json").items() if key[:2] not in ("$s", "$i")
        }
        there = json.loads(json.dumps(schema).replace('"#/$defs/', '"#/components/schemas/'))
        used = there.pop("$defs")
        assert shared[f"{name}_answer"] == there
        assert {each: shared[each] for each in used} == used


def test_the_description_lists_every_file_of_the_api_and_no_other(published: Published) -> None:
    paths = published.answer("openapi.json")["paths"]
    values = {
        "iso3": [row["iso3"] for row in published.rows("countries")],
        "quarter": sorted({row["quarter"] for row in published.rows("quarters")}),
        "name": paths["/schemas/{name}.json"]["get"]["parameters"][0]["schema"]["enum"],
    }
    listed = []
    for path, item in paths.items():
        names = re.findall(r"{(\w+)}", path)
        assert [each["name"] for each in item["get"].get("parameters", ())] == names
        filled = (dict(zip(names, each, strict=True)) for each in itertools.product(*(values[name] for name in names)))
        listed += [path.removeprefix("/").format(**each) for each in filled]
    assert sorted(listed) == sorted(published.files)


def test_a_parameter_has_an_example_that_exists_and_a_pattern_that_all_files_match(real: Published) -> None:
    for path, item in real.answer("openapi.json")["paths"].items():
        for parameter in item["get"].get("parameters", ()):
            name, schema = parameter["name"], parameter["schema"]
            stem = path.removeprefix("/").partition("{")[0]
            values = [found.removeprefix(stem).removesuffix(".json") for found in real.files if found.startswith(stem)]
            values = [value for value in values if value and "/" not in value]
            assert parameter["example"] in values, name
            assert [value for value in values if not re.search(schema.get("pattern", ""), value)] == []


def test_every_answer_begins_with_its_version_its_data_and_their_licence(published: Published) -> None:
    days = [row["observed"] for row in published.rows("reports")]
    answers = published.answers
    version = answers["index.json"]["generated_from"]["version"]
    top = [
        ("schema_version", api.SCHEMA_VERSION),
        ("generated_from", {"commit": None, "version": version, "as_of": max(days, default=None)}),
        ("licence", {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}),
    ]
    assert {path: list(answer.items())[:3] for path, answer in answers.items()} == dict.fromkeys(answers, top)


def test_the_commit_is_told_where_it_is_known(dataset: Dataset) -> None:
    commit = "0123456789" * 4
    found = publish(dataset, commit)
    assert {answer["generated_from"]["commit"] for answer in found.answers.values()} == {commit}
    validators(found)["index"].validate(found.answer("index.json"))


def test_the_answer_of_a_country_holds_its_records_of_each_table(published: Published) -> None:
    records = {name: published.records(name) for name in OF_COUNTRIES}
    for country in published.records("countries"):
        answer = published.answer(f"countries/{country['iso3']}.json")
        own = {name: [each for each in rows if each["iso3"] == country["iso3"]] for name, rows in records.items()}
        expected = {"country": country} | own
        assert list(answer)[3:] == list(expected)
        assert {key: answer[key] for key in expected} == expected


def test_the_records_of_a_quarter_are_those_of_the_table(published: Published) -> None:
    for quarter in {row["quarter"] for row in published.rows("quarters")}:
        answer = published.answer(f"quarters/{quarter}.json")
        records = [record for record in published.records("quarters") if record["quarter"] == quarter]
        ranked = [each["record"] for each in answer["ranking"]]
        by_status = {status: [r for r in records if r["status"] == status] for status in ("bounded", "missing")}
        assert {status: answer[status] for status in by_status} == by_status
        known_ones = [record for record in records if record["status"] in KNOWN]
        assert sorted(ranked, key=of_country) == sorted(known_ones, key=of_country)
        requests = [record["requests"] for record in ranked]
        places = [1 + sum(other > each for other in requests) for each in requests]
        assert ([each["rank"] for each in answer["ranking"]], requests) == (places, sorted(requests, reverse=True))


def test_counts_and_totals_are_those_of_quarters_csv(published: Published) -> None:
    rows = published.rows("quarters")
    quarters = sorted({row["quarter"] for row in rows})
    of_index = {each["quarter"]: each for each in published.answer("index.json")["quarters"]}
    assert list(of_index) == quarters
    for quarter in quarters:
        of_quarter = [row for row in rows if row["quarter"] == quarter]
        expected = {
            "quarter": quarter,
            "start": of_quarter[0]["start"],
            "end": of_quarter[0]["end"],
            "countries_by_status": {
                status: sum(row["status"] == status for row in of_quarter) for status in (*KNOWN, "bounded", "missing")
            },
            "total": total([row for row in of_quarter if known(row)]),
        }
        answer = published.answer(f"quarters/{quarter}.json")
        assert of_index[quarter] == expected | {"url": f"quarters/{quarter}.json"}
        assert {key: answer[key] for key in expected} == expected


def test_a_matched_panel_sums_the_countries_known_in_both_quarters(published: Published) -> None:
    rows = {(row["iso3"], row["quarter"]): row for row in published.rows("quarters") if known(row)}
    for after in {row["quarter"] for row in published.rows("quarters")}:
        before = f"{int(after[:4]) - 1}{after[4:]}"
        both = [iso3 for iso3, quarter in rows if quarter == after and (iso3, before) in rows]
        panel = published.answer(f"quarters/{after}.json")["panel"]
        if not both:
            assert panel is None
            continue
        active = [iso3 for iso3 in both if rows[iso3, before]["users"] != "0"]
        rest = [iso3 for iso3 in both if iso3 != panel["largest"]]
        sums = {
            f"{name}_{when}": total([rows[iso3, quarter] for iso3 in members])
            for name, members in (("total", both), ("active", active), ("rest", rest))
            for when, quarter in (("before", before), ("after", after))
        }
        requests = {iso3: sum(int(rows[iso3, quarter]["requests"]) for quarter in (before, after)) for iso3 in both}
        zero = [iso3 for iso3 in both if rows[iso3, before]["users"] == rows[iso3, after]["users"] == "0"]
        assert sorted(panel["members"]) == sorted(both)
        assert requests[panel["largest"]] == max(requests.values())
        assert {key: value for key, value in panel.items() if key not in ("members", "largest")} == sums | {
            "before": before,
            "after": after,
            "still_zero": len(zero),
        }


def test_a_sum_over_no_country_is_not_known_rather_than_zero(tiny: Published) -> None:
    totals = [tiny.answer(path)["total"] for path in tiny.files if path.startswith("quarters/")]
    panels = [tiny.answer(path)["panel"] for path in tiny.files if path.startswith("quarters/")]
    found = [*totals, *(value for panel in panels if panel for value in panel.values() if isinstance(value, dict))]
    assert [each for each in found if (each["countries"] == 0) != (each["requests"] is None)] == []


def test_the_list_of_countries_tells_the_newest_of_each(published: Published) -> None:
    reports, rows = published.rows("reports"), published.records("quarters")
    expected = []
    for country in published.records("countries"):
        iso3 = country["iso3"]
        own = [row for row in rows if row["iso3"] == iso3 and row["status"] in KNOWN]
        days = [report["observed"] for report in reports if report["iso3"] == iso3]
        expected.append(
            {
                "country": country,
                "newest": own[-1] if own else None,
                "quarters_known": len(own),
                "last_observed": max(days, default=None),
                "reports": len(days),
                "url": f"countries/{iso3}.json",
            }
        )
    assert published.answer("countries.json")["countries"] == expected


def test_the_index_counts_what_there_is(published: Published) -> None:
    index = published.answer("index.json")
    reports, rows = published.rows("reports"), published.rows("quarters")
    quarters = sorted({row["quarter"] for row in rows})
    of_known = {quarter: sum(known(row) for row in rows if row["quarter"] == quarter) for quarter in quarters[-4:]}
    assert (index["counts"], index["newest_quarter"], index["typical_quarter"]) == (
        {
            "countries": len(published.rows("countries")),
            "reporting": len({report["iso3"] for report in reports}),
            "reports": len(reports),
            "figures": len(published.rows("figures")),
        },
        quarters[-1] if quarters else None,
        max(of_known, key=lambda quarter: (of_known[quarter], quarter), default=None),
    )
    assert [(each["name"], each["rows"], each["columns"]) for each in index["tables"]] == [
        (name, len(records := published.records(name)), len(records[0]) if records else each["columns"])
        for name, each in zip(tables.PUBLISHED, index["tables"], strict=True)
    ]


def test_the_changes_are_all_reports_and_their_figures_the_newest_first(published: Published) -> None:
    changes = published.answer("changes.json")["changes"]
    days = [change["observed"] for change in changes]
    assert days == sorted(days, reverse=True)
    columns = ["iso3", "country", "observed", "kind", "report", "source"]
    reports = [{name: record[name] for name in columns} for record in published.records("reports")]
    found = [{name: change[name] for name in columns} for change in changes]
    assert sorted(found, key=lambda each: str(each["report"])) == sorted(reports, key=lambda each: str(each["report"]))
    stated = {(r["report"], r["period"]): (r["requests"], r["users"]) for r in published.records("figures")}
    assert stated == {
        (change["report"], figure["period"]): (figure["requests"], figure["users"])
        for change in changes
        for figure in change["figures"]
    }


def test_a_change_tells_what_a_report_added_confirmed_and_revised(tiny: Published) -> None:
    found = {change["report"]: change for change in tiny.answer("changes.json")["changes"]}
    path = "data/reports/FRA/2025-10-12.yaml"
    assert found[path] == {
        "iso3": "FRA",
        "country": "France",
        "observed": "2025-10-12",
        "kind": "reply",
        "report": path,
        "source": "https://example.org/france/2",
        "figures": [
            {"period": "2025-Q2", "requests": 45, "users": 103, "effect": "revised"},
            {"period": "2025-Q3", "requests": 48, "users": 110, "effect": "new"},
        ],
    }


def test_every_address_in_an_answer_leads_to_a_file_of_the_site(tiny: Published, tiny_site: Path) -> None:
    index = tiny.answer("index.json")
    filled = [link.format(iso3="FRA", quarter="2025-Q1", name="index") for link in index["links"].values()]
    listed = [each["url"] for each in (*index["quarters"], *tiny.answer("countries.json")["countries"])]
    downloads = [table[end] for table in index["tables"] for end in ("csv", "json")]
    pages = [address + "index.html" if address.endswith("/") else address for address in filled]
    missing = [a for a in (*pages, *listed, *downloads) if not (tiny_site / "api" / "v1" / a).resolve().is_file()]
    assert (missing, len(listed)) == ([], len(index["quarters"]) + len(tiny.rows("countries")))


def test_files_are_utf8_with_a_line_for_each_record(published: Published) -> None:
    for path, content in published.files.items():
        text = content.decode()
        assert (text[:1], text[-2:], "\r" in text, "\\u" in text) == ("{", "}\n", False, False), path
    of_countries = published.files["countries.json"].decode().splitlines()
    lines = [json.loads(line.removesuffix(",")) for line in of_countries if line.startswith('{"country":')]
    assert lines == published.answer("countries.json")["countries"]


def test_the_same_data_give_the_same_bytes(dataset: Dataset, real: Published) -> None:
    assert publish(dataset) == real


def test_answers_are_small_enough_to_be_read_by_a_page(real: Published) -> None:
    sizes = {path: len(content) for path, content in real.files.items()}
    assert sizes["countries.json"] < 150_000
    assert max(size for path, size in sizes.items() if path.startswith("countries/")) < 50_000
