"""An empty data folder to begin with: lists, schemes, mappings and procedures of its own, and a catalog that has no layer yet."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

from gis.catalog import read_catalog
from gis.crs import ANYWHERE
from gis.disk import Unreadable, file_bytes, no_read, no_write
from gis.drafts import draft_of, put_in_place
from gis.errors import SourceError
from gis.io.toml import toml_text
from gis.text import Text
from gis.written import CATALOG, CODELISTS, MAPPINGS, PROCEDURES, SCHEMES, without_demonstration

_FOLDERS: Final = (CODELISTS, SCHEMES, MAPPINGS)
_ABOUT: Final = """\
# 数据文件夹：图层由 landstock import 写入，或按 docs/guide/data-folder.zh-CN.md 自行声明。
# metric_crs 是量算面积和距离所用的投影坐标系，取第一份有图形的台账的；没有的，请改为当地的（如 CGCS2000 三度带 EPSG:4534 至 EPSG:4554）。
# A data folder: landstock import writes its layers, or declare them as docs/guide/data-folder.md says.
# metric_crs is the projected system in which areas and distances are measured: the first layer gives that of the place; where it has no shapes give it yourself.

"""


def begin_folder(into: Path, shared: Path, *, title: Text, metric_crs: str = ANYWHERE) -> None:
    """Make an empty data folder that can be opened and served.

    Parameters
    ----------
    into
        A folder that is not there, or is empty.
    shared
        Where code lists, schemes, mappings and the table of procedures are copied from, without what is marked as the demonstration's.

    Raises
    ------
    SourceError
        Where ``into`` holds something, or cannot be written. Nothing is changed then.
    CatalogError
        Where the title or the system cannot be used.
    """
    _refuse_full(into)
    try:
        target = into.resolve()
        with draft_of(target) as draft:
            head = {"title": title.as_dict(), "metric_crs": metric_crs}
            (draft / CATALOG).write_text(_ABOUT + toml_text({"folder": head, "collections": {}}), "utf-8")
            for name in _FOLDERS:
                (draft / name).mkdir()
                for path in sorted((shared / name).glob("*.toml")):
                    (draft / name / path.name).write_bytes(_content(path))
            if (shared / PROCEDURES).is_file():
                (draft / PROCEDURES).write_bytes(_content(shared / PROCEDURES))
            read_catalog(draft)
            put_in_place(draft, target)
    except RuntimeError:
        # Before Python 3.13 a link that leads to itself is one.
        raise no_write(into, OSError(errno.ELOOP, os.strerror(errno.ELOOP))) from None
    except OSError as mistake:
        raise no_write(into, mistake) from None


def _refuse_full(into: Path) -> None:
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise SourceError(
            Text(f"{into} 不是空文件夹，未作任何改动", f"{into} is no empty folder; nothing was changed"),
            Text("请指定一个新文件夹", "name a new folder"),
            file=str(into),
        )


def _content(path: Path) -> bytes:
    try:
        return without_demonstration(file_bytes(path))
    except Unreadable as mistake:
        raise no_read(path, mistake) from None
