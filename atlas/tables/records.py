"""Dataset and summary -> the records of every published table."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from atlas.ledger import Resolved
from atlas.model import Dataset, Figure, Record, Report
from atlas.summary import Atlas, Profile


@dataclass(frozen=True, slots=True)
class Source:
    """What the tables are made from."""

    dataset: Dataset
    atlas: Atlas


def quarters(source: Source) -> Iterator[Record]:
    """One record for each country with reports and each quarter."""
    for profile in source.atlas.reporting:
        for resolved in profile.quarters:
            span_requests, span_users = resolved.span_value or (None, None)
            yield {
                "iso3": profile.country.iso3,
                "country": profile.country.name,
                "quarter": str(resolved.period),
                "start": resolved.period.start,
                "end": resolved.period.end,
                "requests": resolved.requests,
                "users": resolved.users,
                "status": resolved.status,
                "span": str(resolved.span) if resolved.span else None,
                "span_requests": span_requests,
                "span_users": span_users,
                "formula": resolved.formula or None,
                "reports": resolved.reports,
                "first_observed": resolved.first_observed,
                "last_observed": resolved.last_observed,
                "revised": resolved.revised,
                **_rate(profile, resolved),
            }


def years(source: Source) -> Iterator[Record]:
    """One record for each country with reports and each year."""
    for profile in source.atlas.reporting:
        for year in profile.years:
            yield {
                "iso3": profile.country.iso3,
                "country": profile.country.name,
                "year": str(year.resolved.period),
                "requests": year.resolved.requests,
                "users": year.resolved.users,
                "status": year.status,
                "quarters_known": year.quarters_known,
                "formula": year.resolved.formula or None,
                "reports": year.resolved.reports,
                **_rate(profile, year.resolved),
            }


def _rate(profile: Profile, resolved: Resolved) -> Record:
    rate = profile.rate(resolved)
    population = profile.population_in(resolved.period.year)
    return {
        "population": population.people if population else None,
        "users_per_million": rate.users_per_million if rate else None,
    }


def figures(source: Source) -> Iterator[Record]:
    """One record for each stated figure."""
    for report in source.dataset.reports:
        for figure in report.figures:
            yield {
                "iso3": report.iso3,
                **_stated(figure),
                "start": figure.period.start,
                "end": figure.period.end,
                "observed": report.observed,
                "kind": report.kind,
                "source": report.source or None,
                "report": report.place.path,
            }


def reports(source: Source) -> Iterator[Record]:
    """One record for each report."""
    name_of = {iso3: country.name for iso3, country in source.dataset.countries.items()}
    for report in source.dataset.reports:
        yield {
            "report": report.place.path,
            "iso3": report.iso3,
            "country": name_of[report.iso3],
            "observed": report.observed,
            "kind": report.kind,
            "source": report.source or None,
            "figures": len(report.figures),
            "credit": report.credit or None,
            "note": report.note or None,
            "revises": report.revises or None,
        }


def revisions(source: Source) -> Iterator[Record]:
    """One record for each stated figure that no longer stands."""
    for profile in source.atlas.reporting:
        for revision in profile.ledger.revisions if profile.ledger else ():
            older, standing = revision.older, revision.standing
            requests, users = revision.instead or (None, None)
            yield {
                "iso3": profile.country.iso3,
                **_stated(older.figure),
                **_seen(older.report),
                "change": revision.change,
                "against": revision.against,
                "standing_requests": requests,
                "standing_users": users,
                "standing_observed": standing.report.observed,
                "standing_report": standing.report.place.path,
                "reason": standing.report.revises or None,
            }


def _stated(figure: Figure) -> Record:
    return {"period": str(figure.period), "requests": figure.requests, "users": figure.users}


def _seen(report: Report) -> Record:
    return {"observed": report.observed, "report": report.place.path}


def countries(source: Source) -> Iterator[Record]:
    """data/countries.csv."""
    for country in source.dataset.countries.values():
        yield asdict(country) | {"iso_numeric": country.iso_numeric or None}


def population(source: Source) -> Iterator[Record]:
    """data/population.csv."""
    for iso3, by_year in sorted(source.dataset.population.items()):
        for year, people in sorted(by_year.items()):
            yield {"iso3": iso3, "year": year, "population": people}


def events(source: Source) -> Iterator[Record]:
    """data/events.csv."""
    return (asdict(event) for event in source.dataset.events)


def dsa_orders(source: Source) -> Iterator[Record]:
    """data/dsa-orders.csv."""
    return (asdict(orders) for orders in source.dataset.dsa_orders)


PUBLISHED: dict[str, Callable[[Source], Iterator[Record]]] = {
    "quarters": quarters,
    "years": years,
    "figures": figures,
    "reports": reports,
    "revisions": revisions,
    "countries": countries,
    "population": population,
    "events": events,
    "dsa_orders": dsa_orders,
}
"""The published tables by name, in the order in which the data page lists them."""
