"""A folder -> http://127.0.0.1:<port>/atlas/, served as GitHub Pages does: gzip, types, caching, parts, 404.html."""

import functools
import gzip
import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

BELOW = "/atlas/"
TEXT = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "application/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
}
"""These are sent gzipped."""
BINARY = {".ico": "image/vnd.microsoft.icon", ".png": "image/png", ".webp": "image/webp", ".zip": "application/zip"}
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve the folder, which may be filled later, until the block ends; yields the site's address."""
    handler = functools.partial(_Handler, folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{BELOW}"
        finally:
            server.shutdown()
            thread.join()


@functools.cache
def gzipped(path: Path) -> bytes:
    """The file as it is sent."""
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


def _part(content: bytes, first: str, last: str) -> tuple[bytes, str]:
    """The bytes from `first` to `last`, or the last `last` bytes if `first` is empty; and the Content-Range header."""
    start = int(first) if first else max(0, len(content) - int(last))
    part = content[start : int(last) + 1 if first and last else None]
    return part, f"bytes {start}-{start + len(part) - 1}/{len(content)}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "GitHub.com"
    sys_version = ""
    disable_nagle_algorithm = True

    def __init__(self, folder: Path, *arguments: object) -> None:
        self.folder = folder
        super().__init__(*arguments)  # type: ignore[arg-type]  # what the server passes on

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, *arguments: object) -> None:
        """Print nothing: tests read what the browser saw."""

    def _answer(self, *, with_body: bool) -> None:
        requested = unquote(urlsplit(self.path).path)
        target = self.folder / requested.removeprefix(BELOW)
        inside = requested.startswith(BELOW) and target.resolve().is_relative_to(self.folder)
        if inside and target.is_dir() and not requested.endswith("/"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", requested + "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if inside and target.is_dir():
            target /= "index.html"
        if inside and target.is_file():
            self._send(HTTPStatus.OK, target, with_body=with_body)
        else:
            self._send(HTTPStatus.NOT_FOUND, self.folder / "404.html", with_body=with_body)

    def _send(self, status: HTTPStatus, path: Path, *, with_body: bool) -> None:
        media_type = TEXT.get(path.suffix) or BINARY.get(path.suffix, "application/octet-stream")
        part = RANGE.fullmatch(self.headers.get("Range", "")) if status is HTTPStatus.OK else None
        is_gzipped = not part and path.suffix in TEXT and "gzip" in self.headers.get("Accept-Encoding", "")
        content = gzipped(path) if is_gzipped else path.read_bytes()
        if part:
            self.send_response(HTTPStatus.PARTIAL_CONTENT)
            content, content_range = _part(content, *part.groups())
            self.send_header("Content-Range", content_range)
        else:
            self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("ETag", f'W/"{hashlib.sha256(content).hexdigest()[:16]}"')
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Vary", "Accept-Encoding")
        if is_gzipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if with_body:
            self.wfile.write(content)
