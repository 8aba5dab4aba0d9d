"""What an import would take back: a layer that it wrote before, and that people have edited since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import shapely

from gis.disk import Unreadable, file_bytes
from gis.errors import LandstockError, SourceError
from gis.io.bounds import MAX_FILE
from gis.io.parsing import Parsed, identity_of, parse
from gis.text import Text, many
from gis.units import figure

WRITTEN: Final = "layer_sha256"
"""Member of the report: the layer file as the import wrote it."""
_SHOWN: Final = 5
_SHAPE: Final = Text("图形", "its shape")
_WHOLE: Final = Text("整条记录", "the whole record")


def fingerprint(layer: Path) -> str:
    """SHA-256 of a layer file, in hexadecimal."""
    with layer.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def last_written(report: Path) -> str | None:
    """The fingerprint of the layer that the last import wrote; None where its report does not say, as those of version 0.2 do not."""
    try:
        said = orjson.loads(file_bytes(report, most=MAX_FILE))
    except (Unreadable, OSError, orjson.JSONDecodeError):
        return None
    found = said.get(WRITTEN) if isinstance(said, dict) else None
    return found if isinstance(found, str) else None


@dataclass(frozen=True)
class _Lost:
    """A value that would be gone; ``field`` is that of a record, or what else of it."""

    id: str
    field: Text


def refuse_loss(held: Path, fresh: Path, written: str | None, titles: Mapping[str, Text]) -> None:
    """Refuse to put a layer in the place of one that was edited since the last import, where it would say something else.

    Parameters
    ----------
    held, fresh
        The layer file as it is, and the one that the import has made.
    written
        The fingerprint of what the last import wrote.
    titles
        What the fields are called, by their names.

    Raises
    ------
    SourceError
        With how many records, and which values of the first of them.
    """
    if not held.is_file() or fingerprint(held) in (written, fingerprint(fresh)):
        return
    try:
        lost = list(_lost(_parsed(held), _parsed(fresh), titles))
    except (LandstockError, Unreadable, json.JSONDecodeError):
        # What cannot be read may hold anything: nobody can say that nothing of it would be lost.
        raise _refusal(held, Text("无法读取", "it cannot be read"), []) from None
    if lost:
        ids = list(dict.fromkeys(each.id for each in lost))
        shown = [Text(f"{each.id} 的“{each.field.zh}”", f"{each.id}: {each.field.en}") for each in lost[:_SHOWN]]
        more = Text("等", " and more") if len(lost) > _SHOWN else Text("", "")
        said = Text(
            f"{figure(len(ids))} 条记录与将写入的不同：{'、'.join(each.zh for each in shown)}{more.zh}",
            f"{many(len(ids), 'record')} {'is' if len(ids) == 1 else 'are'} other than this import would write: "
            f"{', '.join(each.en for each in shown)}{more.en}",
        )
        raise _refusal(held, said, ids)


def _refusal(held: Path, said: Text, ids: list[str]) -> SourceError:
    return SourceError(
        Text(
            f"{held.name} 在上次导入之后改过，再导入会丢掉这些修改：{said.zh}；未作任何改动",
            f"{held.name} was edited since the last import, which would be lost: {said.en}; nothing was changed",
        ),
        Text(
            f"要保留：先 landstock export {held.stem} --layers {held.parent} --out list.xlsx，导入后把改过的行用 landstock changes 读回；"
            "确认不要这些修改时加 --over",
            f"to keep them, run landstock export {held.stem} --layers {held.parent} --out list.xlsx first and read the edited rows back "
            "with landstock changes after the import; --over imports without them",
        ),
        file=str(held),
        records=len(ids),
        ids=ids[:_SHOWN],
    )


def _lost(held: Parsed, fresh: Parsed, titles: Mapping[str, Text]) -> Iterator[_Lost]:
    """The values of a layer that another does not have, record by record."""
    rows = {key: row for row, key in enumerate(_keys(fresh))}
    for row, key in enumerate(_keys(held)):
        other = rows.get(key)
        if other is None:
            yield _Lost(key, _WHOLE)
            continue
        names = _differing(held.properties[row], fresh.properties[other])
        yield from (_Lost(key, titles.get(name, Text(name, name))) for name in names)
        if not _same_shape(held.geometries[row], fresh.geometries[other]):
            yield _Lost(key, _SHAPE)


def _parsed(layer: Path) -> Parsed:
    return parse(file_bytes(layer, most=MAX_FILE), layer.name)


def _keys(parsed: Parsed) -> list[str]:
    return [identity_of(key, str(row + 1)) for row, key in enumerate(parsed.ids)]


def _differing(held: Mapping[str, Any], fresh: Mapping[str, Any]) -> list[str]:
    return [name for name in dict.fromkeys((*held, *fresh)) if held.get(name) != fresh.get(name)]


def _same_shape(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return bool(shapely.equals_exact(one, other, tolerance=0.0))
