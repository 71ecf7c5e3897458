"""The tiny repository that uses every feature, copied fresh for each test, and the switch that rewrites goldens."""

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

from atlas import cli
from atlas.cli import building
from atlas.publication import Publication
from tests import releases
from tests.browser import pages_server

PROJECT = Path(__file__).resolve().parent.parent
TESTS = PROJECT / "tests"
TODAY = "2026-06-01"

Run = Callable[..., tuple[int, str, str]]

# The same examples in every run, however slow the machine: a failure is then of the change at hand. To look further:
# pytest --hypothesis-profile=search.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=3_000, deadline=None)
hypothesis.settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="rewrite expected texts and golden pages, to be read in the diff"
    )


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """In GitHub Actions the site would take its address from there, and the goldens would differ."""
    for name in ("GITHUB_ACTIONS", "GITHUB_REPOSITORY", "SITE_ADDRESS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the repository itself, for reading only."""
    return PROJECT


@pytest.fixture(scope="session")
def today() -> dt.date:
    return dt.date.fromisoformat(TODAY)


@pytest.fixture(scope="session", autouse=True)
def _one_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A chart that several copies of the tiny repository have in common is drawn once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny repository to copy: its own data, the project's schemas and site; a map and names for its countries."""
    root = tmp_path_factory.mktemp("pattern")
    shutil.copytree(TESTS / "tiny" / "data", root / "data")
    for folder in ("schema", "site"):
        shutil.copytree(PROJECT / folder, root / folder)
    for file in ("CITATION.cff", "data/LICENSE"):
        shutil.copy(PROJECT / file, root / file)
    (root / ".cache").mkdir()
    codes = {line.split(",")[0] for line in (root / "data" / "countries.csv").read_text("utf-8").splitlines()[1:]}
    bot = (PROJECT / "data" / "bot.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    spare = [line for line in bot if not re.match("  [A-Z]{3}: ", line) or line[2:5] in codes]
    (root / "data" / "bot.yaml").write_text("".join(spare), encoding="utf-8")
    world = root / "site" / "charts" / "world.topojson"
    geometry = json.loads(world.read_text(encoding="utf-8"))
    for each in geometry["objects"].values():
        each["geometries"] = [shape for shape in each["geometries"] if shape["id"] in codes]
    world.write_text(json.dumps(geometry), encoding="utf-8")
    return root


@pytest.fixture
def tiny(tmp_path: Path, pattern: Path) -> Path:
    """A fresh copy of the tiny repository; what was drawn for one is kept for all."""
    return copy_tiny(pattern, tmp_path / "tiny")


@pytest.fixture(scope="session")
def tiny_site(tmp_path_factory: pytest.TempPathFactory, pattern: Path, _one_cache: None) -> Path:
    """The site of the tiny repository, built once; for reading only."""
    root = copy_tiny(pattern, tmp_path_factory.mktemp("built") / "tiny")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_ACTIONS", raising=False)
        assert cli.main(["--today", TODAY], root) == 0
    return root / "_site"


@dataclass(frozen=True, slots=True)
class Loopback:
    """A site that is served on this machine, built for the address at which it is served."""

    site: Path
    address: str


@pytest.fixture(scope="session")
def loopback(tmp_path_factory: pytest.TempPathFactory, pattern: Path, _one_cache: None) -> Iterator[Loopback]:
    """The site of the tiny repository under an address of its own, for whatever reads it by its addresses."""
    folder = tmp_path_factory.mktemp("served")
    root, site = copy_tiny(pattern, folder / "tiny"), folder / "site"
    with pages_server.serve(site) as address:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "a/b", "SITE_ADDRESS": address}.items():
                patch.setenv(name, value)
            assert cli.main(["--today", TODAY, "--output", str(site)], root) == 0
        yield Loopback(site, address)


def copy_tiny(pattern: Path, root: Path) -> Path:
    for folder in ("data", "schema", "site"):
        shutil.copytree(pattern / folder, root / folder)
    shutil.copy(pattern / "CITATION.cff", root)
    (root / ".cache").symlink_to(pattern / ".cache", target_is_directory=True)
    return root


@pytest.fixture(scope="module", params=["tiny", "project"])
def publication(request: pytest.FixtureRequest, pattern: Path) -> Publication:
    """What the downloads are made from, of the tiny repository and of the real one."""
    return releases.publication_of({"tiny": pattern, "project": PROJECT}[request.param])


@pytest.fixture(scope="module")
def tiny_publication(pattern: Path) -> Publication:
    """The same of the tiny one alone."""
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
    """Compare a text with a file of expectations, byte for byte; with --update, rewrite the file."""

    def compare(found: str, path: Path) -> None:
        if request.config.getoption("--update"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found.encode())
        assert found == path.read_bytes().decode()

    return compare


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
