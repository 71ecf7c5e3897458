"""site/content -> the pages that are mostly prose: method, about, contribute, and 404.html."""

from collections.abc import Iterable, Iterator

from atlas import prose
from atlas.ledger import Resolved
from atlas.model import Country, Method, Period
from atlas.pages.records import ContributePage, MethodPage, Page, ProsePage, section
from atlas.pages.site import Site
from atlas.prose import provenance
from atlas.summary import Atlas, Profile, due

SUBTRACTION = ("GBR", Period(2024, 4, 4))
"""The country and the quarter whose value the first dataset got wrong."""

EXAMPLES = 3
"""How many countries are named as examples of bounds."""


def pages(site: Site) -> Iterator[Page]:
    """Each page with what its Markdown or its template needs beside the words."""
    iso3, quarter = SUBTRACTION
    country = site.atlas.profile(iso3)
    resolved = country.known(quarter) if country else None
    first = [(profile.country, profile.quarters[0]) for profile in site.atlas.reporting]
    description = "How the atlas calculates its figures, and why it compares the same countries only."
    yield MethodPage(
        **section("Method", description, "prose.html"),
        markup=site.content["method"],
        atlas=site.atlas,
        press=site.atlas.press,
        subtraction=resolved if resolved and resolved.formula else None,
        stated_sums=site.atlas.stated_sums,
        share_example=next((profile for profile in _most_received(site.atlas) if profile.fulfilled_share), None),
        first=next(iter(site.atlas.coverage), None),
        zero_totals=sum(quarter.method is Method.ZERO_TOTAL for _, quarter in first),
        examples=_examples(first),
    )
    description = "What the Telegram Transparency Atlas is, who makes it, and its licence."
    yield ProsePage(**section("About", description, "prose.html"), markup=site.content["about"])
    yield _contribute(site)
    yield Page(
        path="404.html",
        template="404.html",
        title="Page not found",
        description="There is no page at this address.",
    )


def _most_received(atlas: Atlas) -> list[Profile]:
    """The countries by the number of requests for information that Telegram received, the highest first."""
    received = [profile for profile in atlas.profiles if profile.dsa_requests]
    received.sort(key=lambda profile: -(profile.dsa_requests.information_requests if profile.dsa_requests else 0))
    return received


def _examples(quarters: Iterable[tuple[Country, Resolved]]) -> tuple[tuple[Country, Resolved], ...]:
    """Of one quarter in all countries, the widest bounds that follow from a longer period that is itself stated."""
    bounded = [
        (country, quarter)
        for country, quarter in quarters
        if quarter.has_limit and quarter.span and not quarter.formula
    ]
    return tuple(sorted(bounded, key=lambda pair: -(pair[1].users_range.upper or 0))[:EXAMPLES])


def _contribute(site: Site) -> ContributePage:
    atlas, behind = site.atlas, due.behind(site.atlas.profiles, site.due)
    reporting = len(atlas.reporting)
    return ContributePage(
        **section(
            "Contribute", "Ask Telegram’s bot about your country, paste its reply here and send it to the atlas."
        ),
        markup=site.content["contribute"],
        atlas=atlas,
        due=prose.due_sentence(site.due, reporting - len(behind), reporting),
        unrefreshed=provenance.unrefreshed_sentence(due.unrefreshed(atlas.reporting)),
        behind=tuple((profile, site.due.overdue(profile)) for profile in behind),
    )
