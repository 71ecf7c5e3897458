"""Summary -> the formatted values and sentences of the site. It computes only ratios of two numbers that are shown."""

from atlas.problems import join_names
from atlas.prose.charts import describe_country_chart, describe_coverage, describe_map, describe_ranking, describe_trend
from atlas.prose.countries import describe_last_check, describe_nothing_after, opening
from atlas.prose.periods import describe_formula, describe_limits, describe_status
from atlas.prose.provenance import WARNINGS
from atlas.prose.totals import (
    EVIDENCE,
    atlas_opening,
    comparison,
    due_sentence,
    evidence_sentence,
    panel_caption,
    panel_headline,
    press_sentence,
    quarter_opening,
)
from atlas.prose.values import (
    MINUS,
    MONTHS,
    NARROW,
    between,
    change,
    compare,
    counted,
    counts,
    day,
    describe_kind,
    host,
    list_quarters,
    months,
    number,
    people,
    percent,
    period,
    rate,
    rate_in_text,
    share,
    share_range,
    short,
    size,
)

__all__ = [
    "EVIDENCE", "MINUS", "MONTHS", "NARROW", "WARNINGS", "atlas_opening", "between", "change", "compare",
    "comparison", "counted", "counts", "day", "describe_country_chart", "describe_coverage", "describe_formula",
    "describe_kind", "describe_last_check", "describe_limits", "describe_map", "describe_nothing_after",
    "describe_ranking", "describe_status", "describe_trend", "due_sentence", "evidence_sentence", "host",
    "join_names", "list_quarters", "months", "number", "opening", "panel_caption", "panel_headline", "people",
    "percent", "period", "press_sentence", "quarter_opening", "rate", "rate_in_text", "share", "share_range", "short",
    "size",
]  # fmt: skip
