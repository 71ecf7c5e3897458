"""Settings and version -> the citation of a release: as a sentence, BibTeX, RIS, CSL-JSON and CITATION.cff.

The day of a release is that of its newest report. A release without reports has no day, and its citation omits it.
"""

import datetime as dt
import json
from typing import Any

from atlas import prose
from atlas.model import Settings, Version

SLUG = "telegram-transparency-atlas"
KEYWORDS = ("Telegram", "transparency report", "law enforcement", "user data")
TEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
}  # fmt: skip


def author(settings: Settings) -> str:
    """The corporate author, as in CITATION.cff."""
    return f"The contributors of the {settings.title}"


def short(settings: Settings, version: Version) -> str:
    """One line for a caption or a footnote, as data/LICENSE requires."""
    return f"{settings.title}, {_release(version)}, {settings.licence}, {settings.address}"


def full(settings: Settings, version: Version) -> str:
    """One paragraph for a list of references."""
    year = version.date.year if version.date else "n.d."
    named = f"{author(settings)} ({year}). {settings.title} ({_release(version)}) [Data set]."
    return f"{named} {settings.address} ({settings.licence})"


def _release(version: Version) -> str:
    return f"version {version}, data as of {prose.day(version.date)}" if version.date else f"version {version}"


def bibtex(settings: Settings, version: Version) -> str:
    """An entry for BibTeX and biblatex. Braces keep the author in one piece and the capitals of the title."""
    date = version.date
    values = {
        "author": f"{{{_tex(author(settings))}}}",
        "title": f"{{{_tex(settings.title)}}}",
        "year": str(date.year) if date else None,
        "version": str(version),
        "url": settings.address,
        "abstract": _tex(settings.description),
        # BibTeX and most biblatex styles print neither the day nor the licence field.
        "note": f"Data as of {date}, {_tex(settings.licence)}" if date else _tex(settings.licence),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in values.items() if value]
    # Months are BibTeX macros, which each style defines: jan, feb, mar.
    month = [f"  month = {prose.MONTHS[date.month - 1][:3].lower()},"] if date else []
    return "\n".join([f"@dataset{{{_key(date)},", *lines, *month, "}"]) + "\n"


def _tex(text: str) -> str:
    return "".join(TEX.get(character, character) for character in text)


def _key(date: dt.date | None) -> str:
    return f"{SLUG}-{date}" if date else SLUG


def ris(settings: Settings, version: Version) -> str:
    """A record for EndNote, Zotero, Mendeley and similar programs."""
    date = version.date
    values = (
        ("TY", "DATA"),
        ("AU", author(settings)),
        ("TI", settings.title),
        ("PY", str(date.year) if date else None),
        ("DA", f"{date:%Y/%m/%d}" if date else None),
        ("ET", str(version)),
        ("UR", settings.address),
        ("AB", settings.description),
        ("N1", settings.licence),
        ("LA", "en"),
    )
    return "".join(f"{tag}  - {value}\n" for tag, value in values if value) + "ER  - \n"


def csl_json(settings: Settings, version: Version) -> str:
    """A list of one item, for pandoc, Zotero and CSL processors."""
    date = version.date
    item: dict[str, Any] = {
        "id": _key(date),
        "type": "dataset",
        "title": settings.title,
        "author": [{"literal": author(settings)}],
        "version": str(version),
        "URL": settings.address,
        "abstract": settings.description,
        "note": settings.licence,
        "language": "en",
    }
    if date:
        item["issued"] = {"date-parts": [[date.year, date.month, date.day]]}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def cff(text: str, version: Version) -> str:
    """The CITATION.cff of the repository, which has no version, with the version and the day of this release."""
    date = f'date-released: "{version.date}"\n' if version.date else ""
    return f'{text.rstrip()}\nversion: "{version}"\n{date}'
