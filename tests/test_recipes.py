"""The code examples of the data page, taken from the page itself and run with a site on this machine."""

import csv
import functools
import html
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import duckdb_extension_httpfs
import openpyxl
import pytest

from tests.conftest import Loopback

KNOWN = ("reported", "derived")


def recipes(loopback: Loopback) -> dict[str, list[str]]:
    """The code below each heading of the page's last part: one block, or several."""
    page = (loopback.site / "data" / "index.html").read_text(encoding="utf-8")
    sections = re.findall(r"<h3[^>]*>(.*?)</h3>(.*?)(?=<h[23]|</main>)", page, re.DOTALL)
    blocks = {title: re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", text, re.DOTALL) for title, text in sections}
    return {html.unescape(title): list(map(html.unescape, codes)) for title, codes in blocks.items() if codes}


def recipe(loopback: Loopback, title: str, number: int = 0) -> str:
    """The code below a heading of the page."""
    return recipes(loopback)[title][number]


def run(*command: str, text: str = "") -> str:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def run_duckdb(code: str) -> str:
    extension = next(Path(duckdb_extension_httpfs.__file__).parent.rglob("*.duckdb_extension"))
    with duckdb.connect() as connection:
        connection.load_extension(str(extension))  # which DuckDB would otherwise download
        return "\n".join(" ".join(map(str, row)) for row in connection.sql(code).fetchall())


PROGRAMS: dict[str, Callable[[str], str]] = {
    "Python, pandas": functools.partial(run, sys.executable, "-c"),
    "Python, polars": functools.partial(run, sys.executable, "-c"),
    "R": functools.partial(run, "Rscript", "--vanilla", "-e"),
    "DuckDB": run_duckdb,
    "curl and jq": functools.partial(run, "sh", "-c"),
}
"""What runs the recipes below each heading, and returns what they print."""


def quarters(loopback: Loopback) -> list[dict[str, str]]:
    text = (loopback.site / "data" / "quarters.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def totals(loopback: Loopback) -> list[tuple[str, int, int, int]]:
    """Quarter, requests, users and countries, for the quarters in which any country is known."""
    rows = [row for row in quarters(loopback) if row["status"] in KNOWN]
    return [
        (quarter, sum(int(r["requests"]) for r in known), sum(int(r["users"]) for r in known), len(known))
        for quarter in sorted({row["quarter"] for row in rows})
        for known in [[row for row in rows if row["quarter"] == quarter]]
    ]


def printed_totals(output: str) -> list[tuple[str, int, int, int]]:
    lines = re.findall(r"(20\d\d-Q\d) +(\d+) +(\d+) +(\d+)$", output, re.MULTILINE)
    return [(quarter, int(requests), int(users), int(countries)) for quarter, requests, users, countries in lines]


def test_pandas_computes_totals_with_the_number_of_countries(loopback: Loopback) -> None:
    assert printed_totals(run(sys.executable, "-c", recipe(loopback, "Python, pandas"))) == totals(loopback)


def test_polars_compares_two_quarters_over_the_same_countries(loopback: Loopback) -> None:
    output = run(sys.executable, "-c", recipe(loopback, "Python, polars"))
    bounded = [row for row in quarters(loopback) if row["requests_high"] and row["users_high"]]
    before, after = (
        {r["iso3"]: (int(r["users_low"]), int(r["users_high"])) for r in bounded if r["quarter"] == quarter}
        for quarter in ("2024-Q1", "2025-Q1")
    )
    both = before.keys() & after.keys()
    sums = [sum(of[code][bound] for code in both) for of in (before, after) for bound in (0, 1)]
    (row,) = re.findall(r"│ (\d+) +┆ (\d+) +┆ (\d+) +┆ (\d+) +┆ (\d+) +│", output)
    assert [int(cell) for cell in row] == [len(both), *sums]


def test_duckdb_computes_totals_with_the_number_of_countries(loopback: Loopback) -> None:
    rows = [line.split() for line in run_duckdb(recipe(loopback, "DuckDB")).splitlines()]
    assert [(quarter, int(requests), int(users), int(countries)) for quarter, countries, requests, users in rows] == (
        totals(loopback)
    )


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_r_computes_totals_with_the_number_of_countries(loopback: Loopback) -> None:
    assert printed_totals(run("Rscript", "--vanilla", "-e", recipe(loopback, "R"))) == totals(loopback)


def test_curl_and_jq_print_the_quarters_of_a_country(loopback: Loopback) -> None:
    expected = [
        "\t".join(row[name] for name in ("quarter", "status", "requests", "users"))
        for row in quarters(loopback)
        if row["iso3"] == "FRA"
    ]
    assert run("sh", text=recipe(loopback, "curl and jq")).splitlines() == expected


CODES = [("AFG", "AF", "004", "Afghanistan"), ("NAM", "NA", "516", "Namibia")]


def countries(loopback: Loopback) -> list[dict[str, str | bool | None]]:
    """The table countries, with two that the tiny repository does not have."""
    first, *others = json.loads((loopback.site / "data" / "countries.json").read_bytes())
    added = [{**first, **dict(zip(("iso3", "iso2", "iso_numeric", "name"), codes, strict=True))} for codes in CODES]
    return [first, *others, *added]


@pytest.fixture(scope="module")
def folder(loopback: Loopback, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table countries as CSV and JSON, with the two countries."""
    folder, rows = tmp_path_factory.mktemp("countries"), countries(loopback)
    with (folder / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({key: str(v).lower() if isinstance(v, bool) else v for key, v in row.items()} for row in rows)
    (folder / "countries.json").write_text(json.dumps(rows), encoding="utf-8")
    return folder


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_reads_the_codes_of_countries_as_text(program: str, loopback: Loopback, folder: Path) -> None:
    if program == "R" and not shutil.which("Rscript"):
        pytest.skip("R is not installed")
    code = recipe(loopback, program, 1)
    scheme = "file://" if program == "curl and jq" else ""
    local = code.replace(f"{loopback.address}data/", f"{scheme}{folder}/")
    assert local != code
    output = PROGRAMS[program](local)
    assert re.findall(r"(AFG|NAM)\W+(\w+)\W+(\w+)\W+(\w+)", output) == CODES


def test_the_database_has_the_codes_of_countries_as_text(loopback: Loopback, tmp_path: Path) -> None:
    copy = shutil.copy(loopback.site / "data" / "atlas.sqlite", tmp_path)
    added = [[int(v) if isinstance(v, bool) else v for v in row.values()] for row in countries(loopback)[-2:]]
    with closing(sqlite3.connect(copy)) as connection:
        connection.executemany(f"INSERT INTO countries VALUES ({', '.join('?' * len(added[0]))})", added)
        assert connection.execute(recipe(loopback, "Datasette Lite")).fetchall() == CODES


def test_the_workbook_for_sheets_has_the_codes_of_countries_as_text(loopback: Loopback) -> None:
    sheet = openpyxl.load_workbook(loopback.site / "data" / "atlas.xlsx")["countries"]
    header, *rows = sheet.iter_rows(values_only=True)
    (brazil,) = (dict(zip(header, row, strict=True)) for row in rows if "BRA" in row)
    assert brazil["iso_numeric"] == "076"


def test_every_program_has_a_recipe_for_countries(loopback: Loopback) -> None:
    assert {title for title, codes in recipes(loopback).items() if any("iso_numeric" in code for code in codes)} == {
        *PROGRAMS,
        "Datasette Lite",
    }


class _WithoutParts(SimpleHTTPRequestHandler):
    """A host that always sends whole files, as that of the standard library does."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def test_polars_reads_a_host_that_sends_only_whole_files(loopback: Loopback) -> None:
    handler = functools.partial(_WithoutParts, directory=loopback.site)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        code = recipe(loopback, "Python, polars", 2).replace(
            loopback.address, f"http://127.0.0.1:{server.server_port}/"
        )
        try:
            output = run(sys.executable, "-c", code)
        finally:
            server.shutdown()
            thread.join()
    statuses = [row["status"] for row in quarters(loopback)]
    printed = re.findall(r"│ (\w+) +┆ (\d+) +│", output)
    assert printed == [(status, str(statuses.count(status))) for status in sorted(set(statuses))]


def test_the_checksums_are_correct(loopback: Loopback) -> None:
    command = recipe(loopback, "Check what you downloaded")
    output = run("sh", "-c", f'cd "{loopback.site / "data"}" && {command}').splitlines()
    assert {line.rpartition(": ")[2] for line in output} == {"OK"}
    assert "telegram-transparency-atlas.zip: OK" in output


def test_the_addresses_for_sheets_and_datasette_lite_exist(loopback: Loopback) -> None:
    page = (loopback.site / "data" / "index.html").read_text(encoding="utf-8")
    (sheets,) = re.findall(r'=IMPORTDATA\("(.*?)",', recipe(loopback, "Google Sheets"))
    (lite,) = re.findall(r'href="https://lite\.datasette\.io/\?url=(.*?)"', page)
    assert [address.removeprefix(loopback.address) for address in (sheets, lite)] == [
        "data/quarters.csv",
        "data/atlas.sqlite",
    ]
