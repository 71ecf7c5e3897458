#!/usr/bin/env python3
"""Check the data and build the site: `python build.py --help` lists the commands."""

import signal
import sys

OLDEST = (3, 11)

if sys.version_info < OLDEST:  # before anything is imported that an older Python cannot read
    sys.exit("build.py: Python %d.%d or newer must be used; this is %s" % (*OLDEST, sys.version.split()[0]))

from pathlib import Path  # noqa: E402

try:
    from atlas import cli
except ModuleNotFoundError as error:
    if error.name and error.name.split(".")[0] == "atlas":
        raise
    sys.exit(
        "build.py: the package %s must be installed. `make site` does that; without make:\n"
        "  python3 -m venv .venv\n"
        "  .venv/bin/pip install --require-hashes -r requirements.txt\n"
        "  .venv/bin/python build.py" % error.name
    )

if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):  # whoever reads the output may stop, as `head` does
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(cli.main(sys.argv[1:], Path(__file__).resolve().parent))
