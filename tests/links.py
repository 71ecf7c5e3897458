"""The links of a built site: those within it that lead nowhere, and those that lead elsewhere.

`python -m tests.links FOLDER` prints every address elsewhere with a page that has it; `--fetch` asks for each and
prints those that do not answer. Only the weekly workflow fetches; tests never do.
"""

import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from atlas import read

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = read.project.settings(ROOT, {}).address
ATTRIBUTES = {"href", "src", "poster", "data-href", "action"}


class Links(HTMLParser):
    """The ids of a page, and the addresses that it leads to or loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(page)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids += [values["id"]] if "id" in values else []
        self.targets += [value for name, value in values.items() if name in ATTRIBUTES and value != ""]
        if values.get("content", "").startswith(ADDRESS):  # og:image and its like
            self.targets.append(values["content"])


def broken_links(site: Mapping[str, bytes], address: str = ADDRESS) -> Iterator[str]:
    """Every link within a site that leads to no file or to no place in it, as "page: link"."""
    pages = {path: Links(content.decode()) for path, content in site.items() if path.endswith(".html")}
    for path, page in pages.items():
        for target in page.targets:
            absolute = urlsplit(urljoin(address + path, target))
            if not absolute.geturl().startswith(address):
                continue
            found = unquote(absolute.path.removeprefix(urlsplit(address).path))
            found += "index.html" if found == "" or found.endswith("/") else ""
            is_place = not absolute.fragment or (found in pages and absolute.fragment in pages[found].ids)
            if found not in site or not is_place:
                yield f"{path}: {target}"


def external_links(site: Mapping[str, bytes]) -> dict[str, str]:
    """Every address elsewhere that a page leads to, with the first page that does."""
    found: dict[str, str] = {}
    for path in sorted(site):
        for target in Links(site[path].decode()).targets if path.endswith(".html") else ():
            if urlsplit(target).scheme in ("http", "https") and not target.startswith(ADDRESS):
                found.setdefault(target, path)
    return dict(sorted(found.items()))


def answers(address: str) -> bool:
    """Whether an address answers. A refusal of machines (403, 429) counts as an answer."""
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (link check)"})
    try:
        with urllib.request.urlopen(request, timeout=30):
            return True
    except urllib.error.HTTPError as error:
        return error.code in (403, 429)
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    """Print what was asked for; 1 if an address does not answer."""
    folder = Path(arguments[0])
    site = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.html")}
    links = external_links(site)
    if "--fetch" in arguments:
        links = {address: page for address, page in links.items() if not answers(address)}
    for address, page in links.items():
        print(f"{address} ({page})")
    return 1 if "--fetch" in arguments and links else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
