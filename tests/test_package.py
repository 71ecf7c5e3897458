"""The Data Packages of all tables and of each country, opened with Frictionless and with the standard library."""

import csv
import datetime as dt
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from atlas import bundle, prose, tables
from atlas.bundle import package
from atlas.check import check_repository
from atlas.sources import LICENCES as LICENCES_OF_TABLES
from atlas.sources import SOURCES, sources_of
from tests.conftest import PROJECT, TESTS, TODAY, copy_tiny
from tests.releases import publication_of

GOLDEN = TESTS / "golden" / "package"
NAME = "telegram-transparency-atlas"
SCHEMAS: dict[str, dict[str, Any]] = {
    name: yaml.safe_load((PROJECT / "schema" / f"{name}.yaml").read_text(encoding="utf-8")) for name in tables.PUBLISHED
}
NO_DOWNLOADS = ("index.html", "by-country.json")  # the page and what its script reads
TEXTS = ["LICENSE", "CITATION.cff", "CHANGELOG.md", "SHA256SUMS"]
CODES = ("BRA", "DEU", "FRA", "ISL", "NLD", "TWN", "XKX")
Row = dict[str, str]

DOWNLOADS = """
import json, sys
from pathlib import Path
from tests.test_package import digests
print(json.dumps(digests(Path(sys.argv[1]), sys.argv[2] or None)))
"""


def downloads(root: Path, commit: str | None = None) -> dict[str, bytes]:
    """Every download of a repository, by its path below data/."""
    assert check_repository(root, dt.date.fromisoformat(TODAY), {}).problems == ()
    made = bundle.artefacts(publication_of(root, commit=commit))
    return {artefact.path.removeprefix("data/"): artefact.content for artefact in made}


def digests(root: Path, commit: str | None) -> dict[str, str]:
    """The checksums of the zips."""
    contents = downloads(root, commit)
    return {name: hashlib.sha256(contents[name]).hexdigest() for name in contents if name.endswith(".zip")}


def rows(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def validated(folder: Path) -> tuple[bool, list[str], list[tuple[str, bool, list[str]]]]:
    """The verdict of the Frictionless command on the package in a folder: overall, its warnings, and for each table."""
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    report = json.loads(done.stdout)
    assert report["errors"] == []
    verdicts = [(task["name"], task["valid"], [e["message"] for e in task["errors"]]) for task in report["tasks"]]
    warnings = [*report["warnings"], *(warning for task in report["tasks"] for warning in task["warnings"])]
    return report["valid"], warnings, verdicts


@pytest.fixture(scope="module")
def packed(tiny_site: Path) -> bytes:
    return (tiny_site / "data" / f"{NAME}.zip").read_bytes()


@pytest.fixture(scope="module")
def described(packed: bytes) -> dict[str, Any]:
    descriptor: dict[str, Any] = json.loads(files(packed)["datapackage.json"])
    return descriptor


def unpack(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return folder


def test_the_package_has_a_copy_with_its_version_in_the_name(
    tiny_site: Path, packed: bytes, described: dict[str, Any]
) -> None:
    zips = {path.name: path.read_bytes() for path in (tiny_site / "data").glob("*.zip")}
    assert zips == {f"{NAME}.zip": packed, f"{NAME}-{described['version']}.zip": packed}


def test_the_package_contains_the_published_tables_and_the_texts_of_the_repository(
    tiny_site: Path, packed: bytes
) -> None:
    content_of = files(packed)
    assert list(content_of) == ["README.md", "datapackage.json", *(f"{name}.csv" for name in SCHEMAS), *TEXTS]
    csvs = {name: content for name, content in content_of.items() if name.endswith(".csv")}
    assert csvs == {f"{name}.csv": (tiny_site / "data" / f"{name}.csv").read_bytes() for name in SCHEMAS}
    assert content_of["LICENSE"] == (PROJECT / "data" / "LICENSE").read_bytes()


def test_the_citation_in_the_package_gives_its_version(packed: bytes, described: dict[str, Any]) -> None:
    repository = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    assert yaml.safe_load(files(packed)["CITATION.cff"]) == {
        **repository,
        "version": described["version"],
        "date-released": described["created"][:10],
        "repository-artifact": f"{repository['repository-code']}/releases/tag/v{described['version']}",
    }


def test_the_package_of_all_tables_gives_the_commit_and_the_day_of_its_build(pattern: Path) -> None:
    content_of = files(downloads(pattern, "a" * 40)[f"{NAME}.zip"])
    assert yaml.safe_load(content_of["CITATION.cff"])["commit"] == "a" * 40
    assert f"- Built: 1 June 2026, commit {'a' * 40}\n" in content_of["README.md"].decode()


def test_the_package_of_a_country_gives_the_version_of_its_own_rows(tiny_site: Path, described: dict[str, Any]) -> None:
    content_of = files((tiny_site / "data" / "countries" / "DEU.zip").read_bytes())
    own = json.loads(content_of["datapackage.json"])
    rows_of_country = b"".join(content for name, content in content_of.items() if name.endswith(".csv"))
    digest = hashlib.sha256(rows_of_country).hexdigest()[:7]
    day = max(row["observed"] for row in rows(content_of["reports.csv"]))
    assert (own["version"].partition("-h")[2], own["created"][:10]) == (digest, day)
    assert own["version"] != described["version"]
    cited = yaml.safe_load(content_of["CITATION.cff"])
    address = "https://telegram-transparency-atlas.github.io/atlas/countries/deu/"
    assert {key: cited[key] for key in ("title", "version", "date-released", "url")} == {
        "title": "Telegram Transparency Atlas: Germany",
        "version": own["version"],
        "date-released": day,
        "url": address,
    }
    readme = content_of["README.md"].decode()
    assert f"- Version: {own['version']}\n" in readme
    assert f"Telegram Transparency Atlas: Germany (version {own['version']}, data as of " in readme
    assert (address in readme, described["version"] in readme, "- Built" in readme) == (True, False, False)


def test_every_entry_of_the_zip_is_the_same_on_every_machine(packed: bytes, described: dict[str, Any]) -> None:
    day = dt.date.fromisoformat(described["created"][:10])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {
            (entry.date_time, entry.compress_type, entry.create_system, entry.external_attr >> 16)
            for entry in archive.infolist()
        } == {((day.year, day.month, day.day, 0, 0, 0), zipfile.ZIP_DEFLATED, 3, 0o100644)}


def test_frictionless_finds_the_unpacked_package_valid(packed: bytes, tmp_path: Path) -> None:
    assert validated(unpack(packed, tmp_path)) == (True, [], [(name, True, []) for name in SCHEMAS])


def test_frictionless_reports_a_changed_cell_and_a_reference_to_a_missing_row(packed: bytes, tmp_path: Path) -> None:
    table = unpack(packed, tmp_path) / "events.csv"
    table.write_bytes(table.read_bytes().replace(b"widened", b"changed"))
    (tmp_path / "countries.csv").write_bytes((tmp_path / "countries.csv").read_bytes().replace(b"FRA,", b"FRO,"))
    valid, _, verdicts = validated(tmp_path)
    assert not valid
    wrong = {name for name, is_valid, _ in verdicts if not is_valid}
    assert wrong == {"events", "countries", *(name for name in SCHEMAS if "foreignKeys" in SCHEMAS[name])}


def test_the_descriptor_describes_the_package(described: dict[str, Any]) -> None:
    settings = yaml.safe_load((PROJECT / "site" / "settings.yaml").read_text(encoding="utf-8"))
    without = {key: value for key, value in described.items() if key not in ("resources", "sources", "version")}
    assert without == {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": settings["title"],
        "description": settings["description"],
        "created": "2026-04-21T00:00:00Z",
        "homepage": settings["address"],
        "licenses": [{"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": settings["licence_address"]}],
        "contributors": [
            {
                "title": "The contributors of the Telegram Transparency Atlas",
                "roles": ["author"],
                "role": "author",
            }
        ],
        "keywords": ["Telegram", "transparency report", "law enforcement", "user data"],
    }


def test_the_descriptor_describes_every_table_like_its_schema(packed: bytes, described: dict[str, Any]) -> None:
    contents = files(packed)
    credited: dict[str, list[dict[str, str]]] = {}
    for source in SOURCES:
        for name in source.tables:
            credited.setdefault(name, []).append({"title": source.title, "path": source.path})
    assert described["resources"] == [
        {
            "name": name,
            "type": "table",
            "profile": "tabular-data-resource",
            "path": f"{name}.csv",
            "title": schema["title"],
            "description": schema["description"],
            **({"sources": credited[name]} if name in credited else {}),
            "licenses": LICENCES.get(name, [OURS]),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(contents[f"{name}.csv"]),
            "hash": "sha256:" + hashlib.sha256(contents[f"{name}.csv"]).hexdigest(),
            "schema": {
                "primaryKey": schema["primaryKey"],
                **({"foreignKeys": [*map(with_lists, schema["foreignKeys"])]} if "foreignKeys" in schema else {}),
                "missingValues": [""],
                "fields": [
                    {key: value for key, value in field.items() if key not in ("must", "level", "labels")}
                    | {"format": "default", "example": text(field["example"])}
                    | categories(field)
                    for field in schema["fields"]
                ],
            },
        }
        for name, schema in SCHEMAS.items()
    ]


OURS = {"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
LICENCES = {
    "countries": [
        {
            "name": "ODC-PDDL-1.0",
            "title": "ODC-PDDL: codes and regions",
            "path": "https://opendatacommons.org/licenses/pddl/1-0/",
        },
        {
            "name": "Unicode-3.0",
            "title": "Unicode License v3: names",
            "path": "https://www.unicode.org/license.txt",
        },
    ],
    "population": [{**OURS, "title": "CC BY 4.0: World Bank"}],
}


def with_lists(key: dict[str, Any]) -> dict[str, Any]:
    """A foreign key with its fields as lists, as version 2 of the standard has them."""
    ours, theirs = (
        [names] if isinstance(names, str) else names for names in (key["fields"], key["reference"]["fields"])
    )
    return {"fields": ours, "reference": {**key["reference"], "fields": theirs}}


def categories(field: dict[str, Any]) -> dict[str, Any]:
    """The categories of a field that has a list of possible values."""
    values, labels = field.get("constraints", {}).get("enum"), field.get("labels")
    if not values:
        return {}
    return {"categories": [{"value": value, "label": labels[value]} for value in values] if labels else values}


def test_the_statuses_of_quarters_have_labels(described: dict[str, Any]) -> None:
    (schema,) = (resource["schema"] for resource in described["resources"] if resource["name"] == "quarters")
    (status,) = (field for field in schema["fields"] if field["name"] == "status")
    assert status["categories"] == [
        {"value": "reported", "label": "reported"},
        {"value": "derived", "label": "calculated"},
        {"value": "bounded", "label": "known within bounds"},
        {"value": "missing", "label": "not known"},
    ]


def test_the_description_beside_the_tables_is_that_in_the_zip(
    tiny_site: Path, packed: bytes, described: dict[str, Any]
) -> None:
    description = (tiny_site / "data" / "datapackage.json").read_bytes()
    assert description == files(packed)["datapackage.json"]
    for resource in described["resources"]:
        content = (tiny_site / "data" / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_frictionless_finds_the_description_beside_the_tables_valid(tiny_site: Path) -> None:
    assert validated(tiny_site / "data") == (True, [], [(name, True, []) for name in SCHEMAS])


def test_only_resources_have_the_profile_of_version_1(described: dict[str, Any]) -> None:
    assert "profile" not in described
    assert {resource["profile"] for resource in described["resources"]} == {"tabular-data-resource"}


def text(example: object) -> str:
    """An example as text, which the standard requires for every type of field."""
    return str(example).lower() if isinstance(example, bool) else str(example)


def test_the_sources_are_those_in_the_licence(described: dict[str, Any]) -> None:
    licence = (PROJECT / "data" / "LICENSE").read_text(encoding="utf-8")
    bot, *others = described["sources"]
    assert bot["path"] == "https://t.me/transparency"
    listed = {line.strip() for line in licence.partition("What others contributed")[2].splitlines()}
    assert {source["path"] for source in others} == {line for line in listed if line.startswith("https://")}


@pytest.mark.parametrize("table", LICENCES)
def test_the_licences_and_sources_of_a_table_are_those_in_the_licence(table: str, described: dict[str, Any]) -> None:
    paragraphs = (PROJECT / "data" / "LICENSE").read_text(encoding="utf-8").split("\n\n")
    (paragraph,) = (paragraph for paragraph in paragraphs if paragraph.startswith(f"{table}.csv"))
    (resource,) = (resource for resource in described["resources"] if resource["name"] == table)
    names = [licence["title"].partition(":")[0] for licence in resource["licenses"]]
    assert [name for name in names if name not in paragraph] == []
    assert [source["path"] for source in resource["sources"]] == re.findall(
        r"^ +(https://.+)$", paragraph, re.MULTILINE
    )


def test_sources_and_licences_only_name_published_tables() -> None:
    named = {*LICENCES_OF_TABLES, *(table for source in SOURCES for table in source.tables)}
    assert named - set(SCHEMAS) == set()


def test_the_readme_is_as_expected(packed: bytes, expect: Callable[[str, Path], None]) -> None:
    expect(files(packed)["README.md"].decode(), GOLDEN / "README.md")


OF_ROWS = {"source", "url"}
"""The columns in which each row of a table names its own source."""


def test_every_table_that_does_not_name_a_source_in_its_rows_has_sources() -> None:
    without = {name for name, schema in SCHEMAS.items() if {f["name"] for f in schema["fields"]}.isdisjoint(OF_ROWS)}
    assert {"quarters", "spans", "years", "quarter_reports", "revisions"} <= without
    assert {name for name in without if not sources_of(name)} == set()
    assert {name for source in SOURCES for name in source.tables} <= SCHEMAS.keys()


def test_the_changes_are_as_expected(packed: bytes, expect: Callable[[str, Path], None]) -> None:
    expect(files(packed)["CHANGELOG.md"].decode(), GOLDEN / "CHANGELOG.md")


def test_the_changes_follow_from_the_tables(packed: bytes) -> None:
    contents = files(packed)
    name_of = {row["iso3"]: row["name"] for row in rows(contents["countries.csv"])}
    stated: dict[tuple[str, str], tuple[str, str]] = {}
    lines: dict[str, dict[str, str]] = {}
    for row in sorted(rows(contents["figures.csv"]), key=lambda row: (row["observed"], row["iso3"], row["report"])):
        key, value = (row["iso3"], row["period"]), (row["requests"], row["users"])
        effect = "new" if key not in stated else "confirms" if stated[key] == value else "revises"
        effect = "conflicts" if key == ("BRA", "2024") else effect  # less than Brazil had in three quarters of it
        stated[key] = value
        year, *quarters = row["period"].split("-")
        period = f"{'–'.join(quarters)} {year}".strip()
        requests, users = (
            f"{int(n):,} {noun if n == '1' else noun + 's'}" for n, noun in zip(value, ("request", "user"), strict=True)
        )
        of_day = lines.setdefault(row["observed"], {})
        start = f"{of_day[row['report']]};" if row["report"] in of_day else f"- {name_of[row['iso3']]} ({row['kind']}):"
        of_day[row["report"]] = f"{start} {period}, {requests} and {users} [{effect}]"
    expected = [
        (prose.day(dt.date.fromisoformat(day)), list(of_day.values()))
        for day, of_day in sorted(lines.items(), reverse=True)
    ]
    _, *sections = contents["CHANGELOG.md"].decode().split("\n## ")
    days = [section.split("\n\n", 1) for section in sections]
    assert [(day, text.splitlines()) for day, text in days] == expected


@pytest.mark.parametrize("code", CODES)
def test_a_country_has_its_rows_of_quarters_as_csv_and_json(code: str, tiny_site: Path) -> None:
    header, *lines = (tiny_site / "data" / "quarters.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    folder = tiny_site / "data" / "countries"
    expected = "".join([header, *(line for line in lines if line.startswith(f"{code},"))])
    assert (folder / f"{code}.csv").read_text(encoding="utf-8") == expected
    quarters = json.loads((tiny_site / "data" / "quarters.json").read_bytes())
    assert json.loads((folder / f"{code}.json").read_bytes()) == [row for row in quarters if row["iso3"] == code]


@pytest.mark.parametrize("code", CODES)
def test_the_package_of_a_country_contains_its_rows_of_every_table(code: str, tiny_site: Path) -> None:
    content_of = files((tiny_site / "data" / "countries" / f"{code}.zip").read_bytes())
    about = [name for name, schema in SCHEMAS.items() if schema["fields"] and "iso3" in fields(schema)]
    assert list(content_of) == ["README.md", "datapackage.json", *(f"{name}.csv" for name in about), *TEXTS]
    for name in about:
        everywhere = rows((tiny_site / "data" / f"{name}.csv").read_bytes())
        assert rows(content_of[f"{name}.csv"]) == [row for row in everywhere if row["iso3"] == code]


def fields(schema: dict[str, Any]) -> list[str]:
    return [field["name"] for field in schema["fields"]]


@pytest.mark.parametrize("code", ["FRA", "XKX"])
def test_frictionless_finds_the_package_of_a_country_valid(code: str, tiny_site: Path, tmp_path: Path) -> None:
    content = (tiny_site / "data" / "countries" / f"{code}.zip").read_bytes()
    about = [name for name in SCHEMAS if "iso3" in fields(SCHEMAS[name])]
    assert validated(unpack(content, tmp_path)) == (True, [], [(name, True, []) for name in about])


def test_there_are_three_files_for_every_country_and_their_checksums(tiny_site: Path) -> None:
    folder = tiny_site / "data" / "countries"
    names = [f"{code}.{end}" for code in CODES for end in ("csv", "json", "zip")]
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, "SHA256SUMS"])
    assert sha256sum(folder) == [f"{name}: OK" for name in names]


@pytest.mark.parametrize("name", [NAME, *(f"countries/{code}" for code in CODES)])
def test_every_zip_has_the_checksums_of_its_files(name: str, tiny_site: Path, tmp_path: Path) -> None:
    folder = unpack((tiny_site / "data" / f"{name}.zip").read_bytes(), tmp_path)
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    assert sha256sum(folder) == [f"{name}: OK" for name in names]


def sha256sum(folder: Path) -> list[str]:
    """What sha256sum says about the files in a folder."""
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True).stdout.splitlines()


def test_the_packages_are_the_same_in_any_folder_and_time_zone_and_those_of_countries_at_any_commit(
    pattern: Path, tmp_path: Path
) -> None:
    checksums = []
    runs = (("Pacific/Kiritimati", ""), ("America/Anchorage", ""), ("UTC", "a" * 40))
    for number, (zone, commit) in enumerate(runs):
        root = copy_tiny(pattern, tmp_path / str(number) / "tiny")
        env = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(number)}
        command = [sys.executable, "-c", DOWNLOADS, str(root), commit]
        done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, check=True, timeout=120)
        checksums.append(json.loads(done.stdout))
    assert len(checksums[0]) == 2 + len(CODES)
    assert checksums[0] == checksums[1]
    changed = [name for name, checksum in checksums[2].items() if not name.startswith("countries/")]
    assert [name for name in checksums[2] if checksums[2][name] != checksums[0][name]] == changed


def test_text_that_contains_a_formula_is_published_unchanged(tiny: Path) -> None:
    note, credit = "'=1+1", 'A =@SUM(A1:A9)"; -2'  # the check refuses text that begins with one
    report = tiny / "data" / "reports" / "FRA" / "2026-04-20.yaml"
    kept = [
        line for line in report.read_text(encoding="utf-8").splitlines() if not line.startswith(("note:", "credit:"))
    ]
    report.write_text(
        "\n".join([*kept, f"note: {json.dumps(note)}", f"credit: {json.dumps(credit)}"]) + "\n", encoding="utf-8"
    )
    made = downloads(tiny)
    for content in (made["reports.csv"], files(made[f"{NAME}.zip"])["reports.csv"]):
        assert [
            (row["note"], row["credit"]) for row in rows(content) if row["report"].endswith("FRA/2026-04-20.yaml")
        ] == [(note, credit)]
    assert [
        (row["note"], row["credit"])
        for row in json.loads(made["reports.json"])
        if row["report"].endswith("FRA/2026-04-20.yaml")
    ] == [(note, credit)]


def test_a_repository_without_reports_has_valid_packages_without_a_day(tiny: Path, tmp_path: Path) -> None:
    for report in (tiny / "data" / "reports").rglob("*.yaml"):
        report.unlink()
    packed = downloads(tiny)[f"{NAME}.zip"]
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert validated(unpack(packed, tmp_path / "unpacked")) == (True, [], [(name, True, []) for name in SCHEMAS])
    descriptor = json.loads((tmp_path / "unpacked" / "datapackage.json").read_bytes())
    assert ("created" in descriptor, descriptor["version"].partition("-")[0]) == (False, "0.0.0")


def test_a_zip_from_before_1980_is_dated_1980() -> None:
    with zipfile.ZipFile(io.BytesIO(package.archive({"a": b"1"}, dt.date(1979, 12, 31)))) as archive:
        assert [entry.date_time for entry in archive.infolist()] == [(1980, 1, 1, 0, 0, 0)]


def test_the_checksums_are_those_of_every_other_file_below_data(tiny_site: Path) -> None:
    folder = tiny_site / "data"
    others = (path for path in folder.rglob("*") if path.is_file() and path.name not in NO_DOWNLOADS)
    others = (path for path in others if path != folder / "SHA256SUMS")
    sums = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in others}
    expected = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    assert (folder / "SHA256SUMS").read_text(encoding="utf-8") == expected
