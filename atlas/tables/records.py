"""Summary -> the records of every published table."""

from collections.abc import Callable, Iterator
from dataclasses import asdict

from atlas.ledger import Resolved, Statement, evidence, weakest
from atlas.model import Effect, Figure, Record, Role, figure_id
from atlas.summary import Atlas, Profile


def quarters(atlas: Atlas) -> Iterator[Record]:
    """One record for each country with reports and each quarter."""
    for profile in atlas.reporting:
        for quarter in profile.quarters:
            span_requests, span_users = quarter.span_value or (None, None)
            yield {
                **_period(profile, quarter),
                **_rate(profile, quarter),
                "quarter": str(quarter.period),
                "start": quarter.period.start,
                "end": quarter.period.end,
                "span": str(quarter.span) if quarter.span else None,
                "span_requests": span_requests,
                "span_users": span_users,
                "first_observed": quarter.first_observed,
                "last_observed": quarter.last_observed,
                "revised": quarter.revised,
                "missing_reason": profile.missing_reasons.get(quarter.period),
            }


def years(atlas: Atlas) -> Iterator[Record]:
    """One record for each country with reports and each year."""
    for profile in atlas.reporting:
        for year in profile.years:
            yield {
                **_period(profile, year),
                **_rate(profile, year),
                "year": str(year.period),
                "quarters_known": year.quarters_known,
            }


def spans(atlas: Atlas) -> Iterator[Record]:
    """One record for each country with reports and each half-year, nine months or other span of each year.

    The ledger is asked for the span itself: the bounds of its quarters, added up, would be wider.
    """
    for profile in atlas.reporting:
        for span in profile.ledger.spans if profile.ledger else ():
            yield {
                **_period(profile, span),
                "period": str(span.period),
                "start": span.period.start,
                "end": span.period.end,
            }


def _period(profile: Profile, resolved: Resolved) -> Record:
    """What the rows of quarters, years and spans have in common."""
    return {
        "iso3": profile.country.iso3,
        "country": profile.country.name,
        "requests": resolved.requests,
        "users": resolved.users,
        "status": resolved.status,
        "formula": resolved.formula or None,
        "reports": resolved.reports,
        "requests_low": resolved.requests_range.lower,
        "requests_high": resolved.requests_range.upper,
        "users_low": resolved.users_range.lower,
        "users_high": resolved.users_range.upper,
        "low_formula": resolved.low_formula or None,
        "high_formula": resolved.high_formula or None,
        "method": resolved.method,
        "evidence": resolved.evidence,
        "origins": resolved.origins,
        "warnings": " ".join(profile.warnings(resolved)) or None,
        "figure_id": figure_id(profile.country.iso3, resolved.period),
    }


def _rate(profile: Profile, resolved: Resolved) -> Record:
    rate = profile.rate(resolved)
    population = profile.population_in(resolved.period.year)
    return {
        "population": population.people if population else None,
        "population_year": population.year if population else None,
        "users_per_million": rate.users_per_million if rate else None,
    }


def figures(atlas: Atlas) -> Iterator[Record]:
    """One record for each stated figure."""
    profiles = {profile.country.iso3: profile for profile in atlas.reporting}
    stated = [Statement(figure, report) for report in atlas.dataset.reports for figure in report.figures]
    agreeing: dict[tuple[object, ...], list[Statement]] = {}
    for statement in stated:
        for key in _counts(statement):
            agreeing.setdefault(key, []).append(statement)
    for statement in stated:
        figure, report = statement.figure, statement.report
        yield {
            "iso3": report.iso3,
            **_stated(figure),
            "start": figure.period.start,
            "end": figure.period.end,
            "observed": report.observed,
            "kind": report.kind,
            "source": report.source or None,
            "report": report.location.path,
            "observed_basis": report.observed_basis,
            "evidence": weakest(evidence(agreeing[key]) for key in _counts(statement)),
            "warnings": " ".join(profiles[report.iso3].figure_warnings(figure)) or None,
            "figure_id": figure_id(report.iso3, figure.period),
        }


def _counts(statement: Statement) -> list[tuple[object, ...]]:
    """A key for each count that is stated: equal for all statements that agree on it."""
    iso3, period, value = statement.report.iso3, statement.figure.period, statement.figure.value
    return [(iso3, period, measure, count) for measure, count in enumerate(value) if count is not None]


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
            "observed_basis": report.observed_basis,
            "trace": report.trace or None,
            "nothing_after": str(report.nothing_after) if report.nothing_after else None,
        }


def revisions(atlas: Atlas) -> Iterator[Record]:
    """One record for each stated figure that does not count."""
    for profile in atlas.reporting:
        for revision in profile.ledger.revisions if profile.ledger else ():
            rejected, accepted = revision.rejected, revision.accepted
            explaining = rejected if revision.effect is Effect.DISPUTES else accepted
            requests, users = revision.current
            is_known = requests is not None and users is not None
            yield {
                "iso3": profile.country.iso3,
                **_stated(rejected.figure),
                "observed": rejected.report.observed,
                "report": rejected.report.location.path,
                "effect": revision.effect,
                "against": revision.against,
                "current_requests": requests if is_known else None,
                "current_users": users if is_known else None,
                "newer_observed": accepted.report.observed,
                "newer_report": accepted.report.location.path,
                "reason": explaining.report.revises or None,
                "against_reports": " ".join(revision.against_reports),
            }


def _stated(figure: Figure) -> Record:
    return {"period": str(figure.period), "requests": figure.requests, "users": figure.users}


def countries(atlas: Atlas) -> Iterator[Record]:
    """The rows of data/countries.csv, with the day on which somebody last asked the bot about each country."""
    checked = {p.country.iso3: p.last_check.observed for p in atlas.reporting if p.last_check}
    for country in atlas.dataset.countries.values():
        computed = {"iso_numeric": country.iso_numeric or None, "last_checked": checked.get(country.iso3)}
        yield asdict(country) | computed


def population(atlas: Atlas) -> Iterator[Record]:
    """The rows of data/population.csv."""
    for iso3, by_year in sorted(atlas.dataset.population.items()):
        for year, people in sorted(by_year.items()):
            yield {"iso3": iso3, "year": year, "population": people}


def events(atlas: Atlas) -> Iterator[Record]:
    """The rows of data/events.csv."""
    return (asdict(event) | {"url": event.url or None} for event in atlas.dataset.events)


def dsa_requests(atlas: Atlas) -> Iterator[Record]:
    """The rows of data/dsa-requests.csv."""
    return (asdict(row) for row in atlas.dataset.dsa_requests)


def quarter_reports(atlas: Atlas) -> Iterator[Record]:
    """One record for each quarter and each figure of a report that it rests on."""
    for profile in atlas.reporting:
        for quarter in profile.quarters:
            for statement in quarter.statements:
                is_own = statement.figure.period == quarter.period
                yield {
                    "iso3": profile.country.iso3,
                    "quarter": str(quarter.period),
                    "report": statement.report.location.path,
                    "period": str(statement.figure.period),
                    "role": Role.STATES if is_own else Role.TERM if quarter.is_known else Role.BOUND,
                }


def corrections(atlas: Atlas) -> Iterator[Record]:
    """The rows of data/corrections.csv."""
    return (asdict(correction) | {"url": correction.url or None} for correction in atlas.dataset.corrections)


TABLES = (
    quarters,
    years,
    figures,
    reports,
    revisions,
    countries,
    population,
    events,
    dsa_requests,
    quarter_reports,
    spans,
    corrections,
)
PUBLISHED: dict[str, Callable[[Atlas], Iterator[Record]]] = {table.__name__: table for table in TABLES}
"""The published tables by name, in the order in which the data page lists them."""
