"""The tiny repository that uses every feature, the sites that are built from it, and the switch --update.

Tests that only read share one built site, also between the processes of pytest-xdist: the first one that needs it
builds it. Tests that change something get a fresh copy of the repository.
"""

import datetime as dt
import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from atlas import cli
from atlas.publication import Publication
from tests import releases
from tests.browser import pages_server

PROJECT = Path(__file__).resolve().parent.parent
TESTS = PROJECT / "tests"
TODAY = "2026-06-01"

Run = Callable[..., tuple[int, str, str]]

# The same examples in every run, however slow the machine: a failure then comes from the change at hand. For a longer
# search: pytest --hypothesis-profile=search.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=3_000, deadline=None)
hypothesis.settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected files; review them in the git diff")


def pytest_configure() -> None:
    """In GitHub Actions the site would take its address from these variables, and the golden pages would differ."""
    for name in ("GITHUB_ACTIONS", "GITHUB_REPOSITORY", "SITE_ADDRESS"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the repository itself, for reading only."""
    return PROJECT


@pytest.fixture(scope="session")
def today() -> dt.date:
    return dt.date.fromisoformat(TODAY)


MakeOnce = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> MakeOnce:
    """Calls a function with a path in a folder that all processes of pytest-xdist share, unless one of them has."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, function: Callable[[Path], object]) -> Path:
        path, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed; the other processes wait here
            if not done.exists():
                function(path)
                done.touch()
        return path

    return make


@pytest.fixture(scope="session")
def pattern(make_once: MakeOnce) -> Path:
    """The tiny repository to copy: its own data, the project's schemas and site; a map and names for its countries.

    All copies share its cache, so that each chart is drawn once.
    """
    return make_once("pattern", _make_pattern)


def _make_pattern(root: Path) -> None:
    shutil.copytree(TESTS / "tiny" / "data", root / "data")
    for folder in ("schema", "site"):
        shutil.copytree(PROJECT / folder, root / folder)
    for file in ("CITATION.cff", "data/LICENSE"):
        shutil.copy(PROJECT / file, root / file)
    (root / ".cache").mkdir()
    codes = {line.split(",")[0] for line in (root / "data" / "countries.csv").read_text("utf-8").splitlines()[1:]}
    bot = (PROJECT / "data" / "bot.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in bot if not re.match("  [A-Z]{3}: ", line) or line[2:5] in codes]
    (root / "data" / "bot.yaml").write_text("".join(kept), encoding="utf-8")
    world = root / "site" / "charts" / "world.topojson"
    topology = json.loads(world.read_text(encoding="utf-8"))
    for layer in topology["objects"].values():
        layer["geometries"] = [shape for shape in layer["geometries"] if shape["id"] in codes]
    world.write_text(json.dumps(topology), encoding="utf-8")


def copy_tiny(pattern: Path, root: Path) -> Path:
    for folder in ("data", "schema", "site"):
        shutil.copytree(pattern / folder, root / folder)
    shutil.copy(pattern / "CITATION.cff", root)
    (root / ".cache").symlink_to(pattern / ".cache", target_is_directory=True)
    return root


@pytest.fixture
def tiny(tmp_path: Path, pattern: Path) -> Path:
    """A fresh copy of the tiny repository, for tests that change it or build from it."""
    return copy_tiny(pattern, tmp_path / "tiny")


@pytest.fixture(scope="session")
def tiny_site(make_once: MakeOnce, pattern: Path) -> Path:
    """The site of the tiny repository, for reading only."""

    def build(site: Path) -> None:
        assert cli.main(["--today", TODAY, "--output", str(site)], pattern) == 0

    return make_once("tiny-site", build)


@dataclass(frozen=True, slots=True)
class Loopback:
    """A site that is served on this machine, built for the address at which it is served."""

    site: Path
    address: str


@pytest.fixture(scope="session")
def loopback(tmp_path_factory: pytest.TempPathFactory, pattern: Path) -> Iterator[Loopback]:
    """The site of the tiny repository with an address of its own, for programs that read it by its addresses."""
    site = tmp_path_factory.mktemp("served") / "site"
    with pages_server.serve(site) as address:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "a/b", "SITE_ADDRESS": address}.items():
                patch.setenv(name, value)
            assert cli.main(["--today", TODAY, "--output", str(site)], pattern) == 0
        yield Loopback(site, address)


@pytest.fixture(scope="session", params=["tiny", "project"])
def publication(request: pytest.FixtureRequest, pattern: Path) -> Publication:
    """What the downloads are made from: of the tiny repository, and of the real one."""
    return releases.publication_of({"tiny": pattern, "project": PROJECT}[request.param])


@pytest.fixture(scope="session")
def tiny_publication(pattern: Path) -> Publication:
    """What the downloads of the tiny repository are made from."""
    return releases.publication_of(pattern)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a repository as build.py does: exit status, standard output, standard error."""

    def run_command(root: Path, *arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = cli.main(arguments, root)
        except SystemExit as usage:  # argparse leaves this way
            status = usage.code if isinstance(usage.code, int) else 1
        output = capsys.readouterr()
        return status, output.out, output.err

    return run_command


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Callable[[str, Path], None]:
    """Compare a text with an expected file, byte for byte; with --update, rewrite the file."""

    def compare(text: str, path: Path) -> None:
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode()

    return compare


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
