"""Summary -> countries/, the page of each country and of each group of countries, compare/, and charts to embed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from atlas import citation, prose, summary
from atlas.ledger import Ledger, Resolved
from atlas.model import Period, Status, figure_id
from atlas.pages.records import (
    AtlasPage,
    CountryPage,
    EmbedPage,
    GroupPage,
    Page,
    PeriodRow,
    ReportRow,
    address,
    section,
)
from atlas.pages.site import Site
from atlas.prose import provenance
from atlas.summary import Group, Profile, Ranked
from atlas.summary.changes import Change

NEIGHBOURS = 2  # on either side in rank


def pages(site: Site) -> Iterator[Page]:
    """The list of all countries; a page for each, and an embedded page for each with reports."""
    atlas = site.atlas
    description = "All countries and territories, with the newest quarter known for each."
    yield AtlasPage(**section("Countries", description), atlas=atlas, version=site.release.version)
    regions = {group.name: group for group in atlas.regions}
    rankings = {quarter: summary.ranking(atlas.reporting, quarter) for quarter in atlas.quarters}
    changes: dict[str, list[Change]] = defaultdict(list)
    for change in atlas.changes:
        changes[change.country.iso3].append(change)
    for profile in atlas.profiles:
        ranking = rankings[profile.newest.period] if profile.newest else ()
        reports = tuple(_report(profile, change) for change in changes[profile.country.iso3])
        region = regions[profile.country.region]
        yield _country(site, profile, ranking, reports=reports, region=region)
        if profile.ledger:
            code = profile.country.iso3
            yield EmbedPage(
                path=f"embed/{code.lower()}/index.html",
                template="embed.html",
                title=profile.country.name,
                description=prose.opening(profile),
                card=f"cards/{code.lower()}.png",
                canonical=address(profile.country),
                version=site.release.versions.countries[code],
                chart=site.charts.countries[code],
            )


def _country(
    site: Site,
    profile: Profile,
    ranking: Sequence[Ranked],
    *,
    reports: tuple[ReportRow, ...],
    region: Group,
) -> CountryPage:
    country, newest = profile.country, profile.newest
    position = next((i for i, row in enumerate(ranking) if row.profile is profile and row.quarter.requests), None)
    neighbours = () if position is None else ranking[max(0, position - NEIGHBOURS) : position + NEIGHBOURS + 1]
    others = (other for other in region.reporting if other is not profile)
    overdue = provenance.describe_overdue(profile, site.due.overdue(profile)) if profile.ledger else ()
    version = site.release.versions.countries[country.iso3] if profile.ledger else None
    cited = (site.settings, version, country.name, address(country)) if version else None
    return CountryPage(
        path=f"{address(country)}index.html",
        template="country.html",
        title=country.name,
        description=prose.opening(profile),
        card=f"cards/{country.iso3.lower()}.png" if profile.ledger else "cards/atlas.png",
        version=version,
        profile=profile,
        region=region,
        nearby=tuple(other for other in others if other.country.subregion == country.subregion),
        chart=site.charts.countries.get(country.iso3),
        events=site.charts.events,
        ranked=None if position is None else ranking[position],
        number_ranked=len(ranking),
        neighbours=tuple(neighbours),
        quarters=_rows(site, profile, reversed(profile.quarters)),
        longer=_rows(site, profile, _longer_periods(profile.ledger)) if profile.ledger else (),
        spans=_rows(site, profile, _other_spans(profile.ledger)) if profile.ledger else (),
        overdue=overdue,
        known_quarters=provenance.describe_known_quarters(profile),
        missing=_missing_before(profile, overdue),
        last_check="" if _names_last_check(profile, overdue) else prose.describe_last_check(profile),
        revisions=tuple(map(provenance.describe_revision, profile.ledger.revisions)) if profile.ledger else (),
        evidence=tuple(provenance.VERIFICATION.items()),
        reports=reports,
        has_traces=any(row.change.report.trace for row in reports),
        citation=citation.of_country(*cited) if cited else "",
        citation_of_figure=citation.figure(*cited, figure_id(country.iso3, newest.period)) if cited and newest else "",
    )


def _missing_before(profile: Profile, overdue: Iterable[provenance.Overdue]) -> tuple[Period, ...]:
    """The quarters that no report covers and that are not listed as overdue."""
    listed = {quarter for quarters, _ in overdue for quarter in quarters}
    return tuple(quarter for quarter in profile.missing if quarter not in listed)


def _names_last_check(profile: Profile, overdue: Iterable[provenance.Overdue]) -> bool:
    """Whether what is said about overdue quarters gives the day on which somebody last saw what the bot showed."""
    check = profile.last_check
    return check is not None and any(prose.day(check.observed) in sentence for _, sentence in overdue)


def _longer_periods(ledger: Ledger) -> list[Resolved]:
    """The years, and the other periods longer than a quarter that reports state, the newest first."""
    return _newest_first((*ledger.years, *(span for span in ledger.spans if span.period in ledger.periods)))


def _other_spans(ledger: Ledger) -> list[Resolved]:
    """The half-years and other spans within a year that no report states, as far as anything is known of them."""
    others = (span for span in ledger.spans if span.period not in ledger.periods)
    return _newest_first(span for span in others if span.status is not Status.MISSING)


def _newest_first(spans: Iterable[Resolved]) -> list[Resolved]:
    return sorted(spans, key=lambda span: (span.period.closes, -span.period.opens), reverse=True)


def _rows(site: Site, profile: Profile, periods: Iterable[Resolved]) -> tuple[PeriodRow, ...]:
    return tuple(
        PeriodRow(
            figure_id=figure_id(profile.country.iso3, resolved.period),
            resolved=resolved,
            rate=profile.rate(resolved),
            status=_status(site, profile, resolved),
            reports=provenance.describe_reports(resolved),
            warnings=provenance.describe_warnings(profile, resolved),
        )
        for resolved in periods
    )


def _status(site: Site, profile: Profile, resolved: Resolved) -> str:
    """How a period is known; why not, for a quarter of which nothing is known."""
    if resolved.status is Status.MISSING and resolved.period.is_quarter:
        return provenance.describe_missing(profile, resolved.period, site.due)
    return prose.describe_status(resolved)


def _report(profile: Profile, change: Change) -> ReportRow:
    figures = tuple(
        (figure, effect, provenance.describe_figure_warnings(profile, figure)) for figure, effect in change.figures
    )
    return ReportRow(change, figures, provenance.describe_report_warnings(profile, change.report))


def group_pages(site: Site) -> Iterator[Page]:
    """A page for each region and for the European Union; the form in which a script compares up to four countries."""
    for group in site.atlas.groups:
        yield GroupPage(
            path=f"{address(group)}index.html",
            template="group.html",
            title=group.name,
            description=f"Requests from {group.name_in_text} that Telegram says it fulfilled, by quarter and country.",
            group=group,
            version=site.release.versions.groups[group.slug],
        )
    description = "Compare up to four countries, quarter by quarter."
    yield AtlasPage(**section("Compare", description), atlas=site.atlas, version=site.release.version)
