"""A published bundle, the zip or a folder with its files -> a snapshot of the data in it."""

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from atlas.model import Table
from atlas.problems import Location, printable
from atlas.read import snapshot
from atlas.read.raw import Row
from atlas.read.snapshot import Snapshot

FIGURES, COUNTRIES = "figures.csv", "countries.csv"
DESCRIPTIONS = ("datapackage.json", "croissant.json")
"""The files that state a bundle's version. Both are beside the tables of the site; the zip has only the first."""

WANTED = {FIGURES, COUNTRIES, *DESCRIPTIONS}
DEEPEST = 3  # parts of a path in a zip, whose tables may be in a folder within a folder
LARGEST = 100_000_000  # bytes of a file; a thousand times the figures of 2026
BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)  # RuntimeError: a zip with a password


class NoBundle(Exception):
    """A path that is not a published bundle; the message says why."""


def published(path: Path, table: Table) -> Snapshot:
    """The figures of a bundle as rows of `table`, which is `statements`; NoBundle if the path has none."""
    try:
        files = dict(_in_folder(path) if path.is_dir() else _in_zip(path))
    except BROKEN as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise NoBundle(f"it cannot be read as a zip: {reason}") from error
    tables = [PurePosixPath(name) for name in files if PurePosixPath(name).name == FIGURES]
    if not tables:
        raise NoBundle(f"there is no {FIGURES} in it")
    folder = min(tables, key=lambda name: (len(name.parts), name)).parent
    return _snapshot(files, folder, table)


def _in_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted((*path.glob("*"), *path.glob("*/*"))):
        if file.name in WANTED and file.is_file():
            yield file.relative_to(path).as_posix(), file.read_bytes()


def _in_zip(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as bundle:
        for info in bundle.infolist():
            name = PurePosixPath(info.filename)
            if name.name in WANTED and len(name.parts) <= DEEPEST and info.file_size <= LARGEST:
                yield str(name), bundle.read(info)


def _snapshot(files: Mapping[str, bytes], folder: PurePosixPath, table: Table) -> Snapshot:
    path = str(folder / FIGURES)
    required = tuple(f.name for f in table.fields if f.constraints.get("required") or f.level in ("period", "figure"))
    figures, problems = snapshot.rows(path, files[path], required)
    # Problems with the names do not matter: without a name, a country is called by its code.
    countries, _ = snapshot.rows(COUNTRIES, files.get(str(folder / COUNTRIES), b""), ())
    # Reports are identified by their files, so the location of a row is the file of its report.
    statements = tuple(
        Row.on_line(Location(cells.get("report") or path), tuple(cells.get(name, "") for name in table.field_names))
        for cells in figures
    )
    return Snapshot(statements, snapshot.names(countries), tuple(problems), _version(files, folder))


def _version(files: Mapping[str, bytes], folder: PurePosixPath) -> str | None:
    """The version in the first description that has one, beside the tables or in the folder above."""
    for name in (str(location / name) for location in (folder, folder.parent) for name in DESCRIPTIONS):
        try:
            description = json.loads(files.get(name, b"{}"))
        except ValueError:
            continue
        if isinstance(description, dict) and isinstance(description.get("version"), str):
            return printable(description["version"])
    return None
