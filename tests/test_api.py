"""The static API: every answer matches its schema and the published tables."""

import csv
import datetime as dt
import hashlib
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

from atlas import api, assemble, read, tables
from atlas.bundle import readme
from atlas.model import Dataset, Effect, Version
from atlas.publication import Publication
from atlas.summary.changes import EFFECTS
from tests import releases
from tests.conftest import PROJECT, contents
from tests.releases import summarise

Json = Any

OF_COUNTRIES = [
    "quarters",
    "years",
    "figures",
    "reports",
    "revisions",
    "population",
    "dsa_requests",
    "quarter_reports",
    "spans",
]
KNOWN = ("reported", "derived")
KINDS = ["index", "countries", "country", "quarter", "changes", "comparisons", "corrections"]


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
        records: list[dict[str, Any]] = json.loads(self.json[table])
        return records

    @property
    def answers(self) -> dict[str, Any]:
        """Every file except the schemas and the OpenAPI description."""
        paths = [path for path in self.files if path != "openapi.json" and not path.startswith("schemas/")]
        return {path: self.answer(path) for path in paths}


def publish(dataset: Dataset, commit: str | None = None) -> Published:
    raw = read.repository(PROJECT, {})
    atlas = summarise(dataset)
    release = tables.release(atlas, raw.tables, commit)
    artefacts = api.artefacts(Publication(PROJECT, raw.settings, atlas, release, releases.TODAY, ()))
    files = {artefact.path.removeprefix(api.ROOT): artefact.content for artefact in artefacts}
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
    """The API of a repository without reports."""
    return publish(replace(dataset, reports=()))


@pytest.fixture(params=["tiny", "real", "empty"])
def published(request: pytest.FixtureRequest) -> Published:
    files = request.getfixturevalue(request.param)
    assert isinstance(files, Published)
    return files


def closed(node: Json) -> Json:
    """The schema without permission for other keys than those described."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: closed(value) for key, value in node.items()}
    return schema | {"additionalProperties": False} if "properties" in node and "type" in node else schema


def validators(published: Published) -> dict[str, Draft202012Validator]:
    checker = Draft202012Validator.FORMAT_CHECKER
    schemas = {name: published.answer(f"schemas/{name}.json") for name in KINDS}
    return {name: Draft202012Validator(closed(schema), format_checker=checker) for name, schema in schemas.items()}


def kind(path: str) -> str:
    """The kind of an answer, which is the name of its schema."""
    folder = posixpath.dirname(path)
    return {"countries": "country", "quarters": "quarter"}.get(folder, path.removesuffix(".json"))


def of_country(record: dict[str, Any]) -> str:
    return str(record["iso3"])


def path_of_report(record: dict[str, Any]) -> str:
    return str(record["report"])


def known(row: dict[str, str]) -> bool:
    return row["status"] in KNOWN


def has_limit(row: dict[str, str]) -> bool:
    return row["requests_high"] != "" and row["users_high"] != ""


def total(rows: list[dict[str, str]]) -> dict[str, int | None]:
    """The sum of rows of quarters.csv or spans.csv that have upper bounds; null without rows, except lower bounds."""
    bounds: dict[str, int | None] = {}
    for measure in ("requests", "users"):
        low, high = (sum(int(row[f"{measure}_{end}"]) for row in rows) for end in ("low", "high"))
        exact = low if rows and low == high else None
        bounds |= {measure: exact, f"{measure}_low": low, f"{measure}_high": high if rows else None}
    return bounds | {"countries": len(rows), "by_bounds": sum(not known(row) for row in rows)}


def expected_panel(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]], largest: str) -> dict[str, Any]:
    """The totals of a panel, from one row for each country of the earlier and of the later period."""
    both = [iso3 for iso3 in after if iso3 in before and has_limit(before[iso3]) and has_limit(after[iso3])]
    rows = [(before[iso3], after[iso3]) for iso3 in both]
    exact = [pair for pair in rows if all(map(known, pair))]
    others = [pair for iso3, pair in zip(both, rows, strict=True) if iso3 != largest]
    return {
        "members": both,
        **{
            f"{name}_{when}": total([pair[index] for pair in pairs])
            for name, pairs in (("total", rows), ("exact", exact), ("rest", others))
            for index, when in enumerate(("before", "after"))
        },
        "still_zero": sum(old["users_high"] == new["users_high"] == "0" for old, new in rows),
        "largest": largest,
        "by_bounds": len(rows) - len(exact),
    }


def assert_panel(panel: dict[str, Any] | None, before: list[dict[str, str]], after: list[dict[str, str]]) -> None:
    """The panel is that of these rows, one for each country; null if no country has upper bounds in both periods."""
    earlier, later = ({row["iso3"]: row for row in rows} for rows in (before, after))
    expected = expected_panel(earlier, later, str(panel and panel["largest"]))
    if panel is None:
        assert expected["members"] == []
        return
    assert {key: value for key, value in panel.items() if key not in ("before", "after")} == expected
    sizes = {i: sum(int(rows[i]["requests_high"]) for rows in (earlier, later)) for i in expected["members"]}
    assert sizes[panel["largest"]] == max(sizes.values())


def test_every_answer_matches_its_schema_and_has_no_other_key(published: Published) -> None:
    by_kind = validators(published)
    answers = published.answers
    errors = {path: [error.message for error in by_kind[kind(path)].iter_errors(answers[path])] for path in answers}
    assert errors == {path: [] for path in answers}


def test_the_keys_of_an_answer_are_in_the_order_of_its_schema(published: Published) -> None:
    def check(value: Json, schema: Json, root: Json) -> Iterator[list[str]]:
        choices = schema.get("anyOf", [schema])
        schema = next((choice for choice in choices if "$ref" in choice), schema)
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        if isinstance(value, list):
            for item in value:
                yield from check(item, schema["items"], root)
        if isinstance(value, dict):
            if list(value) != list(schema["properties"]):
                yield list(value)
            for key, member in value.items():
                yield from check(member, schema["properties"][key], root)

    schemas = {name: published.answer(f"schemas/{name}.json") for name in KINDS}
    answers = published.answers
    assert {path: list(check(answers[path], schemas[kind(path)], schemas[kind(path)])) for path in answers} == {
        path: [] for path in answers
    }


def test_a_missing_key_an_extra_key_and_a_wrong_value_do_not_match_the_schema(tiny: Published) -> None:
    validator = validators(tiny)["country"]
    answer = tiny.answer("countries/FRA.json")

    def errors(**changed: Json) -> list[str]:
        wrong = deepcopy(answer)
        wrong["quarters"][:] = [wrong["quarters"][0] | changed]
        return [error.message for error in validator.iter_errors(wrong)]

    missing = deepcopy(answer)
    del missing["generated_from"]["as_of"]
    assert [error.message for error in validator.iter_errors(missing)] == ["'as_of' is a required property"]
    assert errors() == []
    assert errors(extra=1) == ["Additional properties are not allowed ('extra' was unexpected)"]
    assert errors(requests=None) == []
    assert errors(requests="1") == ["'1' is not of type 'integer', 'null'"]
    assert errors(requests=-1) == ["-1 is less than the minimum of 0"]
    assert errors(country=None) == ["None is not of type 'string'"]
    assert errors(status="guessed") == ["'guessed' is not one of ['reported', 'derived', 'bounded', 'missing']"]
    assert errors(start="2024-13-01") == ["'2024-13-01' is not a 'date'"]
    assert errors(quarter="x2024-Q1x") == ["'x2024-Q1x' does not match '^(?:20[0-9]{2}-Q[1-4])$'"]


def test_a_schema_stays_valid_when_keys_are_added(tiny: Published) -> None:
    open_schema = Draft202012Validator(tiny.answer("schemas/country.json"))
    answer = tiny.answer("countries/FRA.json") | {"schema_version": "1.2", "added": 1}
    answer["quarters"][0] |= {"added": None}
    assert list(open_schema.iter_errors(answer)) == []


@pytest.mark.parametrize("name", KINDS)
def test_a_schema_is_valid_and_gives_its_own_address(name: str, published: Published) -> None:
    schema = published.answer(f"schemas/{name}.json")
    address = read.project.settings(PROJECT, {}).address
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{address}api/v1/schemas/{name}.json"


@pytest.mark.parametrize("name", KINDS)
def test_every_key_is_required_and_described(name: str, tiny: Published) -> None:
    def objects(node: Json) -> Iterator[dict[str, Any]]:
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from objects(child)
        if isinstance(node, dict) and "properties" in node and "type" in node:
            yield node

    schema = tiny.answer(f"schemas/{name}.json")
    all_objects = list(objects(schema))
    described = schema["$defs"]
    undescribed = [
        key
        for node in all_objects
        for key, value in node["properties"].items()
        if not (value | described.get(value.get("$ref", "")[8:], {})).get("description", "").endswith(".")
    ]
    assert [node["required"] for node in all_objects] == [list(node["properties"]) for node in all_objects]
    assert undescribed == []


def test_the_openapi_description_is_valid(published: Published) -> None:
    assert list(OpenAPIV31SpecValidator(published.answer("openapi.json")).iter_errors()) == []


def test_the_openapi_description_has_the_same_schemas(tiny: Published) -> None:
    shared = tiny.answer("openapi.json")["components"]["schemas"]
    for name in KINDS:
        schema = {
            key: value for key, value in tiny.answer(f"schemas/{name}.json").items() if key[:2] not in ("$s", "$i")
        }
        expected = json.loads(json.dumps(schema).replace('"#/$defs/', '"#/components/schemas/'))
        used = expected.pop("$defs")
        assert shared[f"{name}_answer"] == expected
        assert {definition: shared[definition] for definition in used} == used


def test_the_openapi_description_lists_every_file_of_the_api_and_no_other(published: Published) -> None:
    paths = published.answer("openapi.json")["paths"]
    values = {
        "iso3": [row["iso3"] for row in published.rows("countries")],
        "quarter": sorted({row["quarter"] for row in published.rows("quarters")}),
        "name": paths["/schemas/{name}.json"]["get"]["parameters"][0]["schema"]["enum"],
    }
    listed = []
    for path, item in paths.items():
        names = re.findall(r"{(\w+)}", path)
        assert [parameter["name"] for parameter in item["get"].get("parameters", ())] == names
        choices = itertools.product(*(values[name] for name in names))
        listed += [path.removeprefix("/").format(**dict(zip(names, choice, strict=True))) for choice in choices]
    assert sorted(listed) == sorted(published.files)


def test_the_example_of_a_parameter_exists_and_all_files_match_its_pattern(real: Published) -> None:
    for path, item in real.answer("openapi.json")["paths"].items():
        for parameter in item["get"].get("parameters", ()):
            name, schema = parameter["name"], parameter["schema"]
            stem = path.removeprefix("/").partition("{")[0]
            values = [file.removeprefix(stem).removesuffix(".json") for file in real.files if file.startswith(stem)]
            values = [value for value in values if value and "/" not in value]
            assert parameter["example"] in values, name
            assert [value for value in values if not re.search(schema.get("pattern", ""), value)] == []


def test_every_answer_begins_with_the_version_of_its_own_data_and_the_licence(published: Published) -> None:
    for path, answer in published.answers.items():
        rows = published.rows("reports")
        if path.startswith("countries/"):
            rows = [row for row in rows if row["iso3"] == answer["country"]["iso3"]]
        as_of = max((row["observed"] for row in rows), default=None)
        if path == "corrections.json":
            as_of = max((row["as_of"] for row in answer["corrections"]), default=None)
        if path.startswith("quarters/"):
            as_of = answer["generated_from"]["as_of"]  # a test of the versions of quarters compares it
        version = answer["generated_from"]["version"]
        assert list(answer.items())[:3] == [
            ("schema_version", api.SCHEMA_VERSION),
            ("generated_from", {"commit": None, "version": version, "as_of": as_of}),
            ("licence", {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}),
        ]
        day = dt.date.fromisoformat(as_of) if as_of else None
        assert version.startswith(f"{day.year}.{day.month}.{day.day}-h" if day else "0.0.0-h")


def test_answers_about_all_data_have_one_version_and_each_country_its_own(real: Published) -> None:
    versions = {path: answer["generated_from"]["version"] for path, answer in real.answers.items()}
    of_countries = {version for path, version in versions.items() if path.startswith("countries/")}
    assert len(of_countries) == len(real.rows("countries"))
    of_all = {versions[path] for path in ("index.json", "countries.json", "changes.json")}
    assert (len(of_all), of_all & of_countries) == (1, set())


def test_only_the_index_gives_the_commit(dataset: Dataset) -> None:
    commit = "0123456789" * 4
    published = publish(dataset, commit)
    commits = {path: answer["generated_from"]["commit"] for path, answer in published.answers.items()}
    assert commits.pop("index.json") == commit
    assert set(commits.values()) == {None}
    validators(published)["index"].validate(published.answer("index.json"))


def test_the_answer_about_a_country_has_its_records_of_each_table(published: Published) -> None:
    records = {name: published.records(name) for name in OF_COUNTRIES}
    for country in published.records("countries"):
        answer = published.answer(f"countries/{country['iso3']}.json")
        own = {name: [row for row in rows if row["iso3"] == country["iso3"]] for name, rows in records.items()}
        expected = {"country": country} | own
        assert list(answer)[3:] == list(expected)
        assert {key: answer[key] for key in expected} == expected


def test_the_answer_about_a_quarter_has_the_records_of_the_table(published: Published) -> None:
    for quarter in {row["quarter"] for row in published.rows("quarters")}:
        answer = published.answer(f"quarters/{quarter}.json")
        records = [record for record in published.records("quarters") if record["quarter"] == quarter]
        ranked = [entry["record"] for entry in answer["ranking"]]
        by_status = {status: [r for r in records if r["status"] == status] for status in ("bounded", "missing")}
        assert {status: answer[status] for status in by_status} == by_status
        known_ones = [record for record in records if record["status"] in KNOWN]
        assert sorted(ranked, key=of_country) == sorted(known_ones, key=of_country)
        requests = [record["requests"] for record in ranked]
        ranks = [1 + sum(other > count for other in requests) for count in requests]
        assert ([entry["rank"] for entry in answer["ranking"]], requests) == (ranks, sorted(requests, reverse=True))


def test_counts_and_totals_are_those_of_quarters_csv(published: Published) -> None:
    rows = published.rows("quarters")
    quarters = sorted({row["quarter"] for row in rows})
    of_index = {entry["quarter"]: entry for entry in published.answer("index.json")["quarters"]}
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
            "bounded_total": total([row for row in of_quarter if has_limit(row)]),
        }
        answer = published.answer(f"quarters/{quarter}.json")
        assert of_index[quarter] == expected | {"url": f"quarters/{quarter}.json"}
        assert {key: answer[key] for key in expected} == expected


def test_a_matched_panel_adds_up_the_bounds_of_the_countries_that_have_both(published: Published) -> None:
    by_quarter: dict[str, list[dict[str, str]]] = {}
    for row in published.rows("quarters"):
        by_quarter.setdefault(row["quarter"], []).append(row)
    panels = []
    for after in sorted(by_quarter):
        before = f"{int(after[:4]) - 1}{after[4:]}"
        panel = published.answer(f"quarters/{after}.json")["panel"]
        assert panel is None or (panel["before"], panel["after"]) == (before, after)
        assert_panel(panel, by_quarter.get(before, []), by_quarter[after])
        panels += [panel] if panel else []
    assert published.answer("comparisons.json")["year_on_year"] == panels


def test_longer_periods_are_compared_by_the_bounds_of_the_table_spans(published: Published) -> None:
    comparisons = published.answer("comparisons.json")
    periods = [(row["period"], row) for row in published.rows("spans")]
    periods += [(row["quarter"], row) for row in published.rows("quarters")]
    for name, before, after in (
        ("nine_months", "2024-Q1-Q3", "2025-Q1-Q3"),
        ("last_quarter", "2024-Q1-Q3", "2024-Q4"),
    ):
        panel = comparisons[name]
        assert panel is None or (panel["before"], panel["after"]) == (before, after)
        assert_panel(panel, *([row for period, row in periods if period == text] for text in (before, after)))


def test_the_press_compared_all_that_was_stated_by_its_day(real: Published) -> None:
    press = real.answer("comparisons.json")["press"]
    stated: dict[str, dict[str, dict[str, int]]] = {}
    for row in sorted(real.rows("figures"), key=lambda row: row["observed"]):
        if row["observed"] <= press["day"]:
            counts = {measure: int(row[measure]) for measure in ("requests", "users") if row[measure]}
            stated.setdefault(row["period"], {}).setdefault(row["iso3"], {}).update(counts)
    for name, quarter in (("naive_before", "2024-Q1"), ("naive_after", "2025-Q1")):
        stated[quarter] = {iso3: counts for iso3, counts in stated[quarter].items() if len(counts) == 2}
        rows = list(stated[quarter].values())
        sums = {measure: sum(counts[measure] for counts in rows) for measure in ("requests", "users")}
        assert (press[name]["countries"], press[name]["by_bounds"]) == (len(rows), 0)
        assert {measure: press[name][measure] for measure in sums} == sums
    quarters = {q: [row for row in real.rows("quarters") if row["quarter"] == q] for q in ("2024-Q1", "2025-Q1")}
    assert_panel(press["panel"], *quarters.values())
    assert_panel(
        press["own"], *([row for row in rows if row["iso3"] in stated["2025-Q1"]] for rows in quarters.values())
    )


def test_evidence_is_counted_over_the_stated_figures_that_count(published: Published) -> None:
    replaced = {(row["report"], row["period"]) for row in published.rows("revisions")}
    counts = {
        (row["iso3"], row["period"]): row["evidence"]
        for row in published.rows("figures")
        if (row["report"], row["period"]) not in replaced
    }
    rows = [row for row in published.rows("quarters") if known(row)]
    kinds = {row["report"]: row["kind"] for row in published.rows("reports")}
    behind: dict[tuple[str, str], set[str]] = {}
    for row in published.rows("quarter_reports"):
        behind.setdefault((row["iso3"], row["quarter"]), set()).add(kinds[row["report"]])
    order = ("confirmed", "public", "traced", "untraced", "claimed")
    dataset_alone = [r for r in rows if behind[r["iso3"], r["quarter"]] == {"dataset"} and r["origins"] == "1"]
    assert published.answer("index.json")["evidence"] == {
        "figures": {evidence: list(counts.values()).count(evidence) for evidence in order},
        "known_quarters": len(rows),
        "one_dataset": len(dataset_alone),
    }


def test_a_total_over_no_country_is_unknown_rather_than_zero(tiny: Published) -> None:
    totals = [tiny.answer(path)["total"] for path in tiny.files if path.startswith("quarters/")]
    panels = [tiny.answer(path)["panel"] for path in tiny.files if path.startswith("quarters/")]
    totals += [tiny.answer(path)["bounded_total"] for path in tiny.files if path.startswith("quarters/")]
    totals += [value for panel in panels if panel for value in panel.values() if isinstance(value, dict)]
    assert {total["countries"] == 0 for total in totals} == {True, False}
    unknown = ("requests", "users", "requests_high", "users_high")
    assert [t for t in totals if t["countries"] == 0 and any(t[key] is not None for key in unknown)] == []
    assert [t for t in totals if t["countries"] and None in (t["requests_high"], t["users_high"])] == []


def test_the_list_of_countries_has_the_newest_quarter_of_each(published: Published) -> None:
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


def test_the_index_counts_countries_reports_figures_and_rows(published: Published) -> None:
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
    assert [(table["name"], table["rows"], table["columns"]) for table in index["tables"]] == [
        (name, len(records := published.records(name)), len(records[0]) if records else table["columns"])
        for name, table in zip(tables.PUBLISHED, index["tables"], strict=True)
    ]


def test_the_changes_are_all_reports_with_their_figures_newest_first(published: Published) -> None:
    changes = published.answer("changes.json")["changes"]
    days = [change["observed"] for change in changes]
    assert days == sorted(days, reverse=True)
    columns = ["iso3", "country", "observed", "kind", "report", "source"]
    reports = [{name: record[name] for name in columns} for record in published.records("reports")]
    listed = [{name: change[name] for name in columns} for change in changes]
    assert sorted(listed, key=path_of_report) == sorted(reports, key=path_of_report)
    stated = {(r["report"], r["period"]): (r["requests"], r["users"]) for r in published.records("figures")}
    assert stated == {
        (change["report"], figure["period"]): (figure["requests"], figure["users"])
        for change in changes
        for figure in change["figures"]
    }


def test_the_corrections_are_the_records_of_the_table(published: Published) -> None:
    assert published.answer("corrections.json")["corrections"] == published.records("corrections")


def test_the_version_of_the_corrections_is_a_hash_of_their_rows(published: Published) -> None:
    table = published.csv["corrections"]
    days = [str(row["as_of"]) for row in published.records("corrections")]
    day = dt.date.fromisoformat(max(days)) if days else None
    version = published.answer("corrections.json")["generated_from"]["version"]
    assert version == str(Version(day, hashlib.sha256(table).hexdigest()[:7]))
    assert version != published.answer("comparisons.json")["generated_from"]["version"]


def test_the_api_and_the_changelog_explain_every_effect_that_a_change_can_have(published: Published) -> None:
    between_states = {Effect.REMOVED, Effect.WEAKENED}  # of two states of the data, never of a new figure
    assert list(EFFECTS) == [effect for effect in Effect if effect not in between_states]
    schema = published.answer("schemas/changes.json")["properties"]["changes"]["items"]["properties"]["figures"][
        "items"
    ]
    effect = schema["properties"]["effect"]
    assert effect["enum"] == [str(effect) for effect in EFFECTS]
    for name, meaning in EFFECTS.items():
        assert f"{name} - {meaning}" in effect["description"]
        assert f"\n- {name}: {meaning}.\n" in readme.CHANGELOG


def test_a_change_gives_the_effect_of_each_figure(tiny: Published) -> None:
    changes = {change["report"]: change for change in tiny.answer("changes.json")["changes"]}
    path = "data/reports/FRA/2025-10-12.yaml"
    assert changes[path] == {
        "iso3": "FRA",
        "country": "France",
        "observed": "2025-10-12",
        "kind": "reply",
        "report": path,
        "source": "https://example.org/france/2",
        "figures": [
            {"period": "2025-Q2", "requests": 45, "users": 103, "effect": "revises"},
            {"period": "2025-Q3", "requests": 48, "users": 110, "effect": "new"},
        ],
    }


def test_every_address_in_an_answer_is_that_of_a_file_of_the_site(tiny: Published, tiny_site: Path) -> None:
    index = tiny.answer("index.json")
    filled = [link.format(iso3="FRA", quarter="2025-Q1", name="index") for link in index["links"].values()]
    listed = [entry["url"] for entry in (*index["quarters"], *tiny.answer("countries.json")["countries"])]
    downloads = [table[end] for table in index["tables"] for end in ("csv", "json")]
    pages = [address + "index.html" if address.endswith("/") else address for address in filled]
    missing = [a for a in (*pages, *listed, *downloads) if not (tiny_site / "api" / "v1" / a).resolve().is_file()]
    assert (missing, len(listed)) == ([], len(index["quarters"]) + len(tiny.rows("countries")))


def test_files_are_utf8_with_one_line_per_record(published: Published) -> None:
    for path, content in published.files.items():
        text = content.decode()
        assert (text[:1], text[-2:], "\r" in text, "\\u" in text) == ("{", "}\n", False, False), path
    countries = published.files["countries.json"].decode().splitlines()
    lines = [json.loads(line.removesuffix(",")) for line in countries if line.startswith('{"country":')]
    assert lines == published.answer("countries.json")["countries"]


def test_the_same_data_give_the_same_bytes(dataset: Dataset, real: Published) -> None:
    assert publish(dataset) == real


def test_answers_are_small_enough_for_a_page_to_load(real: Published) -> None:
    sizes = {path: len(content) for path, content in real.files.items()}
    assert sizes["countries.json"] < 150_000
    assert max(size for path, size in sizes.items() if path.startswith("countries/")) < 50_000
