"""Artefacts -> a folder, whole or not at all. The only room that writes the site."""

import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from atlas.model import Artefact

MARKER = ".telegram-transparency-atlas"
"""Stands in every folder that was written here, so that no other folder is ever replaced."""


class Refused(Exception):
    """The folder is not ours to replace; says why."""


def publish(artefacts: Iterable[Artefact], folder: Path) -> int:
    """Write all artefacts beside the folder, then swap the two; returns how many. The old one stays on any failure.

    Refused if the folder holds something that was not published here; ValueError if two artefacts share a path.
    """
    folder = folder.resolve()
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / MARKER).exists())):
        raise Refused(f"{folder} must be empty, new or a site built before; nothing was written")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        fresh, old = Path(scratch, "new"), Path(scratch, "old")
        fresh.mkdir()
        (fresh / MARKER).touch()
        number = sum(_write(artefact, fresh) for artefact in artefacts)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    return number


def _write(artefact: Artefact, folder: Path) -> int:
    path = PurePosixPath(artefact.path)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{artefact.path} must lie within the site")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:  # "x": a path that is made twice is a mistake in the build
        file.write(artefact.content)
    return 1
