"""A release -> data/versions.json: the versions of all data, newest first, and the current version of each part."""

import json
from typing import Any

from atlas import citation
from atlas.publication import Publication


def json_bytes(publication: Publication) -> bytes:
    """A version is described by its day, its release, its numbers of reports and figures, and what it changed.

    What is not known is null. `countries`, `quarters` and `groups` give the version of their own rows at present.
    """
    described: list[dict[str, Any]] = [
        {
            "version": str(entry.version),
            "as_of": entry.version.date,
            "released": entry.released,
            "release": citation.release_address(publication.settings, entry.version),
            "reports": entry.reports,
            "figures": entry.figures,
            "changes": entry.changes or None,
        }
        for entry in publication.versions
    ]
    parts = publication.release.versions
    kinds = {"countries": parts.countries, "quarters": parts.quarters, "groups": parts.groups}
    present = {kind: {key: str(version) for key, version in of_kind.items()} for kind, of_kind in kinds.items()}
    return f"{json.dumps({'versions': described, **present}, ensure_ascii=False, default=str, indent=1)}\n".encode()
