"""The links of a built site: broken internal links, and all external links.

`python -m tests.links FOLDER` prints every external link with a page that contains it; with `--fetch` it requests each
of them and prints the broken ones. Only the weekly workflow does that; tests never use the network.
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
    """The ids of a page, and the addresses that it links to or loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(page)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids += [values["id"]] if "id" in values else []
        self.targets += [value for name, value in values.items() if name in ATTRIBUTES and value != ""]
        if values.get("content", "").startswith(ADDRESS):  # og:image and similar
            self.targets.append(values["content"])


def broken_links(site: Mapping[str, bytes], address: str = ADDRESS) -> Iterator[str]:
    """Every internal link without a target, a file or an id in it, as "page: link"."""
    pages = {path: Links(content.decode()) for path, content in site.items() if path.endswith(".html")}
    for path, page in pages.items():
        for target in page.targets:
            absolute = urlsplit(urljoin(address + path, target))
            if not absolute.geturl().startswith(address):
                continue
            file = unquote(absolute.path.removeprefix(urlsplit(address).path))
            file += "index.html" if file == "" or file.endswith("/") else ""
            has_id = not absolute.fragment or (file in pages and absolute.fragment in pages[file].ids)
            if file not in site or not has_id:
                yield f"{path}: {target}"


def external_links(site: Mapping[str, bytes]) -> dict[str, str]:
    """Every external link, with the first page that contains it."""
    links: dict[str, str] = {}
    for path in sorted(site):
        for target in Links(site[path].decode()).targets if path.endswith(".html") else ():
            if urlsplit(target).scheme in ("http", "https") and not target.startswith(ADDRESS):
                links.setdefault(target, path)
    return dict(sorted(links.items()))


def answers(address: str) -> bool:
    """Whether an address answers. It may refuse programs (403, 429)."""
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (link check)"})
    try:
        with urllib.request.urlopen(request, timeout=30):
            return True
    except urllib.error.HTTPError as error:
        return error.code in (403, 429)
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    """Print the links; the exit status is 1 if one is broken."""
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
