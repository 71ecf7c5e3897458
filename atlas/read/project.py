"""The project's own settings and schemas, written by maintainers: YAML with its usual types."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from atlas.model import Field, Settings, Table
from atlas.problems import Location, Problem

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(Exception):
    """A settings or schema file with which nothing can be done; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def settings(root: Path, environment: Mapping[str, str]) -> Settings:
    """site/settings.yaml; in GitHub Actions, what Actions knows stands above it. Unreadable if it cannot be had."""
    path = root / "site" / "settings.yaml"
    try:
        values = _load(path, root)
        overrides = _overrides(environment) if environment.get("GITHUB_ACTIONS") == "true" else {}
        return Settings(**{**values, **overrides})
    except TypeError as error:
        names = ", ".join(Settings.__dataclass_fields__)
        message = f"the settings must be {names}, each once and no other"
        raise Unreadable(Problem(Location("site/settings.yaml"), "settings", message)) from error


def _overrides(environment: Mapping[str, str]) -> dict[str, str]:
    """SITE_ADDRESS comes from configure-pages, which knows of a custom domain; else the address Pages gives."""
    repository = environment["GITHUB_REPOSITORY"]
    owner, name = repository.lower().split("/", 1)
    pages = f"https://{owner}.github.io/" + ("" if name == f"{owner}.github.io" else f"{name}/")
    return {"repository": repository, "address": (environment.get("SITE_ADDRESS") or pages).rstrip("/") + "/"}


def tables(root: Path) -> dict[str, Table]:
    """Every schema/<table>.yaml, by name. Unreadable at the first that is none."""
    found = {}
    for path in sorted((root / "schema").glob("*.yaml")):
        try:
            found[path.stem] = _table(_load(path, root))
        except (KeyError, TypeError, AttributeError) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else "it is laid out in another way"
            message = f"a schema must have name, title, description and fields, each with an example; {what}"
            raise Unreadable(Problem(Location(f"schema/{path.name}"), "schema", message)) from error
    return found


def _table(descriptor: dict[str, Any]) -> Table:
    fields = tuple(
        Field(
            name=f["name"],
            type=f["type"],
            title=f["title"],
            description=f["description"],
            unit=f.get("unit", ""),
            example=f["example"],
            must=f.get("must", ""),
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
        raise Unreadable(Problem(location, "settings", f"the file must be there and valid YAML: {reason}")) from error
    return loaded
