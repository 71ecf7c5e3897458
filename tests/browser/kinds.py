"""The kinds of page, each with an example. A new kind is one line here; a test names any that is missing."""

from dataclasses import dataclass
from typing import Literal

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 375, 768, 1280)
"""CSS pixels: a narrow phone, a common phone, an upright tablet, a laptop."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page: its name in test names, and the path of an example below the site's root.

    `tiny` is the example in the site of the tiny repository, where it differs. `main` says whether `make test` runs
    Lighthouse on it; `make lighthouse` runs it on all.
    """

    name: str
    path: str
    tiny: str = ""
    main: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> str:
        """The page's file below the output folder."""
        return _file(self.path)

    @property
    def tiny_file(self) -> str:
        """The example's file in the site of the tiny repository."""
        return _file(self.tiny or self.path)


def _file(path: str) -> str:
    return path if path.endswith(".html") else path + "index.html"


OVERVIEW = Kind("overview", "", main=True)
FULL_COUNTRY = Kind("country-full", "countries/fra/", main=True)

PAGES = (
    OVERVIEW,
    Kind("findings", "findings/", main=True),
    Kind("countries", "countries/"),
    FULL_COUNTRY,
    Kind("country-bounded-start", "countries/deu/"),
    Kind("country-zero-unrefreshed", "countries/ukr/", tiny="countries/twn/"),
    Kind("country-half-years", "countries/arg/", tiny="countries/nld/"),
    Kind("country-tiny", "countries/mlt/", tiny="countries/bra/"),
    Kind("country-without-report", "countries/bol/", tiny="countries/isl/"),
    Kind("embedded", "embed/fra/"),
    Kind("group", "groups/european-union/"),
    Kind("quarters", "quarters/"),
    Kind("quarter", "quarters/2026-q1/", main=True),
    Kind("coverage", "coverage/"),
    Kind("compare", "compare/"),
    Kind("changes", "changes/"),
    Kind("corrections", "corrections/"),
    Kind("data", "data/"),
    Kind("method", "method/", main=True),
    Kind("contribute", "contribute/"),
    Kind("about", "about/"),
    Kind("not-found", "404.html"),
)
