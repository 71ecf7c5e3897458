"""The settings and schemas of the project, written by maintainers: YAML with its usual types."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from atlas.model import (
    Effect,
    Evidence,
    Field,
    Kind,
    Method,
    MissingReason,
    ObservedBasis,
    Role,
    Settings,
    Status,
    Table,
)
from atlas.problems import Location, Problem, Unreadable

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ENUMS: Mapping[tuple[str, str], Sequence[StrEnum]] = {
    **{(table, "kind"): list(Kind) for table in ("statements", "figures", "reports")},
    **{(table, "observed_basis"): list(ObservedBasis) for table in ("figures", "reports")},
    **{(table, "evidence"): list(Evidence) for table in ("figures", "quarters", "years", "spans")},
    **{(table, "method"): list(Method) for table in ("quarters", "years", "spans")},
    ("quarters", "status"): [status for status in Status if status is not Status.PARTIAL],
    **{(table, "status"): list(Status) for table in ("years", "spans")},
    ("quarters", "missing_reason"): list(MissingReason),
    ("quarter_reports", "role"): list(Role),
    ("revisions", "effect"): [Effect.REVISES, Effect.CONFLICTS, Effect.DISPUTES],
}
"""Fields whose values the code knows too. A schema must list the same values, or it cannot be used."""


def settings(root: Path, environment: Mapping[str, str]) -> Settings:
    """site/settings.yaml, overridden by what GitHub Actions knows if it runs there; Unreadable if it is invalid."""
    path = root / "site" / "settings.yaml"
    try:
        values = _load(path, root)
        overrides = _overrides(environment) if environment.get("GITHUB_ACTIONS") == "true" else {}
        return Settings(**{**values, **overrides})
    except TypeError as error:
        names = ", ".join(Settings.__dataclass_fields__)
        message = f"the settings must have exactly the keys {names}"
        raise Unreadable(Problem(Location("site/settings.yaml"), "settings", message)) from error


def _overrides(environment: Mapping[str, str]) -> dict[str, str]:
    """SITE_ADDRESS is from configure-pages, which knows a custom domain; without it, Pages uses owner and name."""
    repository = environment["GITHUB_REPOSITORY"]
    owner, name = repository.lower().split("/", 1)
    pages = f"https://{owner}.github.io/" + ("" if name == f"{owner}.github.io" else f"{name}/")
    return {"repository": repository, "address": (environment.get("SITE_ADDRESS") or pages).rstrip("/") + "/"}


def tables(root: Path) -> dict[str, Table]:
    """Every schema/<table>.yaml, by name; Unreadable at the first that is invalid."""
    schemas = {}
    for path in sorted((root / "schema").glob("*.yaml")):
        location = Location(f"schema/{path.name}")
        try:
            schemas[path.stem] = table = _table(_load(path, root))
        except (KeyError, TypeError, AttributeError) as error:
            reason = f"{error} is missing" if isinstance(error, KeyError) else "its layout is different"
            message = f"a schema must have name, title, description and fields, each with an example; {reason}"
            raise Unreadable(Problem(location, "schema", message)) from error
        for field in table.fields:
            known, listed = ENUMS.get((table.name, field.name)), field.constraints.get("enum")
            if known and listed != known:
                message = f"{field.name} must have the values of atlas/model.py, {', '.join(known)}"
                raise Unreadable(Problem(location, "schema", f"{message}; the schema lists {listed}"))
    return schemas


def _table(descriptor: dict[str, Any]) -> Table:
    fields = tuple(
        Field(
            name=f["name"],
            type=f["type"],
            title=f["title"],
            description=f["description"],
            unit=f.get("unit", ""),
            example=f["example"],
            must=f.get("must", "").format(**f.get("constraints", {})),
            level=f.get("level", ""),
            constraints=f.get("constraints", {}),
        )
        for f in descriptor["fields"]
    )
    return Table(descriptor["name"], descriptor["title"], descriptor["description"], fields, descriptor)


def _load(path: Path, root: Path) -> dict[str, Any]:
    location = Location(path.relative_to(root).as_posix())
    try:
        loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe loader
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise Unreadable(Problem(location, "settings", f"the file must exist and be valid YAML: {reason}")) from error
    return loaded
