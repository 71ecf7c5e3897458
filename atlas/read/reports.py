"""data/reports -> rows of the table `statements`, and the problems of file names, folders and layout."""

import re
from collections.abc import Iterator
from pathlib import Path

from atlas.model import Table
from atlas.problems import Location, Problem, did_you_mean, quoted
from atlas.read import text_file, yaml_tree
from atlas.read.raw import Row

LAYOUT = "figures must map each period to a pair, as in `2025-Q1: {requests: 65, users: 121}`"


def read(root: Path, table: Table, codes: frozenset[str]) -> tuple[tuple[Row, ...], list[Problem]]:
    """All reports in data/reports, by country and file name; `codes` are those of all countries."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for path, iso3 in _report_files(root, codes, problems):
        name = path.relative_to(root).as_posix()
        content, of_file = text_file.read(path, name)
        problems += of_file
        if content:
            of_report, of_structure = rows_from_text(name, iso3, content, table)
            rows += of_report
            problems += of_structure
    return tuple(rows), problems


def _report_files(root: Path, codes: frozenset[str], problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    folder = root / "data" / "reports"
    for country in sorted(folder.iterdir()) if folder.is_dir() else ():
        location = Location(country.relative_to(root).as_posix())
        if country.is_symlink() or not country.is_dir():
            message = "a report must be in the folder of its country, such as data/reports/FRA/2026-04-26.yaml"
            problems.append(Problem(location, "stray-file", message))
        elif country.name not in codes:
            message = f"a folder must be named after a country code of data/countries.csv, not {quoted(country.name)}"
            hint = did_you_mean(country.name, codes)
            problems.append(Problem(location, "country-folder", message + (hint and f".{hint}")))
        else:
            yield from _files_of_country(root, country, problems)


def _files_of_country(root: Path, country: Path, problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    for path in sorted(country.iterdir()):
        location = Location(path.relative_to(root).as_posix())
        if path.is_symlink() or not path.is_file():
            problems.append(Problem(location, "stray-file", "a report must be a regular file, not a link or a folder"))
        elif not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(-[a-z0-9]+)*\.yaml", path.name):
            must = "a report's file must be named after the day observed, such as 2026-04-26.yaml"
            message = f"{must} or 2026-04-26-press.yaml, not {quoted(path.name)}"
            problems.append(Problem(location, "file-name", message))
        else:
            yield path, country.name


def rows_from_text(path: str, iso3: str, text: str, table: Table) -> tuple[list[Row], list[Problem]]:
    """A row for every figure of a report; one row if it only says that the bot showed nothing newer.

    The keys that a report may have are those of the table's fields.
    """
    tree, problems = yaml_tree.read(path, text)
    if tree is None:
        return [], problems or [Problem(Location(path), "empty-file", "a report must not be empty")]
    if not isinstance(tree, yaml_tree.Mapping):
        return [], [*problems, Problem(Location(path, tree.line), "layout", "a report must be a mapping of keys")]
    keys = frozenset(f.name for f in table.fields if f.level == "report")
    problems += _unknown_keys(path, tree, keys | {"figures"})
    observed = tree.items.get("observed")
    if isinstance(observed, yaml_tree.Scalar) and observed.text != Path(path).name[:10]:
        name = Path(path).name
        message = f"the file name must begin with the day in `observed`, {quoted(observed.text)}; it is {quoted(name)}"
        problems.append(Problem(Location(path, observed.line), "file-name", message))
    of_report = {"report": (path, 1), "iso3": (iso3, 1)}
    for key in keys & tree.items.keys():
        of_report[key] = _text(path, key, tree, problems)
    rows = [_row(path, table, of_report | of_figure) for of_figure in _figures(path, tree, table, problems)]
    return rows, problems


def _figures(
    path: str, tree: yaml_tree.Mapping, table: Table, problems: list[Problem]
) -> Iterator[dict[str, tuple[str, int]]]:
    figures = tree.items.get("figures")
    if isinstance(figures, yaml_tree.Other) or (isinstance(figures, yaml_tree.Scalar) and figures.text):
        problems.append(Problem(Location(path, figures.line), "layout", LAYOUT))
        return
    if not isinstance(figures, yaml_tree.Mapping) or not figures.items:
        newest = tree.items.get("nothing_after")
        if isinstance(newest, yaml_tree.Scalar) and newest.text:
            yield {}
            return
        line = tree.key_lines.get("figures", tree.line)
        message = f"a report must state at least one figure, or `nothing_after`; {LAYOUT}"
        problems.append(Problem(Location(path, line), "no-figures", message))
        return
    keys = frozenset(f.name for f in table.fields if f.level == "figure")
    for period, figure in figures.items.items():
        line = figures.key_lines[period]
        if not isinstance(figure, yaml_tree.Mapping):
            problems.append(Problem(Location(path, line), "layout", LAYOUT))
            continue
        problems += _unknown_keys(path, figure, keys)
        cells = {"period": (period, line)} | dict.fromkeys(keys, ("", line))
        yield cells | {key: _text(path, key, figure, problems) for key in keys & figure.items.keys()}


def _row(path: str, table: Table, cells: dict[str, tuple[str, int]]) -> Row:
    ordered = [cells.get(name, ("", 1)) for name in table.field_names]
    return Row(tuple(text for text, _ in ordered), tuple(Location(path, line) for _, line in ordered))


def _text(path: str, key: str, mapping: yaml_tree.Mapping, problems: list[Problem]) -> tuple[str, int]:
    node, line = mapping.items[key], mapping.key_lines[key]
    if isinstance(node, yaml_tree.Scalar):
        return node.text, line
    problems.append(Problem(Location(path, line), "layout", f"{key} must be a single value, not a list or a mapping"))
    return "", line


def _unknown_keys(path: str, mapping: yaml_tree.Mapping, keys: frozenset[str]) -> list[Problem]:
    return [
        Problem(
            Location(path, line),
            "unknown-key",
            f"a key must be one of {', '.join(sorted(keys))}, not {quoted(key)}.{did_you_mean(key, sorted(keys))}",
        )
        for key, line in mapping.key_lines.items()
        if key not in keys
    ]
