"""Ledgers -> what pages, charts and downloads say: profiles of countries, rankings, matched panels, coverage. Pure.

Every number that a reader sees is computed here or in the ledger. A total always comes with its number of countries.
"""

from atlas.summary.atlas import Atlas, Group, summarise
from atlas.summary.profiles import Headline, Profile, Rate, sort_key
from atlas.summary.rankings import Ranked, ranking
from atlas.summary.totals import Coverage, Panel, PressComparison, Total, growth

__all__ = [
    "Atlas", "Coverage", "Group", "Headline", "Panel", "PressComparison", "Profile", "Ranked",
    "Rate", "Total", "growth", "ranking", "sort_key", "summarise",
]  # fmt: skip
