"""The browser's files, each with a tag of its bytes: files of two releases may share size and time."""

from __future__ import annotations

import os
from functools import lru_cache
from os import PathLike, stat_result
from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from gis.store.fingerprint import of_file

FOR_GOOD: Final = "public, max-age=31536000, immutable"
"""The address of a file names the version of all of them: what it answers never changes."""


class Files(StaticFiles):
    """A folder of files; ``api.answering.packing`` answers 304 where a caller holds one."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, with a tag of its bytes."""
        del scope
        at = stat_result
        tag = _tag(os.fspath(full_path), at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns)
        return FileResponse(full_path, status_code, {"ETag": tag, "Cache-Control": FOR_GOOD}, stat_result=stat_result)


@lru_cache(maxsize=1024)
def _tag(path: str, *stamp: int) -> str:
    del stamp
    return f'"{of_file(Path(path))[:20]}"'
