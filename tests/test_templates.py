"""Templates contain words and loops only, and page records are plain: everything is computed before rendering."""

import dataclasses
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest
from jinja2 import meta, nodes
from markupsafe import Markup

from atlas.model import Country, Figure, Period, Report
from atlas.pages import records, rendering
from atlas.summary import Profile
from tests.conftest import PROJECT
from tests.ledgers import report, resolve

SITE = PROJECT / "site"
TEMPLATES = sorted([*(SITE / "templates").iterdir(), *(SITE / "content").glob("*.md")])

NAMES = {"page", "root", "canonical", "settings", "markup", "m"}
"""What templates may use: the record, links, the settings, rendered Markdown, and the macros (`m`)."""

FILTERS = {*rendering.FILTERS, "capitalize", "lower", "tojson"}
"""Each returns text, so none can select, count or add up."""

COMPARISONS = {"eq", "ne"}
COMPUTING: dict[type[nodes.Node], str] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
    nodes.Neg: "-",
    nodes.Pos: "+",
    nodes.Slice: "a slice",
}


def macros(source: str) -> set[str]:
    """The names of the macros that a template defines."""
    return {macro.name for macro in jinja2.Environment().parse(source).find_all(nodes.Macro)}


MACROS = macros((SITE / "templates" / "macros.html").read_text(encoding="utf-8"))


def violations(source: str) -> Iterator[str]:
    """Whatever a template does beyond filling in values, looping, choosing words and calling macros."""
    environment = jinja2.Environment()
    for name in FILTERS:  # the parser refuses unknown filters
        environment.filters.setdefault(name, str)
    tree = environment.parse(source)
    own_macros = macros(source)
    yield from (f"computes with {COMPUTING[type(node)]}" for node in tree.find_all(tuple(COMPUTING)))
    yield from (f"calls {_name(call.node)}" for call in tree.find_all(nodes.Call) if not _is_macro(call, own_macros))
    yield from (f"filters with {node.name}" for node in tree.find_all(nodes.Filter) if node.name not in FILTERS)
    yield from (f"compares with {node.op}" for node in tree.find_all(nodes.Operand) if node.op not in COMPARISONS)
    yield from (f"tests for {node.name}" for node in tree.find_all(nodes.Test))
    yield from ("selects in a loop" for loop in tree.find_all(nodes.For) if loop.test)
    yield from ("sets a name" for _ in tree.find_all((nodes.Assign, nodes.AssignBlock)))
    yield from (f"knows {name}" for name in sorted(meta.find_undeclared_variables(tree) - NAMES))


def _is_macro(call: nodes.Call, own_macros: set[str]) -> bool:
    if isinstance(call.node, nodes.Name):
        return call.node.name in {*own_macros, "caller"}
    return (
        isinstance(call.node, nodes.Getattr)
        and isinstance(call.node.node, nodes.Name)
        and (call.node.node.name, call.node.attr in MACROS) == ("m", True)
    )


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    return f"{_name(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else type(node).__name__


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_contains_words_and_loops_only(path: Path) -> None:
    assert list(violations(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("template", "violation"),
    [
        ("{{ page.known - 1 }}", "computes with -"),
        ("{% set total = page.a + page.b %}", "computes with +"),
        ("{{ page.rows[:3] }}", "computes with a slice"),
        ("{{ page.profile.quarter(2) }}", "calls page.profile.quarter"),
        ("{{ m.no_such_macro() }}", "calls m.no_such_macro"),
        ("{% for n in range(4) %}{% endfor %}", "calls range"),
        ("{{ page.rows | length }}", "filters with length"),
        ("{{ page.rows | sum }}", "filters with sum"),
        ("{{ 'more' if page.after > page.before }}", "compares with gt"),
        ("{{ page.card is defined }}", "tests for defined"),
        ("{% for row in page.rows if row.known %}{% endfor %}", "selects in a loop"),
        ("{% set label %}x{% endset %}", "sets a name"),
        ("{{ atlas.profiles }}", "knows atlas"),
    ],
)
def test_the_check_of_templates_finds_what_is_not_allowed(template: str, violation: str) -> None:
    assert violation in list(violations(template))


@pytest.mark.parametrize(
    ("country_reports", "cells"),
    [
        ([report(1, {"2024-Q1": (3, 4)})], "Q1 2024 3 4 80.00"),
        ([report(1, {"2024-Q1-Q3": (3, 4)})], "Q1–Q3 2024, total only 3 4 —"),
        ([replace(report(1, {}), figures=(Figure(Period(2024, 1, 1), 3, None),))], "Q1 2024, bounds 3 — —"),
        ([replace(report(1, {}), nothing_after=Period(2024, 1, 1))], "— — — —"),
    ],
)
def test_the_newest_known_period_is_shown_whatever_reports_state(country_reports: list[Report], cells: str) -> None:
    country = Country("FRA", "FR", "250", "France", "Europe", "Western Europe", True, "France")  # noqa: FBT003 - a row
    profile = Profile(country, resolve(*country_reports), {2024: 50_000}, None, "")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SITE / "templates"), undefined=jinja2.StrictUndefined
    )
    environment.filters |= rendering.FILTERS
    source = '{% import "macros.html" as m with context %}{{ m.latest_cells(profile) }}'
    html = environment.from_string(source).render(profile=profile, root="")
    assert " ".join(re.sub("<[^>]*>", " ", html.replace("</a>", "")).split()) == cells


@pytest.mark.parametrize("name", sorted(rendering.FILTERS))
def test_a_filter_returns_text(name: str) -> None:
    assert inspect.signature(rendering.FILTERS[name]).return_annotation in (str, Markup)


def test_page_records_are_frozen_dataclasses_with_slots() -> None:
    classes = [c for _, c in inspect.getmembers(records, inspect.isclass) if c.__module__ == records.__name__]
    assert classes
    for record in classes:
        parameters = getattr(record, "__dataclass_params__", None)
        assert (dataclasses.is_dataclass(record), parameters and parameters.frozen) == (True, True), record
        assert "__slots__" in vars(record), record
