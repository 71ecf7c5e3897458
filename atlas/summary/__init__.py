"""Ledgers -> what pages, charts and downloads say: profiles of countries, rankings, matched panels, coverage. Pure.

Every number that a reader sees is computed here or in the ledger. A total always comes with its number of countries.
"""

from atlas.summary.additivity import StatedSum
from atlas.summary.atlas import Atlas, EvidenceCounts, Group, summarise
from atlas.summary.profiles import Headline, Profile, Rate, sort_key
from atlas.summary.totals import Coverage, LongerPanels, Panel, PressComparison, Ranked, Total, ranking

__all__ = [
    "Atlas", "Coverage", "EvidenceCounts", "Group", "Headline", "LongerPanels", "Panel", "PressComparison", "Profile",
    "Ranked", "Rate", "StatedSum", "Total", "ranking", "sort_key", "summarise",
]  # fmt: skip
