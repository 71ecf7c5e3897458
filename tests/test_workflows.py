"""The files for GitHub pass the audit of zizmor, match the published schemas, and contain no logic of their own."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

PROGRAMS = Path(sys.executable).parent
SCHEMAS = {
    ".github/workflows/check.yml": "vendor.github-workflows",
    ".github/workflows/publish.yml": "vendor.github-workflows",
    ".github/workflows/links.yml": "vendor.github-workflows",
    ".github/workflows/intake.yml": "vendor.github-workflows",
    ".github/ISSUE_TEMPLATE/bot-reply.yml": "vendor.github-issue-forms",
    ".github/ISSUE_TEMPLATE/config.yml": "vendor.github-issue-config",
    ".github/dependabot.yml": "vendor.dependabot",
    "CITATION.cff": "vendor.citation-file-format",
}
ACTIONS = {
    "actions/checkout",
    "actions/configure-pages",
    "actions/deploy-pages",
    "actions/download-artifact",
    "actions/setup-python",
    "actions/upload-artifact",
    "actions/upload-pages-artifact",
}
PINNED = re.compile(r"(?P<action>[\w-]+/[\w-]+)@(?P<commit>[0-9a-f]{40}) # v[0-9]+\.[0-9]+\.[0-9]+")
COMMAND = re.compile(r"make [.\w/-]+( SUDO=sudo)?|\.venv/bin/python build\.py [\w ^-]+")


def run(project: Path, program: str, *arguments: str) -> tuple[int, str]:
    command = [str(PROGRAMS / program), *arguments]
    process = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return process.returncode, process.stdout + process.stderr


def workflows(project: Path) -> dict[str, Any]:
    paths = sorted((project / ".github" / "workflows").iterdir())
    # BaseLoader, because YAML's own types would turn the key `on` into true.
    return {path.name: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) for path in paths}


def jobs(project: Path) -> list[dict[str, Any]]:
    return [job for workflow in workflows(project).values() for job in workflow["jobs"].values()]


def steps(project: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(project) for step in job["steps"]]


def actions_and_commands(job: dict[str, Any]) -> list[str]:
    return [step.get("run") or step["uses"].partition("@")[0] for step in job["steps"]]


def test_zizmor_finds_no_problem_in_the_files_for_github(project: Path) -> None:
    inputs = (".github", ".pre-commit-config.yaml")
    options = ("--offline", "--no-progress", "--strict-collection", "--collect=all", "--persona=auditor")
    status, output = run(project, "zizmor", *options, *inputs)
    assert status == 0, output


def test_zizmor_finds_an_action_that_is_not_pinned(project: Path, tmp_path: Path) -> None:
    workflow = (project / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    (tmp_path / "check.yml").write_text(PINNED.sub(r"\g<action>@main", workflow), encoding="utf-8")
    status, output = run(project, "zizmor", "--offline", "--no-progress", str(tmp_path / "check.yml"))
    assert (status != 0, "unpinned-uses" in output) == (True, True)


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_file_for_github_matches_its_published_schema(path: str, project: Path) -> None:
    status, output = run(project, "check-jsonschema", "--builtin-schema", SCHEMAS[path], path)
    assert status == 0, output


def test_every_workflow_is_compared_with_its_schema(project: Path) -> None:
    checked = {Path(path).name for path in SCHEMAS if "workflows" in path}
    assert checked == set(workflows(project))


def test_workflows_call_make_or_build_py_and_nothing_else(project: Path) -> None:
    commands = [line for step in steps(project) for line in step.get("run", "").splitlines()]
    assert [line for line in commands if not COMMAND.fullmatch(line)] == []
    assert {"make test SUDO=sudo", "make site", "make release"} <= set(commands)


def test_every_action_is_known_and_pinned_to_one_commit(project: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (project / ".github" / "workflows").iterdir()]
    uses = [line for text in texts for line in re.findall(r"uses: (.+)", text)]
    assert [line for line in uses if not PINNED.fullmatch(line)] == []
    pins = {(match["action"], line) for line in uses if (match := PINNED.fullmatch(line))}
    assert sorted(action for action, _ in pins) == sorted(ACTIONS)


def test_a_pull_request_can_only_read(project: Path) -> None:
    check = workflows(project)["check.yml"]
    assert (check["on"], check["permissions"]) == ({"pull_request": ""}, {"contents": "read"})
    assert [job for job in check["jobs"].values() if "permissions" in job or "environment" in job] == []
    text = (project / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    assert "secrets." not in text


def test_a_version_is_released_before_it_is_deployed(project: Path) -> None:
    publish = workflows(project)["publish.yml"]
    assert (publish["on"], publish["permissions"]) == ({"push": {"branches": ["main"]}, "workflow_dispatch": ""}, {})
    build, release, deploy = (publish["jobs"][name] for name in ("build", "release", "deploy"))
    # So a job does not run if the one before fails or is left out.
    assert ("needs" in build, release["needs"], deploy["needs"]) == (False, "build", "release")
    # Both publish the same files: the build uploads them, the release and the deployment take what was uploaded.
    assert actions_and_commands(build)[-3:] == ["make site", "actions/upload-artifact", "actions/upload-pages-artifact"]
    assert actions_and_commands(release)[-2:] == ["actions/download-artifact", "make release"]
    assert actions_and_commands(deploy) == ["actions/deploy-pages"]
    assert [job for job in jobs(project) for step in job["steps"] if "deploy-pages" in step.get("uses", "")] == [deploy]


def test_only_main_is_released_and_deployed(project: Path) -> None:
    """The workflow can be started by hand on any branch; the deployment needs the release."""
    jobs_of_publish = workflows(project)["publish.yml"]["jobs"]
    conditions = {name: job.get("if") for name, job in jobs_of_publish.items()}
    assert conditions == {"build": None, "release": "github.ref == 'refs/heads/main'", "deploy": None}


def test_the_release_gets_every_file_that_it_publishes_from_the_build(project: Path) -> None:
    """An uploaded folder begins at the deepest folder that all its paths have in common, here _site."""
    jobs_of_publish = workflows(project)["publish.yml"]["jobs"]
    (uploaded,) = (
        step["with"] for step in jobs_of_publish["build"]["steps"] if "/upload-artifact@" in step.get("uses", "")
    )
    (downloaded,) = (
        step["with"] for step in jobs_of_publish["release"]["steps"] if "/download-artifact@" in step.get("uses", "")
    )
    assert downloaded == {"name": uploaded["name"], "path": "_site"}
    assert uploaded["path"].split() == ["_site/data", "_site/api/v1/index.json"]
    recipe = (project / "Makefile").read_text(encoding="utf-8").partition("\nrelease:")[2].partition("\n\n")[0]
    assert {path.rpartition("/")[0] for path in re.findall(r"_site/[\w./-]+", recipe)} == {"_site/data"}


def test_the_build_and_the_release_fetch_all_tags(project: Path) -> None:
    for name in ("build", "release"):
        checkout = workflows(project)["publish.yml"]["jobs"][name]["steps"][0]
        assert checkout["with"] == {"fetch-depth": "0", "persist-credentials": "false"}


def test_only_one_step_of_publishing_gets_a_token_and_runs_only_make_release(project: Path) -> None:
    steps_of_publish = [step for job in workflows(project)["publish.yml"]["jobs"].values() for step in job["steps"]]
    with_token = [(step["run"], step["env"]) for step in steps_of_publish if "token" in str(step.get("env", ""))]
    assert with_token == [("make release", {"GH_TOKEN": "${{ github.token }}"})]


def test_only_the_release_can_write_to_the_repository_and_only_the_deployment_can_publish(project: Path) -> None:
    assert {name: job["permissions"] for name, job in workflows(project)["publish.yml"]["jobs"].items()} == {
        "build": {"contents": "read", "pages": "read"},
        "release": {"contents": "write"},
        "deploy": {"pages": "write", "id-token": "write"},
    }


def test_an_issue_starts_the_intake_and_its_text_is_in_no_command(project: Path) -> None:
    intake = workflows(project)["intake.yml"]
    assert (intake["on"], intake["permissions"]) == ({"issues": {"types": ["opened", "edited", "reopened"]}}, {})
    (job,) = intake["jobs"].values()
    assert job["permissions"] == {"contents": "write", "issues": "write", "pull-requests": "write"}
    assert intake["concurrency"]["group"] == "intake-${{ github.event.issue.number }}"
    # Only the step that needs the token gets it, and nothing else comes in from outside.
    environments = [(step["run"], step["env"]) for step in job["steps"] if "env" in step]
    assert environments == [(".venv/bin/python build.py intake", {"GITHUB_TOKEN": "${{ github.token }}"})]
    assert [step for step in job["steps"] if "${{" in step.get("run", "")] == []


def test_only_deployment_release_and_intake_can_write(project: Path) -> None:
    jobs_that_write = {
        (name, job)
        for name, workflow in workflows(project).items()
        for job, content in workflow["jobs"].items()
        if "write" in (workflow["permissions"] | content.get("permissions", {})).values()
    }
    assert jobs_that_write == {("publish.yml", "deploy"), ("publish.yml", "release"), ("intake.yml", "intake")}


def test_a_checkout_keeps_no_token(project: Path) -> None:
    checkouts = [step for step in steps(project) if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) > len(workflows(project))
    assert {step["with"]["persist-credentials"] for step in checkouts} == {"false"}


def test_every_job_has_a_time_limit(project: Path) -> None:
    assert [job["name"] for job in jobs(project) if "timeout-minutes" not in job] == []


def test_the_citation_agrees_with_the_settings(project: Path) -> None:
    settings = yaml.safe_load((project / "site" / "settings.yaml").read_text(encoding="utf-8"))
    citation = yaml.safe_load((project / "CITATION.cff").read_text(encoding="utf-8"))
    assert {key: citation[key] for key in ("title", "abstract", "license", "url", "repository-code")} == {
        "title": settings["title"],
        "abstract": settings["description"],
        "license": settings["licence"].replace(" ", "-"),
        "url": settings["address"],
        "repository-code": f"https://github.com/{settings['repository']}",
    }


def test_the_issue_chooser_links_to_the_site_in_the_settings(project: Path) -> None:
    settings = yaml.safe_load((project / "site" / "settings.yaml").read_text(encoding="utf-8"))
    chooser = yaml.safe_load((project / ".github" / "ISSUE_TEMPLATE" / "config.yml").read_text(encoding="utf-8"))
    assert [link["url"] for link in chooser["contact_links"]] == [f"{settings['address']}contribute/"]


def test_the_licence_of_the_data_agrees_with_the_settings(project: Path) -> None:
    settings = yaml.safe_load((project / "site" / "settings.yaml").read_text(encoding="utf-8"))
    text = (project / "data" / "LICENSE").read_text(encoding="utf-8")
    assert [
        settings[key] for key in ("title", "licence", "licence_address", "address") if settings[key] not in text
    ] == []


def test_the_pre_commit_hooks_run_only_programs_of_the_repository(project: Path) -> None:
    hooks = yaml.safe_load((project / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    assert {hook["id"]: hook["entry"] for hook in hooks["repos"][0]["hooks"]} == {
        "ruff-check": ".venv/bin/ruff check --force-exclude",
        "ruff-format": ".venv/bin/ruff format --force-exclude",
        "data": ".venv/bin/python build.py check",
    }
