"""The code examples of the data page, taken from the page itself and run with a site on this machine."""

import csv
import html
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import duckdb_extension_httpfs
import pytest

from tests.conftest import Loopback

KNOWN = ("reported", "derived")


def recipe(loopback: Loopback, title: str) -> str:
    """The code below a heading of the page."""
    page = (loopback.site / "data" / "index.html").read_text(encoding="utf-8")
    below = re.split(rf"<h3[^>]*>{re.escape(title)}</h3>", page, maxsplit=1)[1]
    code = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", below, re.DOTALL)
    assert code, title
    return html.unescape(code[1])


def run(*command: str, text: str = "") -> str:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


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
    known = {(r["iso3"], r["quarter"]): int(r["users"]) for r in quarters(loopback) if r["status"] in KNOWN}
    before, after = (
        {iso3: users for (iso3, when), users in known.items() if when == quarter} for quarter in ("2024-Q1", "2025-Q1")
    )
    both = before.keys() & after.keys()
    (row,) = re.findall(r"│ (\d+) +┆ (\d+) +┆ (\d+) +│", output)
    assert [int(cell) for cell in row] == [len(both), sum(before[c] for c in both), sum(after[c] for c in both)]


def test_duckdb_computes_totals_with_the_number_of_countries(loopback: Loopback) -> None:
    extension = next(Path(duckdb_extension_httpfs.__file__).parent.rglob("*.duckdb_extension"))
    with duckdb.connect() as connection:
        connection.load_extension(str(extension))  # which DuckDB would otherwise download
        result = connection.sql(recipe(loopback, "DuckDB")).fetchall()
    assert [(quarter, requests, users, countries) for quarter, countries, requests, users in result] == totals(loopback)


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
