"""Pages -> HTML, XML and JSON Artefacts. The only room that knows Jinja and Markdown."""

import datetime as dt
import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
import markdown
import nh3
from markupsafe import Markup

from atlas import citation, prose, summary
from atlas.charts import Charts, world
from atlas.model import Artefact, Period, Report, Settings
from atlas.pages import records, structured
from atlas.pages.records import DataPage, Page, ProsePage, Site, SitemapPage
from atlas.publication import Publication
from atlas.summary.due import Due

WORDS: tuple[Callable[..., str], ...] = (
    prose.number,
    prose.rate,
    prose.day,
    prose.period,
    prose.short,
    prose.counted,
    prose.size,
    prose.times,
    prose.host,
    prose.describe_status,
    prose.opening,
    prose.quarter_opening,
    prose.chart_name,
    prose.due_sentence,
    prose.overdue,
)
"""What templates may say a value with, by name."""

NOTE_TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "strong", "ul"}
"""What a note may hold: no picture, which would be fetched from elsewhere, and no heading, which is the page's own."""

NOT_IN_SITEMAP = ("embed/", "404.html", "feed.xml")


def artefacts(
    publication: Publication,
    *,
    charts: Charts,
    downloads: Iterable[Artefact],
    due: Due,
    reader: Mapping[str, Any],
) -> Iterator[Artefact]:
    """Every page, and the static files. jinja2.TemplateError if a template is wrong."""
    folder = publication.root / "site"
    content = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "content").glob("*.md")}
    files = {download.path: download.content for download in downloads}
    site = Site(publication, files, content, charts, due, reader)
    environment = _environment(folder / "templates", site)
    all_pages = [page for make in records.PAGES for page in make(site)]
    addresses = tuple(p.address for p in all_pages if p.template and not p.path.startswith(NOT_IN_SITEMAP))
    all_pages.append(SitemapPage("sitemap.xml", "sitemap.xml", "", "", addresses))
    all_pages.append(Page("robots.txt", "robots.txt", "", ""))
    for page in all_pages:
        yield Artefact(page.path, _render(environment, page, publication.settings).encode())
    for path in sorted(p for p in (folder / "static").rglob("*") if p.is_file()):
        yield Artefact(path.relative_to(folder).as_posix(), path.read_bytes())


def _environment(templates: Path, site: Site) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {word.__name__: word for word in WORDS}
    environment.filters |= {
        "country_path": records.country_path,
        "quarter_path": records.quarter_path,
        "note": _note,
        "prose": _prose,
    }
    environment.globals |= {
        "site": site,
        "atlas": site.atlas,
        "settings": site.settings,
        "Period": Period,
        "date": dt.date.fromisoformat,
        "citation": citation,
        "picture": functools.partial(_picture, site.charts),
        "map_key": world.key,
        "dataset": functools.partial(structured.dataset, site),
        "stated_total": functools.partial(summary.stated_total, site.atlas.dataset.reports),
        "source_address": functools.partial(_source_address, site.settings),
    }
    return environment


def _render(environment: jinja2.Environment, page: Page, settings: Settings) -> str:
    if isinstance(page, DataPage):
        return json.dumps(page.content, ensure_ascii=False, separators=(",", ":")) + "\n"
    # The 404 page is shown at any depth, so that only its links begin at the host.
    root = urlsplit(settings.address).path if page.path == "404.html" else "../" * page.path.count("/") or "./"
    context = {"page": page, "root": root, "canonical": settings.address + page.canonical}
    if isinstance(page, ProsePage):
        context["markup"] = environment.from_string(page.markup).render(context)
    return environment.get_template(page.template).render(context)


def _note(text: str) -> Markup:
    """Contributed Markdown -> HTML without anything that could run, load, or be taken for a part of the page."""
    html = markdown.markdown(text, extensions=["tables", "sane_lists"])
    return Markup(nh3.clean(html, tags=NOTE_TAGS, url_schemes={"http", "https"}, link_rel=None))  # noqa: S704 - cleaned


def _prose(text: str) -> Markup:
    """The project's own Markdown -> HTML, with a place to link to at every heading."""
    html = markdown.markdown(text, extensions=["tables", "sane_lists", "toc", "fenced_code"])
    attributes = {**nh3.ALLOWED_ATTRIBUTES, "h2": {"id"}, "h3": {"id"}}
    cleaned = nh3.clean(html, link_rel=None, attributes=attributes)
    # What scrolls sideways must be within reach of the keyboard.
    return Markup(cleaned.replace("<pre>", '<pre tabindex="0">'))  # noqa: S704 - cleaned just now


def _picture(charts: Charts, name: str, label: str, css_class: str = "", role: str = "img") -> Markup:
    """A chart as inline SVG, named for screen readers: one image, or a group of links; its marks have labels too."""
    attributes = f'role="{role}" aria-label="{escape(label)}"' + (f' class="{css_class}"' if css_class else "")
    return Markup(charts.inline[name].replace("<svg ", f"<svg {attributes} ", 1))  # noqa: S704 - drawn by us


def _source_address(settings: Settings, report: Report) -> str:
    """The report's file in the repository."""
    return f"https://github.com/{settings.repository}/blob/main/{report.location.path}"
