"""Bytes -> text, for all files that people write."""

import codecs
from pathlib import Path

from atlas.problems import Location, Problem

LARGEST = 1_000_000  # bytes; the largest reference table has about 30,000


def read(path: Path, name: str, *, may_have_mark: bool = False) -> tuple[str, list[Problem]]:
    """The text of a file, or "" and the problem; `name` is the file's path in messages.

    With `may_have_mark`, a byte-order mark is skipped; spreadsheet programs write one.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        return "", [Problem(Location(name), "missing-file", f"the file must exist and be readable: {error.strerror}")]
    return decode(content.removeprefix(codecs.BOM_UTF8) if may_have_mark else content, name)


def decode(content: bytes, name: str) -> tuple[str, list[Problem]]:
    """UTF-8 text without a byte-order mark, with LF line endings; or "" and the problem."""
    if not content.strip():
        return "", [Problem(Location(name), "empty-file", "the file must not be empty")]
    if len(content) > LARGEST:
        return "", [Problem(Location(name), "large-file", f"the file must have at most {LARGEST:,} bytes")]
    if content.startswith(codecs.BOM_UTF8):
        return "", [Problem(Location(name), "encoding", "the file must be UTF-8 without a byte-order mark")]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"the file must be UTF-8 text; byte 0x{content[error.start]:02x} is not. Save it as UTF-8"
        return "", [Problem(Location(name, line), "encoding", message)]
    return text.replace("\r\n", "\n"), []
