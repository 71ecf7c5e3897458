"""Summary -> findings/: what the figures show."""

from collections.abc import Iterator

from atlas import citation
from atlas.pages.records import FindingsPage, ShownFinding, section
from atlas.pages.site import Site
from atlas.prose import findings as sentences
from atlas.summary.findings import findings

PATH = "findings/"


def pages(site: Site) -> Iterator[FindingsPage]:
    """One page with every finding whose claim holds."""
    version, of_data = site.release.version, findings(site.atlas)
    shown = tuple(
        ShownFinding(
            passage,
            site.charts.findings[passage.slug],
            citation.of_finding(site.settings, version, passage.headline, f"{PATH}#{passage.slug}"),
        )
        for passage in sentences.passages(of_data)
    )
    columns, rows = sentences.news_table(of_data.news) if of_data.news else ((), ())
    description = (
        "What Telegram’s figures show: the rise of autumn 2024, who fell and who rose since, and how certain it is."
    )
    yield FindingsPage(
        **section("Findings", description),
        version=version,
        findings=shown,
        news=sentences.news_sentence(of_data.news) if of_data.news else "",
        news_columns=columns,
        news_rows=rows,
        events=site.charts.events,
    )
