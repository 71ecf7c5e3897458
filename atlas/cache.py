"""The results of expensive pure steps, kept between builds under the hash of everything that went into them."""

import hashlib
import tempfile
from pathlib import Path


class Cache:
    """A folder of results; one that is lost or deleted costs time only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, *key: str) -> bytes | None:
        """The result that was made from these key, if it is still there."""
        path = self._path(key)
        return path.read_bytes() if path.exists() else None

    def put(self, result: bytes, *key: str) -> None:
        """Keep a result; another process that writes the same at the same time does no harm."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(result)
        Path(file.name).replace(path)

    def _path(self, key: tuple[str, ...]) -> Path:
        return self.folder / hashlib.sha256("\0".join(key).encode()).hexdigest()
