"""Summary -> the rows and items that several pages show."""

from collections.abc import Iterable

from atlas import prose
from atlas.charts import Charts
from atlas.ledger import Resolved
from atlas.model import Country, Effect, Event, Figure, Kind, Period
from atlas.pages.rows import ChangeItem, CountryRow, CoverageRow, EventItem, FigureItem, Link, PanelRow, PressItem
from atlas.summary import Coverage, Group, Panel, PressComparison, Profile
from atlas.summary.changes import Change

KINDS = {Kind.REPLY: "bot reply", Kind.PRESS: "press article", Kind.DATASET: "dataset"}


def country_link(country: Country) -> Link:
    """The page of a country."""
    return Link(country.name, f"countries/{country.iso3.lower()}/")


KINDS = {Kind.REPLY: "bot reply", Kind.PRESS: "press article", Kind.DATASET: "dataset"}


def country_links(profiles: Iterable[Profile]) -> tuple[Link, ...]:
    """The pages of several countries."""
    return tuple(country_link(profile.country) for profile in profiles)


def quarter_link(quarter: Period) -> Link:
    """The page of a quarter."""
    return Link(prose.short(quarter), f"quarters/{str(quarter).lower()}/")


def group_link(group: Group) -> Link:
    """The page of a region or of the European Union."""
    return Link(group.name, f"groups/{group.slug}/")


def is_region(group: Group) -> bool:
    """Whether a group is one of the regions, which together hold every country once."""
    return group.slug != "european-union"


def users_per_million(profile: Profile, resolved: Resolved) -> float | None:
    """The rate of a period; None where users or the population are unknown."""
    rate = profile.rate(resolved)
    return rate.users_per_million if rate else None


def country_row(profile: Profile, charts: Charts) -> CountryRow:
    """A country with reports, which must have a headline: every report states at least one figure."""
    headline, newest, before = profile.headline, profile.newest, profile.year_before_newest
    assert headline is not None
    country = profile.country
    period = newest.period if newest else headline.period
    requests_before = before.requests if before else None
    has_both = newest and newest.requests is not None and requests_before is not None
    return CountryRow(
        country=country_link(country),
        search_words=f"{country.region} {country.subregion} {country.iso3}",
        sparkline=charts.sparklines[country.iso3],
        quarter=quarter_link(newest.period) if newest else None,
        period=prose.short(period),
        sort_key=str(period),
        requests=newest.requests if newest else headline.requests,
        users=newest.users if newest else headline.users,
        users_per_million=users_per_million(profile, newest) if newest else None,
        requests_before=requests_before,
        change=prose.times(requests_before or 0, newest.requests or 0) if newest and has_both else "—",
        quarters_known=profile.quarters_known,
        quarters_total=profile.quarters_total,
        last_observed=prose.day(profile.last_observed),
        last_observed_iso=str(profile.last_observed),
    )


def coverage_rows(coverage: Iterable[Coverage]) -> tuple[CoverageRow, ...]:
    """The newest quarter first."""
    rows = [
        CoverageRow(
            quarter=quarter_link(row.quarter),
            known=row.known,
            reporting=row.reporting,
            requests=row.total.requests if row.known else None,
            users=row.total.users if row.known else None,
            bounded=row.bounded,
            missing=row.missing,
            without_reports=row.without_reports,
        )
        for row in coverage
    ]
    return tuple(reversed(rows))


def panel_row(panel: Panel) -> PanelRow:
    """A matched panel."""
    before, after = panel.total_before, panel.total_after

    def known(value: int) -> int | None:
        return value if panel.countries else None

    return PanelRow(
        quarters=f"{prose.short(panel.before)} → {prose.short(panel.after)}",
        countries=len(panel.countries),
        requests_before=known(before.requests),
        requests_after=known(after.requests),
        requests_change=prose.times(before.requests, after.requests),
        users_before=known(before.users),
        users_after=known(after.users),
        users_change=prose.times(before.users, after.users),
        active_change=prose.times(panel.active_before.users, panel.active_after.users),
        active=panel.active_before.countries,
        largest=panel.largest.name_in_text if panel.largest else "",
        others_change=prose.times(panel.rest_before.requests, panel.rest_after.requests),
        others=panel.rest_before.countries,
        others_requests_before=panel.rest_before.requests,
        others_requests_after=panel.rest_after.requests,
    )


def change_item(change: Change) -> ChangeItem:
    """A report with the effect of each figure."""
    report = change.report
    return ChangeItem(
        country=country_link(change.country),
        path=report.location.path,
        observed=prose.day(report.observed),
        observed_iso=str(report.observed),
        kind=KINDS[report.kind],
        figures=tuple(_figure_item(figure, effect) for figure, effect in change.figures),
        source=report.source,
        source_host=prose.host(report.source) if report.source else "",
        credit=report.credit,
        note=report.note,
    )


def _figure_item(figure: Figure, effect: Effect) -> FigureItem:
    period = figure.period
    return FigureItem(prose.period(period), prose.short(period), figure.requests, figure.users, effect)


def event_items(events: Iterable[tuple[str, Event]]) -> tuple[EventItem, ...]:
    """The events that charts mark, each with its letter."""
    return tuple(EventItem(letter, prose.day(event.date), event.title, event.url) for letter, event in events)


def press_item(comparison: PressComparison) -> PressItem:
    """What the press compared, beside the matched panel of the same quarters."""
    before, after, panel = comparison.naive_before, comparison.naive_after, comparison.panel
    return PressItem(
        day=prose.day(comparison.day),
        countries_before=before.countries,
        countries_after=after.countries,
        users_before=before.users,
        users_after=after.users,
        change=prose.times(before.users, after.users),
        panel=panel_row(panel),
        zero_before=panel.zero_before,
        still_zero=panel.still_zero,
        is_dominated=panel.is_dominated,
    )
