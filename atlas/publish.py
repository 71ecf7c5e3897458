"""Artefacts -> a folder, either completely or not at all. The only module that writes the site."""

import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from atlas.model import Artefact

MARKER = ".telegram-transparency-atlas"
"""A file in every folder that this module wrote; a folder without it is never replaced."""


class Refused(Exception):
    """The folder must not be replaced; the message says why."""


def publish(artefacts: Iterable[Artefact], folder: Path) -> int:
    """Write all artefacts into a new folder, then swap the two; returns their number. On failure the old one stays.

    Refused if the folder contains anything but a site that was built before; ValueError for a path outside the site,
    FileExistsError if two artefacts have the same path.
    """
    folder = folder.resolve()
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / MARKER).exists())):
        raise Refused(f"{folder} must be empty, new or a site that was built before; nothing was written")
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
        raise ValueError(f"{artefact.path} must be within the site")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:  # "x" fails if two artefacts have the same path
        file.write(artefact.content)
    return 1
