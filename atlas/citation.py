"""Settings and version -> the citation of a release: as a sentence, BibTeX, RIS, CSL-JSON and CITATION.cff.

The citation of a release links to it on GitHub. The data on one country and a single figure have their own citations,
with the version of the country's data and the address of its page.

The day of a release is that of its newest report. A release without reports has no day, and its citation omits it.
"""

import json
from collections.abc import Mapping
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
    return _paragraph(settings, settings.title, version, release_address(settings, version))


def of_country(settings: Settings, version: Version, country: str, path: str) -> str:
    """The same for the data on one country: their own version, and the path of the page below the site's root."""
    return _paragraph(settings, f"{settings.title}: {country}", version, settings.address + path)


def of_finding(settings: Settings, version: Version, headline: str, path: str) -> str:
    """A finding, by the sentence that it is: the version of all data, and the path of its anchor."""
    return _paragraph(settings, f"{settings.title}: {headline.removesuffix('.')}", version, settings.address + path)


def figure(settings: Settings, version: Version, country: str, path: str, figure_id: str) -> str:
    """One line for a single figure, such as FRA-2024-Q4, with the version of the country's data; links to its row."""
    link = f"{settings.address}{path}#{figure_id}"
    return f"{settings.title}: {country}, {figure_id}, {_release(version)}, {settings.licence}, {link}"


def release_address(settings: Settings, version: Version) -> str:
    """The address of a release on GitHub, where `make release` creates it."""
    return f"https://github.com/{settings.repository}/releases/tag/v{version}"


def _paragraph(settings: Settings, title: str, version: Version, address: str) -> str:
    year = version.date.year if version.date else "n.d."
    named = f"{author(settings)} ({year}). {title} ({_release(version)}) [Data set]."
    return f"{named} {address} ({settings.licence})"


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
        "url": release_address(settings, version),
        "abstract": _tex(settings.description),
        # BibTeX and most biblatex styles print neither the day nor the licence field.
        "note": f"Data as of {date}, {_tex(settings.licence)}" if date else _tex(settings.licence),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in values.items() if value]
    # Months are BibTeX macros, which each style defines: jan, feb, mar.
    month = [f"  month = {prose.MONTHS[date.month - 1][:3].lower()},"] if date else []
    return "\n".join([f"@dataset{{{_key(version)},", *lines, *month, "}"]) + "\n"


def _tex(text: str) -> str:
    return "".join(TEX.get(character, character) for character in text)


def _key(version: Version) -> str:
    """As the zip is called. The hash makes it unique where two versions have the same day."""
    return f"{SLUG}-{version}"


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
        ("UR", release_address(settings, version)),
        ("AB", settings.description),
        ("N1", settings.licence),
        ("LA", "en"),
    )
    return "".join(f"{tag}  - {value}\n" for tag, value in values if value) + "ER  - \n"


def csl_json(settings: Settings, version: Version) -> str:
    """A list of one item, for pandoc, Zotero and CSL processors."""
    date = version.date
    item: dict[str, Any] = {
        "id": _key(version),
        "type": "dataset",
        "title": settings.title,
        "author": [{"literal": author(settings)}],
        "version": str(version),
        "URL": release_address(settings, version),
        "abstract": settings.description,
        "note": settings.licence,
        "language": "en",
    }
    if date:
        item["issued"] = {"date-parts": [[date.year, date.month, date.day]]}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def cff(settings: Settings, text: str, version: Version, commit: str | None) -> str:
    """The CITATION.cff of the repository, which has no version, with those of a release, its address and its commit."""
    built = {"repository-artifact": release_address(settings, version), "commit": commit}
    return _with_values(text, _dated(version) | built)


def cff_of_country(settings: Settings, text: str, version: Version, country: str, path: str) -> str:
    """The same for the data on one country: with their own version, title and address."""
    own = {"title": f"{settings.title}: {country}", "url": settings.address + path}
    return _with_values(text, own | _dated(version))


def _dated(version: Version) -> dict[str, str | None]:
    return {"version": str(version), "date-released": str(version.date) if version.date else None}


def _with_values(text: str, values: Mapping[str, str | None]) -> str:
    """A YAML text with these keys: the line of each is replaced, or added at the end; keys without a value are not."""
    lines = text.rstrip().splitlines()
    for key, value in values.items():
        if value is not None:
            line = f"{key}: {json.dumps(value, ensure_ascii=False)}"  # a string in JSON is one in YAML
            present = [number for number, old in enumerate(lines) if old.startswith(f"{key}: ")]
            start = present[0] if present else len(lines)
            lines[start : start + 1] = [line]
    return "\n".join([*lines, ""])
