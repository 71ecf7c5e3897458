"""Summary and release -> the pages of the site, its static files, and the data that its scripts read.

Builders make a record of each page, which holds everything that the page shows; `rendering` fills the templates.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from atlas.charts import Charts
from atlas.model import Artefact
from atlas.pages import articles, countries, data, findings, overview, quarters, rendering, script_data
from atlas.pages.records import Page, SitemapPage
from atlas.pages.site import Site
from atlas.publication import Publication
from atlas.summary.due import Due

BUILDERS: tuple[Callable[[Site], Iterator[Page]], ...] = (
    overview.pages,
    findings.pages,
    countries.pages,
    quarters.pages,
    countries.group_pages,
    data.pages,
    quarters.changes_pages,
    articles.pages,
)
NOT_IN_SITEMAP = ("embed/", "404.html", "feed.xml", "versions.xml")


def artefacts(
    publication: Publication,
    *,
    charts: Charts,
    downloads: Iterable[Artefact],
    due: Due,
    reader: Mapping[str, Any],
) -> Iterator[Artefact]:
    """Every page and static file. jinja2.TemplateError if a template is wrong."""
    folder = publication.root / "site"
    content = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "content").glob("*.md")}
    files = {download.path: download.content for download in downloads}
    settings, atlas, release = publication.settings, publication.atlas, publication.release
    site = Site(settings, atlas, release, files, content, charts, due, reader, publication.versions)
    jinja = rendering.environment(folder / "templates", site)
    for page in _pages(site):
        yield Artefact(page.path, rendering.render(jinja, page, settings).encode())
    yield from script_data.artefacts(site)
    for path in sorted(p for p in (folder / "static").rglob("*") if p.is_file()):
        yield Artefact(path.relative_to(folder).as_posix(), path.read_bytes())


def _pages(site: Site) -> Iterator[Page]:
    pages = [page for build in BUILDERS for page in build(site)]
    yield from pages
    addresses = tuple(page.address for page in pages if not page.path.startswith(NOT_IN_SITEMAP))
    yield SitemapPage(path="sitemap.xml", template="sitemap.xml", title="", description="", addresses=addresses)
    yield Page(path="robots.txt", template="robots.txt", title="", description="")
