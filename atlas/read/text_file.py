"""Bytes -> text, for every file that people write."""

import codecs
from pathlib import Path

from atlas.problems import Location, Problem

LARGEST = 1_000_000  # bytes; the largest reference table has 30,000


def read(path: Path, name: str, *, may_have_mark: bool = False) -> tuple[str | None, list[Problem]]:
    """The text of a file, or None and why not; `name` is its path in messages.

    `may_have_mark`: a byte-order mark, which spreadsheets put in front, is passed over.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, [Problem(Location(name), "missing-file", f"the file must exist and be readable: {error.strerror}")]
    return decode(content.removeprefix(codecs.BOM_UTF8) if may_have_mark else content, name)


def decode(content: bytes, name: str) -> tuple[str | None, list[Problem]]:
    """UTF-8 text without a byte-order mark, with LF line ends whatever it came with."""
    if not content.strip():
        return None, [Problem(Location(name), "empty-file", "the file must not be empty")]
    if len(content) > LARGEST:
        return None, [Problem(Location(name), "large-file", f"a file must have at most {LARGEST:,} bytes")]
    if content.startswith(codecs.BOM_UTF8):
        return None, [Problem(Location(name), "encoding", "the file must be UTF-8 without a byte-order mark")]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"the file must be UTF-8 text; byte 0x{content[error.start]:02x} is not. Save it as UTF-8"
        return None, [Problem(Location(name, line), "encoding", message)]
    return text.replace("\r\n", "\n"), []
