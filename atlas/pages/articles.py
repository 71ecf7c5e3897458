"""site/content -> the pages that are mostly prose: method, about, contribute, and 404.html."""

from collections.abc import Iterator

from atlas import prose
from atlas.model import Period
from atlas.pages import common
from atlas.pages.records import ContributePage, MethodPage, Page, ProsePage
from atlas.pages.rows import BehindRow, CountryOption, SubtractionItem
from atlas.pages.site import Site
from atlas.summary import Atlas, Profile
from atlas.summary.due import behind


def pages(site: Site) -> Iterator[Page]:
    """Each page with what its Markdown or its template needs beside the words."""
    comparison = site.atlas.press_comparison
    yield MethodPage(
        path="method/index.html",
        template="prose.html",
        title="Method",
        description="How the atlas calculates its figures, and why it compares the same countries only.",
        markup=site.content["method"],
        press=common.press_item(comparison) if comparison else None,
        subtraction=_subtraction(site.atlas),
    )
    yield ProsePage(
        path="about/index.html",
        template="prose.html",
        title="About",
        description="What the Telegram Transparency Atlas is, who makes it, and its licence.",
        markup=site.content["about"],
    )
    yield _contribute(site)
    yield Page(
        path="404.html",
        template="404.html",
        title="Page not found",
        description="There is no page at this address.",
    )


def _subtraction(atlas: Atlas) -> SubtractionItem | None:
    """The fourth quarter of 2024 in Britain, which the first dataset got wrong; None if it is not derived."""
    britain = atlas.profile("GBR")
    quarter = britain.quarter(Period(2024, 4, 4)) if britain else None
    if not britain or not quarter or not quarter.formula or quarter.users is None:
        return None
    return SubtractionItem(britain.country.name_in_text, prose.describe_formula(quarter.formula), quarter.users)


def _contribute(site: Site) -> ContributePage:
    atlas, countries_behind = site.atlas, behind(site.atlas.profiles, site.due)
    reporting = len(atlas.reporting)
    return ContributePage(
        path="contribute/index.html",
        template="contribute.html",
        title="Contribute",
        description="Ask Telegram’s bot about your country, paste its answer here and send it to the atlas.",
        markup=site.content["contribute"],
        options=tuple(_option(profile) for profile in atlas.profiles),
        due=prose.due_sentence(site.due, reporting - len(countries_behind), reporting),
        without_reports=len(atlas.without_reports),
        behind=tuple(_behind_row(profile, site) for profile in countries_behind),
    )


def _option(profile: Profile) -> CountryOption:
    country = profile.country
    return CountryOption(
        country.iso3, country.name, country.name_in_text if country.name_in_text != country.name else ""
    )


def _behind_row(profile: Profile, site: Site) -> BehindRow:
    headline = profile.headline
    return BehindRow(
        code=profile.country.iso3.lower(),
        name=profile.country.name,
        newest=prose.short(headline.period) if headline else "—",
        requests=headline.requests if headline else None,
        overdue=prose.list_quarters(site.due.overdue(profile)),
        last_observed=prose.day(profile.last_observed),
    )
