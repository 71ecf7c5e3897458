"""The results of expensive pure functions, kept between builds under a hash of everything they depend on."""

import hashlib
import tempfile
from pathlib import Path


class Cache:
    """A folder of results. Losing one costs only the time to make it again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, *key: str) -> bytes | None:
        """The result that was stored under a key; None if there is none."""
        path = self._path(key)
        return path.read_bytes() if path.exists() else None

    def put(self, result: bytes, *key: str) -> None:
        """Store a result; another process may safely store the same one at the same time."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(result)
        Path(file.name).replace(path)

    def _path(self, key: tuple[str, ...]) -> Path:
        return self.folder / hashlib.sha256("\0".join(key).encode()).hexdigest()
