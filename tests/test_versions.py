"""Versions: each part has that of its own rows, files change only with what they say, and releases make the history."""

import csv
import datetime as dt
import hashlib
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from atlas import git as repository
from atlas.cli import main
from atlas.diff import history
from atlas.model import Period, Status, Version
from atlas.summary import Profile
from atlas.tables import Release
from tests.browser import tools
from tests.conftest import PROJECT, TODAY, MakeOnce, Run, contents, copy_tiny
from tests.releases import publication_of
from tests.test_diff_states import add_iceland, commit, git

RELEASES = "https://github.com/telegram-transparency-atlas/atlas/releases/tag/v"
SHOWN = re.compile(r"[Vv]ersion ([0-9]+\.[0-9]+\.[0-9]+-h[0-9a-f]{7})")

OF_THE_WHOLE = ("", "findings/", "countries/", "quarters/", "compare/", "coverage/", "changes/", "data/")
WITHOUT_DATA = ("404.html", "about/", "contribute/", "corrections/", "method/")
WITH_COMMIT = {
    "SHA256SUMS",
    "atlas.sqlite",
    "atlas.xlsx",
    "telegram-transparency-atlas.zip",
}
"""The downloads of all data, which give the commit that they were built from, and their checksums."""


# Files change only with what they say


def middling(profiles: tuple[Profile, ...]) -> Profile:
    """Of the countries whose newest quarter one report states and no longer period contains, that in the middle."""

    def is_simple(profile: Profile) -> bool:
        newest = profile.newest
        if newest is None or newest.status is not Status.REPORTED or newest.reports > 1 or not profile.ledger:
            return False
        longer = (period for period in profile.ledger.periods if period != newest.period)
        return not any(period.opens <= newest.period.opens < period.closes for period in longer)

    simple = [profile for profile in profiles if is_simple(profile)]
    return sorted(simple, key=lambda profile: profile.newest.requests or 0 if profile.newest else 0)[len(simple) // 2]


def edit(root: Path, profile: Profile) -> None:
    """Add one to the requests and the users of the newest quarter of a country."""
    newest = profile.newest
    assert newest
    path = root / newest.statements[0].report.location.path
    before = f"{newest.period}: {{requests: {newest.requests}, users: {newest.users}}}"
    after = f"{newest.period}: {{requests: {(newest.requests or 0) + 1}, users: {(newest.users or 0) + 1}}}"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def different(before: Path, after: Path) -> list[str]:
    """The files of two sites that differ or exist in one only."""
    old, new = contents(before), contents(after)
    return sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


def test_one_edited_figure_changes_at_most_120_files(
    make_once: MakeOnce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = make_once("site", tools.build)  # shared with the tests of pages in a browser
    root = tmp_path / "edited"
    for folder in ("data", "schema", "site"):
        shutil.copytree(PROJECT / folder, root / folder)
    shutil.copy(PROJECT / "CITATION.cff", root)
    (PROJECT / ".cache").mkdir(exist_ok=True)
    (root / ".cache").symlink_to(PROJECT / ".cache", target_is_directory=True)
    profile = middling(publication_of(PROJECT).atlas.reporting)
    edit(root, profile)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_REPOSITORY", "example/atlas")
    assert main(["--output", "_site"], root) == 0

    changed = different(before, root / "_site")
    assert len(changed) <= 120, "\n".join(changed)
    code, newest = profile.country.iso3, profile.newest
    assert newest
    of_itself = {
        "index.html",
        f"api/v1/countries/{code}.json",
        f"api/v1/quarters/{newest.period}.json",
        f"countries/{code.lower()}/index.html",
        f"data/countries/{code}.csv",
        f"data/countries/{code}.zip",
        f"embed/{code.lower()}/index.html",
        f"quarters/{str(newest.period).lower()}/index.html",
        "data/quarters.csv",
        "data/versions.json",
    }
    assert of_itself - set(changed) == set()
    # The data of no other country changed, so neither did their downloads, answers and charts to embed.
    others = re.compile(rf"(data/countries|api/v1/countries|embed)/(?!{code}|{code.lower()}|SHA256SUMS)")
    assert [path for path in changed if others.match(path)] == []


def test_a_commit_without_a_change_of_data_changes_only_what_gives_the_commit(tiny: Path, run: Run) -> None:
    (tiny / ".gitignore").write_text("/.cache\n/_*\n", encoding="utf-8")
    git(tiny, "init", "--quiet", "--initial-branch=main")
    commit(tiny, "before")
    assert run(tiny, "--today", TODAY, "--output", "_before")[0] == 0
    (tiny / "notes.txt").write_text("not about the data", encoding="utf-8")
    commit(tiny, "after")
    assert run(tiny, "--today", TODAY, "--output", "_after")[0] == 0
    version = run(tiny, "version", "--today", TODAY)[1].strip()
    downloads = {f"data/{name}" for name in WITH_COMMIT} | {f"data/telegram-transparency-atlas-{version}.zip"}
    # The overview and the data page give the checksums of these downloads.
    pages = {"index.html", "data/index.html", "api/v1/index.json"}
    assert different(tiny / "_before", tiny / "_after") == sorted(downloads | pages)


# Each part has the version of its own rows


def test_the_version_of_a_quarter_is_a_hash_of_its_rows_and_of_those_it_is_compared_with(pattern: Path) -> None:
    release = publication_of(pattern).release
    text, days = io.StringIO(newline=""), []
    for name in ("quarters", "quarter_reports"):
        header, *rows = csv.reader(io.StringIO(release.csv[name].decode(), newline=""))
        rows = [row for row in rows if row[header.index("quarter")] in ("2025-Q1", "2025-Q4", "2026-Q1")]
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        days += [row[header.index("last_observed")] for row in rows if "last_observed" in header]
    day = max(days)
    expected = Version(dt.date.fromisoformat(day), hashlib.sha256(text.getvalue().encode()).hexdigest()[:7])
    assert release.versions.quarters["2026-Q1"] == expected


def changed_parts(before: Release, after: Release) -> dict[str, set[str]]:
    kinds = {"countries", "quarters", "groups"}
    pairs = {kind: (getattr(before.versions, kind), getattr(after.versions, kind)) for kind in kinds}
    return {kind: {key for key in new if old[key] != new[key]} for kind, (old, new) in pairs.items()}


def test_a_part_gets_a_new_version_only_if_its_own_rows_change(tiny: Path) -> None:
    before = publication_of(tiny)
    france = before.atlas.profile("FRA")
    assert france
    edit(tiny, france)
    after = publication_of(tiny)
    assert before.release.version != after.release.version
    assert changed_parts(before.release, after.release) == {
        "countries": {"FRA"},
        "quarters": {"2026-Q1"},
        "groups": {"europe", "european-union"},
    }


def test_a_new_report_changes_the_day_of_the_parts_that_it_is_about(tiny: Path) -> None:
    before = publication_of(tiny).release
    add_iceland(tiny)
    after = publication_of(tiny).release
    assert before.versions.countries["ISL"].date is None
    assert after.versions.countries["ISL"].date == dt.date(2025, 8, 1)
    assert changed_parts(before, after)["countries"] == {"ISL"}
    assert after.version.date == before.version.date  # an older report than the newest


def test_every_page_shows_the_version_of_its_own_data_or_none(tiny_site: Path) -> None:
    known = json.loads((tiny_site / "data" / "versions.json").read_bytes())
    whole = known["versions"][0]["version"]
    for path, content in contents(tiny_site).items():
        if not path.endswith(".html"):
            continue
        page = path.removesuffix("index.html")
        kind, _, name = page.rstrip("/").partition("/")
        if page in (*OF_THE_WHOLE, *WITHOUT_DATA):
            expected = {whole} if page in OF_THE_WHOLE else set()
        elif kind in ("quarters", "groups"):
            expected = {known[kind][name.upper() if kind == "quarters" else name]}
        else:
            version = known["countries"][name.upper()]
            expected = set() if version.startswith("0.0.0") else {version}
        assert set(SHOWN.findall(content.decode())) == expected, path


def test_the_api_and_the_zip_of_a_country_have_the_version_of_its_page(tiny_site: Path) -> None:
    known = json.loads((tiny_site / "data" / "versions.json").read_bytes())
    for kind in ("countries", "quarters"):
        for key, version in known[kind].items():
            answer = json.loads((tiny_site / "api" / "v1" / kind / f"{key}.json").read_bytes())
            assert answer["generated_from"]["version"] == version
    page = (tiny_site / "countries" / "fra" / "index.html").read_text(encoding="utf-8")
    cited = f"Telegram Transparency Atlas: France, FRA-2026-Q1, version {known['countries']['FRA']}, "
    assert cited in page


# Releases make the history


def versions(root: Path, run: Run) -> list[dict[str, Any]]:
    """The versions that a build lists."""
    assert run(root, "--today", TODAY)[0] == 0
    listed: list[dict[str, Any]] = json.loads((root / "_site" / "data" / "versions.json").read_bytes())["versions"]
    return listed


def version(root: Path, run: Run) -> str:
    return run(root, "version", "--today", TODAY)[1].strip()


@pytest.fixture
def released(tmp_path: Path, pattern: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A copy of the tiny repository in git whose only version is released, with its version; it has its own cache."""
    root = copy_tiny(pattern, tmp_path / "released")
    (root / ".cache").unlink()
    (root / ".cache").mkdir()
    (root / ".cache" / "charts").symlink_to(pattern / ".cache" / "charts", target_is_directory=True)
    (root / ".gitignore").write_text("/.cache\n/_*\n", encoding="utf-8")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-05-01T23:30:00-0200")  # the day after in UTC
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "before")
    first = version(root, run)
    git(root, "tag", f"v{first}")
    return root, first


def add_report(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_iceland(root)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-05-20T12:00:00+0000")
    commit(root, "after")


def test_a_repository_without_releases_lists_its_present_version(tiny_site: Path, pattern: Path, run: Run) -> None:
    present = version(pattern, run)
    assert json.loads((tiny_site / "data" / "versions.json").read_bytes())["versions"] == [
        {
            "version": present,
            "as_of": "2026-04-21",
            "released": TODAY,
            "release": RELEASES + present,
            "reports": 18,
            "figures": 25,
            "changes": None,
        }
    ]


def test_each_version_says_what_it_changed(
    released: tuple[Path, str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, first = released
    add_report(root, monkeypatch)
    second = version(root, run)
    listed = versions(root, run)
    days = [(entry["version"], entry["released"]) for entry in listed]
    assert days == [(second, "2026-05-20"), (first, "2026-05-02")]
    numbers = [(entry["reports"], entry["figures"], entry["changes"]) for entry in listed]
    assert numbers == [(19, 26, "New: 1 figure for Iceland, not known before."), (18, 25, None)]
    feed = (root / "_site" / "versions.xml").read_text(encoding="utf-8")
    assert re.findall(r"<id>(.*?)</id>", feed)[1:] == [RELEASES + second, RELEASES + first]
    assert "<summary>19 reports, 26 figures. New: 1 figure for Iceland, not known before.</summary>" in feed


def test_the_oldest_version_that_is_listed_is_compared_with_the_one_before(
    released: tuple[Path, str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, _ = released
    add_report(root, monkeypatch)
    monkeypatch.setattr(history, "NEWEST", 1)
    assert [entry["changes"] for entry in versions(root, run)] == ["New: 1 figure for Iceland, not known before."]


def test_the_release_of_a_version_changes_no_file_whatever_the_cache_holds(
    released: tuple[Path, str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, _ = released
    add_report(root, monkeypatch)
    assert run(root, "--today", TODAY, "--output", "_before")[0] == 0
    git(root, "tag", f"v{version(root, run)}")
    assert run(root, "--today", TODAY, "--output", "_after")[0] == 0
    assert different(root / "_before", root / "_after") == []
    shutil.rmtree(root / ".cache" / "versions")
    assert run(root, "--today", TODAY, "--output", "_again")[0] == 0
    assert different(root / "_before", root / "_again") == []


def test_a_version_that_comes_back_is_listed_once(
    released: tuple[Path, str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, first = released
    add_report(root, monkeypatch)
    second = version(root, run)
    git(root, "tag", f"v{second}")
    (root / "data" / "reports" / "ISL" / "2025-08-01.yaml").unlink()
    commit(root, "back")
    listed = versions(root, run)
    assert [entry["version"] for entry in listed] == [first, second]
    assert (
        listed[0]["changes"] == "Removed: 1 figure for Iceland, no longer reported, or contradicted by newer reports."
    )


def test_a_version_that_changes_no_figure_says_so(
    released: tuple[Path, str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, _ = released
    path = root / "data" / "population.csv"
    path.write_text(re.sub(r"(?m)^(FRA,2024,\d+)", r"\g<1>0", path.read_text("utf-8")), encoding="utf-8")
    commit(root, "after")
    assert versions(root, run)[0]["changes"] == "No figure changed; other columns or tables did."


def test_data_that_the_current_code_cannot_read_have_no_numbers(released: tuple[Path, str], run: Run) -> None:
    root, first = released
    add_iceland(root, "2025-Q2: {requests: x, users: 9}")
    commit(root, "unreadable")
    git(root, "tag", "v2026.4.21-h0000000")
    git(root, "rm", "--quiet", "-r", "data/reports/ISL")
    commit(root, "after")
    listed = {entry["version"]: (entry["reports"], entry["changes"]) for entry in versions(root, run)}
    assert listed == {first: (18, None), "2026.4.21-h0000000": (None, None)}


def test_only_release_tags_before_the_current_commit_count(released: tuple[Path, str], run: Run) -> None:
    root, first = released
    git(root, "tag", "vacation")
    git(root, "tag", "v2026.13.45-h0000000")
    git(root, "switch", "--quiet", "--create", "other")
    (root / "notes.txt").touch()
    commit(root, "elsewhere")
    git(root, "tag", "v2026.5.5-h1111111")
    git(root, "switch", "--quiet", "main")
    assert [entry["version"] for entry in versions(root, run)] == [first]


def test_a_folder_that_is_not_the_root_of_a_repository_has_no_tags(released: tuple[Path, str]) -> None:
    root, first = released
    assert [(tag.name, tag.day) for tag in repository.tags(root, "v*")] == [(f"v{first}", dt.date(2026, 5, 2))]
    assert (repository.tags(root / "data", "v*"), repository.commit_day(root / "data")) == ((), None)


@pytest.mark.parametrize("text", ["2026.9.4-h0a1b2c3", "0.0.0-h0a1b2c3"])
def test_a_version_is_read_as_it_is_written(text: str) -> None:
    assert str(Version.parse(text)) == text


@pytest.mark.parametrize("text", ["", "2026.9.4", "2026.09.04-h0a1b2c3", "2026.13.4-h0a1b2c3", "v2026.9.4-h0a1b2c3"])
def test_what_is_not_a_version_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a version|month must be"):
        Version.parse(text)


def test_the_period_of_a_figure_is_part_of_its_identifier(tiny_site: Path) -> None:
    page = (tiny_site / "countries" / "fra" / "index.html").read_text(encoding="utf-8")
    identifiers = re.findall(r"countries/fra/#FRA-([0-9Q-]+)", page)
    assert [str(Period.parse(period)) for period in identifiers] == ["2026-Q1"]
