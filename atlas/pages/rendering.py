"""Page records -> HTML and XML. The only module that knows Jinja and Markdown."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
import markdown
import nh3
from markupsafe import Markup

from atlas import prose
from atlas.model import Settings
from atlas.pages.records import Page, ProsePage, address
from atlas.pages.site import Site
from atlas.prose import provenance
from atlas.summary import Rate
from atlas.tables.plain import csv_cell

NOTE_TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "strong", "ul"}
"""What a note may contain: no images, which would load from other hosts, and no headings, which belong to the page."""


def environment(templates: Path, site: Site) -> jinja2.Environment:
    """The filters format values; the only global are the settings."""
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters |= FILTERS
    jinja.globals["settings"] = site.settings
    return jinja


def render(jinja: jinja2.Environment, page: Page, settings: Settings) -> str:
    """The text of a page. jinja2.TemplateError if its template is wrong."""
    # GitHub Pages shows the 404 page at any depth, so its links start at the host.
    root = urlsplit(settings.address).path if page.path == "404.html" else "../" * page.path.count("/") or "./"
    context = {"page": page, "root": root, "canonical": settings.address + (page.canonical or page.address)}
    if isinstance(page, ProsePage):
        context["markup"] = jinja.from_string(page.markup).render(context)
    return jinja.get_template(page.template).render(context)


def render_note(text: str) -> Markup:
    """Contributed Markdown as HTML that can neither run nor load anything, nor pass for a part of the page."""
    html = markdown.markdown(text, extensions=["tables", "sane_lists"])
    return Markup(nh3.clean(html, tags=NOTE_TAGS, url_schemes={"http", "https"}, link_rel=None))  # noqa: S704 - cleaned


def _prose(text: str) -> Markup:
    """The project's own Markdown as HTML, with an id for every heading."""
    html = markdown.markdown(text, extensions=["tables", "sane_lists", "toc", "fenced_code"])
    attributes = {**nh3.ALLOWED_ATTRIBUTES, "h2": {"id"}, "h3": {"id"}, "span": {"class"}}
    cleaned = nh3.clean(html, link_rel=None, attributes=attributes)
    # What scrolls sideways must be reachable by keyboard.
    return Markup(cleaned.replace("<pre>", '<pre tabindex="0">'))  # noqa: S704 - cleaned just now


def _svg(picture: str, description: str, css_class: str, role: str = "img") -> Markup:
    """Inline SVG with a name for screen readers: one image (`img`), or a group of links (`group`)."""
    attributes = f'role="{role}" aria-label="{escape(description)}" class="{css_class}"'
    return Markup(picture.replace("<svg ", f"<svg {attributes} ", 1))  # noqa: S704 - drawn by us


def _rate(rate: Rate | None) -> str:
    """Users per million."""
    return prose.rate(rate.users_per_million if rate else None)


def _capitalize_first(text: str) -> str:
    """The text as a sentence begins; the filter `capitalize` also makes all other letters small."""
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., str]] = {
    "number": prose.number,
    "counted": prose.counted,
    "counts": prose.counts,
    "between": prose.between,
    "rate": _rate,
    "rate_in_text": prose.rate_in_text,
    "people": prose.people,
    "change": prose.change,
    "panel_headline": prose.panel_headline,
    "panel_caption": prose.panel_caption,
    "comparison": prose.comparison,
    "press_sentence": prose.press_sentence,
    "evidence_sentence": prose.evidence_sentence,
    "share": prose.share,
    "share_range": prose.share_range,
    "size": prose.size,
    "cell": csv_cell,
    "day": prose.day,
    "capitalize_first": _capitalize_first,
    "period": prose.period,
    "short": prose.short,
    "quarters": prose.list_quarters,
    "status": prose.describe_status,
    "formula": prose.describe_formula,
    "kind": prose.describe_kind,
    "observed": provenance.describe_day,
    "evidence": provenance.describe_evidence,
    "nothing_after": prose.describe_nothing_after,
    "last_check": provenance.describe_check_briefly,
    "stated": provenance.describe_stated,
    "opening": prose.quarter_opening,
    "host": prose.host,
    "address": address,
    "note": render_note,
    "prose": _prose,
    "svg": _svg,
}
"""What templates may format a value with."""
