"""The two states of a comparison come from git, a published bundle or the current files."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from atlas.diff import EFFECTS
from tests.conftest import TODAY, Run, contents

VERSION = "2026.3.4-h1a2b3c4"
NO_CHANGE = dict.fromkeys(EFFECTS, 0)


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path, message: str) -> None:
    git(root, "add", "--all", ".")
    git(root, "commit", "--quiet", "--message", message)


def add_iceland(root: Path, figures: str = "2025-Q2: {requests: 1, users: 9}") -> Path:
    path = root / "data" / "reports" / "ISL" / "2025-08-01.yaml"
    path.parent.mkdir()
    path.write_text(f"observed: 2025-08-01\nkind: reply\nfigures:\n  {figures}\n", encoding="utf-8")
    return path


@pytest.fixture
def history(tiny: Path) -> Path:
    """The tiny repository in git: unchanged in the tag `before`, with one more report for Iceland in `main`."""
    (tiny / ".gitignore").write_text("/.cache\n/_site\n", encoding="utf-8")
    git(tiny, "init", "--quiet", "--initial-branch=main")
    commit(tiny, "before")
    git(tiny, "tag", "before")
    add_iceland(tiny)
    commit(tiny, "after")
    return tiny


def compare(run: Run, root: Path, *arguments: str) -> dict[str, object]:
    status, output, errors = run(root, "diff", *arguments, "--format", "json", "--today", TODAY)
    assert (status, errors) == (0, "")
    result: dict[str, object] = json.loads(output)
    return result


def changed(result: dict[str, object]) -> dict[str, object]:
    return {key: result[key] for key in ("counts", "rows", "follows")}


@pytest.fixture
def bundles(tiny_site: Path, tmp_path: Path) -> dict[str, Path]:
    """Published bundles of the tiny repository: the data folder, the site, the tables alone, and zips of them."""
    tables = tmp_path / "tables"
    tables.mkdir()
    for name in ("figures.csv", "countries.csv"):
        shutil.copy(tiny_site / "data" / name, tables)
    (tables / "datapackage.json").write_text(json.dumps({"version": VERSION}), encoding="utf-8")
    result = {"data": tiny_site / "data", "site": tiny_site, "tables": tables}
    for name, below in {"flat": "", "deep": "atlas/data/"}.items():
        result[name] = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(result[name], "w") as bundle:
            for path in sorted(tables.iterdir()):
                bundle.write(path, below + path.name)
    return result


def test_a_revision_and_every_form_of_a_bundle_give_the_same_answer(
    history: Path, bundles: dict[str, Path], run: Run
) -> None:
    expected = changed(compare(run, history, "before"))
    assert expected["counts"] == NO_CHANGE | {"new": 1}
    answers = {name: changed(compare(run, history, str(path))) for name, path in bundles.items()}
    assert answers == dict.fromkeys(bundles, expected)
    assert changed(compare(run, history, "before", "main")) == expected


def test_a_revision_equals_what_was_published_of_it(history: Path, bundles: dict[str, Path], run: Run) -> None:
    for path in bundles.values():
        assert compare(run, history, "before", str(path))["rows"] == []


def test_the_zip_that_is_published_is_a_bundle(tiny_site: Path, tiny: Path, run: Run) -> None:
    result = compare(run, tiny, str(tiny_site / "data" / "telegram-transparency-atlas.zip"))
    _, version, _ = run(tiny, "version", "--today", TODAY)
    assert (result["rows"], result["base"]) == (
        [],
        {"label": str(tiny_site / "data" / "telegram-transparency-atlas.zip"), "version": version.strip()},
    )


def test_a_bundle_and_a_release_tag_have_a_version(history: Path, bundles: dict[str, Path], run: Run) -> None:
    git(history, "tag", f"v{VERSION}", "before")
    result = compare(run, history, f"v{VERSION}", str(bundles["deep"]))
    assert (result["base"], result["head"]) == (
        {"label": f"v{VERSION}", "version": VERSION},
        {"label": str(bundles["deep"]), "version": VERSION},
    )


def test_the_current_files_need_not_be_committed(history: Path, run: Run) -> None:
    (history / "data" / "reports" / "ISL" / "2025-08-01.yaml").unlink()
    result = compare(run, history, "main")
    _, version, _ = run(history, "version", "--today", TODAY)
    assert (result["counts"], result["head"]) == (
        NO_CHANGE | {"removed": 1},
        {"label": "the current files", "version": version.strip()},
    )


def test_a_comparison_touches_no_file(history: Path, run: Run) -> None:
    before = contents(history)
    compare(run, history, "before")
    compare(run, history, "before", "main")
    assert contents(history) == before


def test_an_older_revision_may_lack_tables_columns_and_reports(history: Path, run: Run) -> None:
    git(history, "checkout", "--quiet", "-b", "old", "before")
    for name in ("population.csv", "events.csv", "dsa-requests.csv"):
        (history / "data" / name).unlink()
    (history / "data" / "countries.csv").write_text("name,iso3\nFrankreich,FRA\n", encoding="utf-8")
    commit(history, "old")
    git(history, "checkout", "--quiet", "main")
    assert changed(compare(run, history, "old")) == changed(compare(run, history, "before"))
    shutil.rmtree(history / "data" / "reports")
    commit(history, "without reports")
    counts = compare(run, history, "main", "before")["counts"]
    assert isinstance(counts, dict)
    assert {name for name, number in counts.items() if number} == {"new"}


def test_an_older_report_may_have_keys_that_no_longer_exist(history: Path, run: Run) -> None:
    path = history / "data" / "reports" / "ISL" / "2025-08-01.yaml"
    path.write_text("weather: fine\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    commit(history, "weather")
    assert compare(run, history, "HEAD~1", "HEAD")["rows"] == []


WRONG_DATA = {
    "no data": (("data", None), "data/countries.csv:1: the file must exist and be readable [missing-file]"),
    "an older layout": (
        ("data/reports/FRA.yaml", "figures: {}\n"),
        "data/reports/FRA.yaml:1: a report must be a YAML file in a folder of data/reports [stray-file]",
    ),
    "no CSV": (
        ("data/countries.csv", "iso3,name\nFRA\n"),
        "data/countries.csv:1: every row must have as many cells as the header [csv-row]",
    ),
    "no names": (
        ("data/countries.csv", "iso3,title\nFRA,France\n"),
        "data/countries.csv:1: there must be a column name [csv-header]",
    ),
    "no day": (
        ("data/reports/ISL/2025-08-01.yaml", "kind: reply\nfigures:\n  2025-Q2: {requests: 1, users: 2}\n"),
        (
            "data/reports/ISL/2025-08-01.yaml:1: observed must be given: it must be the day the statement was read, "
            "written as in 2025-07-23 [required]"
        ),
    ),
}


@pytest.mark.parametrize("case", WRONG_DATA)
def test_a_revision_that_cannot_be_read_is_reported_in_one_line(case: str, history: Path, run: Run) -> None:
    (name, text), problem = WRONG_DATA[case]
    path = history / name
    if text is None:
        shutil.rmtree(path)
    else:
        path.write_text(text, encoding="utf-8")
    commit(history, case)
    git(history, "tag", "wrong")
    git(history, "reset", "--quiet", "--hard", "before")
    message = f"build.py: the data of 'wrong' cannot be read by the current code: {problem}"
    advice = "; compare with a newer revision or bundle\n"
    assert run(history, "diff", "wrong", "--today", TODAY) == (1, "", message + advice)


def test_files_that_do_not_pass_the_check_are_not_compared(history: Path, run: Run) -> None:
    path = history / "data" / "reports" / "ISL" / "2025-08-01.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("users: 9", "users: x"), encoding="utf-8")
    status, output, errors = run(history, "diff", "before", "--today", TODAY)
    assert (status, output, errors.splitlines()[0].partition(":4:")[0]) == (
        1,
        "",
        "data/reports/ISL/2025-08-01.yaml",
    )


def test_what_is_neither_a_revision_nor_a_bundle_is_wrong_usage(history: Path, tmp_path: Path, run: Run) -> None:
    folder, text, empty = tmp_path / "folder", tmp_path / "a.zip", tmp_path / "b.zip"
    folder.mkdir()
    text.write_text("no zip", encoding="utf-8")
    zipfile.ZipFile(empty, "w").close()
    for named, message in {
        "no-such-revision": "must be a git revision, or the path of a published bundle",
        "": "must be a git revision, or the path of a published bundle",
        str(folder): "must be a published bundle: there is no figures.csv in it",
        str(text): "must be a published bundle: it cannot be read as a zip: File is not a zip file",
        str(empty): "must be a published bundle: there is no figures.csv in it",
    }.items():
        for arguments in ((named,), ("before", named)):
            status, output, errors = run(history, "diff", *arguments, "--today", TODAY)
            shown = errors.removeprefix("build.py: ")
            assert (status, output, shown.endswith(f" {message}\n"), errors.count("\n")) == (2, "", True, 1)


def test_without_git_a_bundle_can_be_compared(tiny: Path, bundles: dict[str, Path], run: Run) -> None:
    assert compare(run, tiny, str(bundles["flat"]))["rows"] == []


def test_a_damaged_zip_is_reported_in_one_line(tiny: Path, bundles: dict[str, Path], run: Run) -> None:
    content = bytearray(bundles["flat"].read_bytes())
    start = content.index(b"FRA,")
    content[start : start + 3] = b"XXX"
    bundles["flat"].write_bytes(content)
    status, output, errors = run(tiny, "diff", str(bundles["flat"]), "--today", TODAY)
    assert (status, output, "it cannot be read as a zip: Bad CRC-32" in errors, errors.count("\n")) == (2, "", True, 1)


def test_a_bundle_with_other_columns_cannot_be_read(tiny: Path, bundles: dict[str, Path], run: Run) -> None:
    path = bundles["tables"] / "figures.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("users", "people", 1), encoding="utf-8")
    status, output, errors = run(tiny, "diff", str(bundles["tables"]), "--today", TODAY)
    message = "figures.csv:1: there must be a column users [csv-header]; compare with a newer revision or bundle\n"
    assert (status, output, errors.endswith(message)) == (1, "", True)


def test_a_later_bundle_may_have_more_columns(tiny: Path, bundles: dict[str, Path], run: Run) -> None:
    path = bundles["tables"] / "figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{line},more\n" for line in lines), encoding="utf-8")
    assert compare(run, tiny, str(bundles["tables"]))["rows"] == []


def test_the_version_is_the_only_output(tiny: Path, tiny_site: Path, run: Run) -> None:
    status, output, errors = run(tiny, "version", "--today", TODAY)
    assert (status, errors) == (0, "")
    assert (tiny_site / "data" / f"telegram-transparency-atlas-{output.strip()}.zip").is_file()


def test_data_with_a_problem_has_no_version(tiny: Path, run: Run) -> None:
    add_iceland(tiny, "2025-Q2: {requests: 1, users: x}")
    status, output, errors = run(tiny, "version", "--today", TODAY)
    assert (status, output, len(errors.splitlines())) == (1, "", 2)
