"""Summary -> the records of every published table."""

from collections.abc import Callable, Iterator
from dataclasses import asdict

from atlas.ledger import Resolved
from atlas.model import Figure, Record
from atlas.summary import Atlas, Profile


def quarters(atlas: Atlas) -> Iterator[Record]:
    """One record for each country with reports and each quarter."""
    for profile in atlas.reporting:
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


def years(atlas: Atlas) -> Iterator[Record]:
    """One record for each country with reports and each year."""
    for profile in atlas.reporting:
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


def figures(atlas: Atlas) -> Iterator[Record]:
    """One record for each stated figure."""
    for report in atlas.dataset.reports:
        for figure in report.figures:
            yield {
                "iso3": report.iso3,
                **_stated(figure),
                "start": figure.period.start,
                "end": figure.period.end,
                "observed": report.observed,
                "kind": report.kind,
                "source": report.source or None,
                "report": report.location.path,
            }


def reports(atlas: Atlas) -> Iterator[Record]:
    """One record for each report."""
    name_of = {iso3: country.name for iso3, country in atlas.dataset.countries.items()}
    for report in atlas.dataset.reports:
        yield {
            "report": report.location.path,
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


def revisions(atlas: Atlas) -> Iterator[Record]:
    """One record for each stated figure that newer reports replaced or contradicted."""
    for profile in atlas.reporting:
        for revision in profile.ledger.revisions if profile.ledger else ():
            older, newer = revision.older, revision.newer
            requests, users = revision.current
            is_known = requests is not None and users is not None
            yield {
                "iso3": profile.country.iso3,
                **_stated(older.figure),
                "observed": older.report.observed,
                "report": older.report.location.path,
                "effect": revision.effect,
                "against": revision.against,
                "current_requests": requests if is_known else None,
                "current_users": users if is_known else None,
                "newer_observed": newer.report.observed,
                "newer_report": newer.report.location.path,
                "reason": newer.report.revises or None,
            }


def _stated(figure: Figure) -> Record:
    return {"period": str(figure.period), "requests": figure.requests, "users": figure.users}


def countries(atlas: Atlas) -> Iterator[Record]:
    """The rows of data/countries.csv."""
    for country in atlas.dataset.countries.values():
        yield asdict(country) | {"iso_numeric": country.iso_numeric or None}


def population(atlas: Atlas) -> Iterator[Record]:
    """The rows of data/population.csv."""
    for iso3, by_year in sorted(atlas.dataset.population.items()):
        for year, people in sorted(by_year.items()):
            yield {"iso3": iso3, "year": year, "population": people}


def events(atlas: Atlas) -> Iterator[Record]:
    """The rows of data/events.csv."""
    return (asdict(event) for event in atlas.dataset.events)


def dsa_requests(atlas: Atlas) -> Iterator[Record]:
    """The rows of data/dsa-requests.csv."""
    return (asdict(row) for row in atlas.dataset.dsa_requests)


TABLES = (quarters, years, figures, reports, revisions, countries, population, events, dsa_requests)
PUBLISHED: dict[str, Callable[[Atlas], Iterator[Record]]] = {table.__name__: table for table in TABLES}
"""The published tables by name, in the order in which the data page lists them."""
