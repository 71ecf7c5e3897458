"""Summary -> HTML Artefacts. The only room that knows Jinja and Markdown; a kind of page is a template and a record."""

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
import markdown
import nh3
from markupsafe import Markup

from atlas import prose, summary
from atlas.model import Artefact, Country, Period, Report, Settings, Status, Table
from atlas.summary import Atlas, Coverage, Profile, Ranked


@dataclass(frozen=True, slots=True)
class Site:
    """What every page can be made from."""

    settings: Settings
    atlas: Atlas
    tables: Mapping[str, Table]
    published: tuple[str, ...]
    content: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """What every page has: its path below the site's root, the template, and what it is called."""

    path: str
    template: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class OverviewPage(Page):
    """index.html."""

    newest: Coverage | None
    typical: Coverage | None


@dataclass(frozen=True, slots=True)
class CountryPage(Page):
    """countries/fra/."""

    profile: Profile
    opening: str
    rank: Ranked | None
    ranked: int
    note: str


@dataclass(frozen=True, slots=True)
class RegionList(Page):
    """countries/."""

    regions: Mapping[str, tuple[Profile, ...]]


@dataclass(frozen=True, slots=True)
class QuarterPage(Page):
    """quarters/2026-q1/."""

    quarter: Period
    coverage: Coverage
    ranking: tuple[Ranked, ...]
    others: Mapping[Status, tuple[Profile, ...]]


@dataclass(frozen=True, slots=True)
class ProsePage(Page):
    """A page of site/content; `markup` is its Markdown with the numbers filled in."""

    markup: str


CONTENT = {
    "method": "How the atlas works out its figures, and what the press got wrong",
    "contribute": "How to add what Telegram’s bot tells you about your country",
    "about": "What the atlas is, who makes it, and under which licence it stands",
}
"""The pages of site/content, each with its description."""


def overview(site: Site) -> Iterator[Page]:
    """The page of everything."""
    coverage = site.atlas.coverage
    # The newest quarter is often known for two or three countries only; most readers want the newest that many share.
    typical = max(coverage[-4:], key=lambda c: (c.known, c.quarter), default=None)
    yield OverviewPage(
        "index.html",
        "overview.html",
        site.settings.title,
        site.settings.description,
        coverage[-1] if coverage else None,
        typical,
    )


def countries(site: Site) -> Iterator[Page]:
    """The list of all countries, and a page for each."""
    regions: dict[str, list[Profile]] = {}
    for profile in site.atlas.profiles:
        regions.setdefault(profile.country.region, []).append(profile)
    ordered = {name: tuple(regions[name]) for name in sorted(regions)}
    description = "All countries and territories, with those for which nobody has reported yet"
    yield RegionList("countries/index.html", "countries.html", "Countries", description, ordered)
    rankings = {quarter: summary.ranking(site.atlas.reporting, quarter) for quarter in site.atlas.quarters}
    for profile in site.atlas.profiles:
        yield _country(profile, rankings)


def _country(profile: Profile, rankings: Mapping[Period, tuple[Ranked, ...]]) -> Page:
    opening = prose.opening(profile)
    ranked = rankings[profile.newest.period] if profile.newest else ()
    return CountryPage(
        path=country_path(profile.country) + "index.html",
        template="country.html",
        title=profile.country.name,
        description=opening,
        profile=profile,
        opening=opening,
        rank=next((row for row in ranked if row.profile is profile), None),
        ranked=len(ranked),
        note=profile.note,
    )


def quarters(site: Site) -> Iterator[Page]:
    """The list of quarters, and a page for each."""
    description = "Every quarter of which anything is known, with its ranking"
    yield Page("quarters/index.html", "quarters.html", "Quarters", description)
    for coverage in site.atlas.coverage:
        quarter = coverage.quarter
        others = {
            status: tuple(p for p in site.atlas.reporting if (found := p.quarter(quarter)) and found.status is status)
            for status in (Status.LUMPED, Status.MISSING)
        }
        yield QuarterPage(
            path=quarter_path(quarter) + "index.html",
            template="quarter.html",
            title=prose.period(quarter),
            description=(
                f"Law-enforcement requests that Telegram fulfilled in {prose.period(quarter)}, "
                f"for the {prose.counted(coverage.known, 'country')} known"
            ),
            quarter=quarter,
            coverage=coverage,
            ranking=summary.ranking(site.atlas.reporting, quarter),
            others=others,
        )


def coverage_matrix(site: Site) -> Iterator[Page]:
    """What is known of every country and quarter."""
    description = "What is known of every country and quarter, and how"
    yield Page("coverage/index.html", "coverage.html", "Coverage", description)


def data(site: Site) -> Iterator[Page]:
    """The downloads and what is in them."""
    description = "The tables of the atlas as CSV and JSON, and what each column means"
    yield Page("data/index.html", "data.html", "Data", description)


def content(site: Site) -> Iterator[Page]:
    """Prose."""
    for name, description in CONTENT.items():
        yield ProsePage(f"{name}/index.html", "prose.html", name.capitalize(), description, site.content[name])


def not_found(site: Site) -> Iterator[Page]:
    """What GitHub Pages shows for an address that is none."""
    yield Page("404.html", "404.html", "Page not found", "There is no page at this address")


PAGES: tuple[Callable[[Site], Iterator[Page]], ...] = (
    overview,
    countries,
    quarters,
    coverage_matrix,
    data,
    content,
    not_found,
)


def country_path(country: Country) -> str:
    """Where the page of a country lies, below the site's root."""
    return f"countries/{country.iso3.lower()}/"


def quarter_path(quarter: Period) -> str:
    """Where the page of a quarter lies, below the site's root."""
    return f"quarters/{str(quarter).lower()}/"


def artefacts(
    root: Path, settings: Settings, atlas: Atlas, tables: Mapping[str, Table], published: tuple[str, ...]
) -> Iterator[Artefact]:
    """Every page, and the static files. jinja2.TemplateError if a template is wrong."""
    folder = root / "site"
    content_files = {name: (folder / "content" / f"{name}.md").read_text(encoding="utf-8") for name in CONTENT}
    site = Site(settings, atlas, tables, published, content_files)
    environment = _environment(folder / "templates", site)
    for pages in PAGES:
        for page in pages(site):
            yield Artefact(page.path, _render(environment, page, site).encode())
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
    words = (
        prose.number,
        prose.rate,
        prose.day,
        prose.period,
        prose.short,
        prose.counted,
        prose.times,
        prose.host,
        prose.standing,
    )
    environment.filters |= {word.__name__: word for word in words}
    environment.filters |= {"country_path": country_path, "quarter_path": quarter_path, "markdown": _markdown}
    environment.globals |= {
        "site": site,
        "atlas": site.atlas,
        "settings": site.settings,
        "Period": Period,
        "date": dt.date.fromisoformat,
        "stated_total": functools.partial(summary.stated_total, site.atlas.reports),
        "source_address": functools.partial(_source_address, site.settings),
    }
    return environment


def _render(environment: jinja2.Environment, page: Page, site: Site) -> str:
    # The 404 page is shown at any depth, so that only its links begin at the host.
    root = "../" * page.path.count("/") or "./"
    if page.path == "404.html":
        root = site.settings.address
    canonical = site.settings.address + page.path.removesuffix("index.html")
    context = {"page": page, "root": root, "canonical": canonical}
    if isinstance(page, ProsePage):
        context["markup"] = environment.from_string(page.markup).render(context)
    return environment.get_template(page.template).render(context)


def _markdown(text: str) -> Markup:
    """Markdown -> HTML without anything that could run or load."""
    return Markup(nh3.clean(markdown.markdown(text, extensions=["tables", "sane_lists"]), link_rel=None))  # noqa: S704 - cleaned


def _source_address(settings: Settings, report: Report) -> str:
    """The report's file in the repository."""
    return f"https://github.com/{settings.repository}/blob/main/{report.place.path}"
