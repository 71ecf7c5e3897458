"""The kinds of page, each with one that stands for it. A new kind is one line here; a test says which is missing."""

from dataclasses import dataclass
from typing import Literal

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 375, 768, 1280)
"""CSS pixels: the narrowest phone, a usual one, a tablet upright, a laptop."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page: what it is called in a test's name, and the path of its example below the site's root."""

    name: str
    path: str
    main: bool = False
    """Whether `make test` sends Lighthouse there; `make lighthouse` visits all."""

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> str:
        """The page's file below the output folder."""
        return self.path if self.path.endswith(".html") else self.path + "index.html"


OVERVIEW = Kind("overview", "", main=True)
FULL_COUNTRY = Kind("country-full", "countries/fra/", main=True)

PAGES = (
    OVERVIEW,
    Kind("countries", "countries/"),
    FULL_COUNTRY,
    Kind("country-bounded-start", "countries/deu/"),
    Kind("country-zero-unrefreshed", "countries/ukr/"),
    Kind("country-half-years", "countries/arg/"),
    Kind("country-tiny", "countries/mlt/"),
    Kind("country-without-report", "countries/bol/"),
    Kind("embedded", "embed/fra/"),
    Kind("group", "groups/european-union/"),
    Kind("quarters", "quarters/"),
    Kind("quarter", "quarters/2026-q1/", main=True),
    Kind("coverage", "coverage/"),
    Kind("compare", "compare/"),
    Kind("changes", "changes/"),
    Kind("data", "data/"),
    Kind("method", "method/", main=True),
    Kind("contribute", "contribute/"),
    Kind("about", "about/"),
    Kind("not-found", "404.html"),
)
