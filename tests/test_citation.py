"""The citations of a release: whole texts, and their agreement with each other and with CITATION.cff."""

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import yaml

from atlas import citation, read
from atlas.bundle import package
from atlas.model import Settings, Version

SETTINGS = Settings(
    title="Example Atlas",
    description="How many of 100 % are known.",
    repository="a/b",
    address="https://example.org/my_atlas/",
    licence="CC BY 4.0",
    licence_address="https://example.org/licence",
)
VERSION = Version(dt.date(2026, 9, 4), "0a1b2c3")
NO_REPORT = Version(None, "0a1b2c3")


def test_the_short_citation_is_a_line() -> None:
    assert citation.short(SETTINGS, VERSION) == (
        "Example Atlas, version 2026.9.4-h0a1b2c3, data as of 4 September 2026, CC BY 4.0, https://example.org/my_atlas/"
    )


def test_the_full_citation_is_an_entry_in_a_list_of_references() -> None:
    assert citation.full(SETTINGS, VERSION) == (
        "The contributors of the Example Atlas (2026). Example Atlas (version 2026.9.4-h0a1b2c3, data as of "
        "4 September 2026) [Data set]. https://github.com/a/b/releases/tag/v2026.9.4-h0a1b2c3 (CC BY 4.0)"
    )


def test_the_data_on_a_country_are_cited_with_their_own_version_and_page() -> None:
    assert citation.of_country(SETTINGS, VERSION, "France", "countries/fra/") == (
        "The contributors of the Example Atlas (2026). Example Atlas: France (version 2026.9.4-h0a1b2c3, data as of "
        "4 September 2026) [Data set]. https://example.org/my_atlas/countries/fra/ (CC BY 4.0)"
    )


def test_a_single_figure_is_cited_with_a_link_to_its_row() -> None:
    assert citation.figure(SETTINGS, VERSION, "France", "countries/fra/", "FRA-2024-Q4") == (
        "Example Atlas: France, FRA-2024-Q4, version 2026.9.4-h0a1b2c3, data as of 4 September 2026, CC BY 4.0, "
        "https://example.org/my_atlas/countries/fra/#FRA-2024-Q4"
    )


def test_two_versions_of_one_day_have_different_keys() -> None:
    other = replace(VERSION, digest="1111111")
    keys = [citation.bibtex(SETTINGS, version).splitlines()[0] for version in (VERSION, other)]
    ids = [json.loads(citation.csl_json(SETTINGS, version))[0]["id"] for version in (VERSION, other)]
    assert (len(set(keys)), len(set(ids))) == (2, 2)


def test_bibtex_keeps_the_author_in_one_piece_and_escapes_special_characters() -> None:
    assert citation.bibtex(replace(SETTINGS, title="R&D_Atlas {1}"), VERSION) == (
        "@dataset{telegram-transparency-atlas-2026.9.4-h0a1b2c3,\n"
        "  author = {{The contributors of the R\\&D\\_Atlas \\{1\\}}},\n"
        "  title = {{R\\&D\\_Atlas \\{1\\}}},\n"
        "  year = {2026},\n"
        "  version = {2026.9.4-h0a1b2c3},\n"
        "  url = {https://github.com/a/b/releases/tag/v2026.9.4-h0a1b2c3},\n"
        "  abstract = {How many of 100 \\% are known.},\n"
        "  note = {Data as of 2026-09-04, CC BY 4.0},\n"
        "  month = sep,\n"
        "}\n"
    )


def test_ris_is_a_record_of_a_dataset() -> None:
    assert citation.ris(SETTINGS, VERSION) == (
        "TY  - DATA\n"
        "AU  - The contributors of the Example Atlas\n"
        "TI  - Example Atlas\n"
        "PY  - 2026\n"
        "DA  - 2026/09/04\n"
        "ET  - 2026.9.4-h0a1b2c3\n"
        "UR  - https://github.com/a/b/releases/tag/v2026.9.4-h0a1b2c3\n"
        "AB  - How many of 100 % are known.\n"
        "N1  - CC BY 4.0\n"
        "LA  - en\n"
        "ER  - \n"
    )


def test_csl_json_is_a_list_of_one_dataset() -> None:
    assert json.loads(citation.csl_json(SETTINGS, VERSION)) == [
        {
            "id": "telegram-transparency-atlas-2026.9.4-h0a1b2c3",
            "type": "dataset",
            "title": "Example Atlas",
            "author": [{"literal": "The contributors of the Example Atlas"}],
            "version": "2026.9.4-h0a1b2c3",
            "URL": "https://github.com/a/b/releases/tag/v2026.9.4-h0a1b2c3",
            "abstract": "How many of 100 % are known.",
            "note": "CC BY 4.0",
            "language": "en",
            "issued": {"date-parts": [[2026, 9, 4]]},
        }
    ]


def test_a_release_without_reports_is_cited_without_a_day() -> None:
    assert citation.short(SETTINGS, NO_REPORT) == (
        "Example Atlas, version 0.0.0-h0a1b2c3, CC BY 4.0, https://example.org/my_atlas/"
    )
    assert citation.full(SETTINGS, NO_REPORT).startswith(
        "The contributors of the Example Atlas (n.d.). Example Atlas ("
    )
    assert not re.search(r"year|month|Data as of|None", citation.bibtex(SETTINGS, NO_REPORT))
    assert not re.search(r"^(PY|DA) |None", citation.ris(SETTINGS, NO_REPORT), re.MULTILINE)
    assert "issued" not in json.loads(citation.csl_json(SETTINGS, NO_REPORT))[0]
    artifact = "https://github.com/a/b/releases/tag/v0.0.0-h0a1b2c3"
    assert citation.cff(SETTINGS, "title: a\n", NO_REPORT, None) == (
        f'title: a\nversion: "0.0.0-h0a1b2c3"\nrepository-artifact: "{artifact}"\n'
    )


def test_the_citation_file_of_a_country_replaces_the_title_and_the_address_of_the_repository() -> None:
    text = "title: a\nreferences:\n  - title: b\nurl: https://example.org/\n"
    assert citation.cff_of_country(SETTINGS, text, VERSION, "France", "countries/fra/") == (
        'title: "Example Atlas: France"\nreferences:\n  - title: b\nurl: "https://example.org/my_atlas/countries/fra/"\n'
        'version: "2026.9.4-h0a1b2c3"\ndate-released: "2026-09-04"\n'
    )


def test_all_formats_agree_with_each_other_and_with_the_repository(project: Path) -> None:
    settings = read.repository(project, {}).settings
    text = (project / "CITATION.cff").read_text(encoding="utf-8")
    repository = yaml.safe_load(text)
    assert "version" not in repository
    assert "date-released" not in repository

    cff = yaml.safe_load(citation.cff(settings, text, VERSION, "a" * 40))
    address = f"https://github.com/{settings.repository}/releases/tag/v2026.9.4-h0a1b2c3"
    released = {"version": "2026.9.4-h0a1b2c3", "date-released": "2026-09-04", "repository-artifact": address}
    assert cff == {**repository, **released, "commit": "a" * 40}
    named = (cff["authors"][0]["name"], cff["title"], cff["version"], cff["date-released"], address)
    assert (cff["abstract"], cff["license"], cff["keywords"]) == (
        settings.description,
        package.licence(settings).name,
        list(citation.KEYWORDS),
    )

    csl = json.loads(citation.csl_json(settings, VERSION))[0]
    issued = str(dt.date(*csl["issued"]["date-parts"][0]))
    assert (csl["author"][0]["literal"], csl["title"], csl["version"], issued, csl["URL"]) == named

    ris = dict(line.split("  - ", 1) for line in citation.ris(settings, VERSION).splitlines())
    assert (ris["AU"], ris["TI"], ris["ET"], ris["DA"].replace("/", "-"), ris["UR"]) == named

    bib = dict(re.findall(r"^  (\w+) = \{+(.*?)\}+,$", citation.bibtex(settings, VERSION), re.MULTILINE))
    day = re.match(r"Data as of (\S+), ", bib["note"])
    assert day
    assert (bib["author"], bib["title"], bib["version"], day[1], bib["url"]) == named


def test_the_short_citation_is_the_one_that_the_licence_requires(project: Path) -> None:
    settings = read.repository(project, {}).settings
    licence = " ".join((project / "data" / "LICENSE").read_text(encoding="utf-8").split())
    required = citation.short(settings, VERSION).replace(str(VERSION), "[version]").replace("4 September 2026", "[day]")
    assert required in licence


def test_the_downloads_are_these_texts_for_the_release(tiny_site: Path) -> None:
    files = [(tiny_site / "data" / f"citation.{end}").read_text(encoding="utf-8") for end in ("bib", "ris", "json")]
    item = json.loads(files[2])[0]
    year, month, day = item["issued"]["date-parts"][0]
    assert item["version"].startswith(f"{year}.{month}.{day}-h")
    assert [item["version"] in text for text in files] == [True, True, True]
