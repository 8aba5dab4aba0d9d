"""The page's own files: which scripts and styles it has, the version under which they are served, and the one script of the map in one file."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from gis.errors import AssetsMissing
from gis.text import Text

STATIC: Final = Path(__file__).with_name("static")
ENTRY: Final = STATIC / "js" / "app.js"
BUNDLE: Final = STATIC / "bundle" / "page.js"
OLDEST: Final = "chrome109"
"""The oldest browser that the page runs in: the last one of Windows 7, which offices still have."""
_IMPORT: Final = re.compile(r"^import\s(?:[^'\"]*?\sfrom\s)?'(\.[^']+)';$", re.MULTILINE)
_ROOM: Final = re.compile(r"\broom\('([^']+)', \(\) => import\('")
_STYLES: Final = (
    "base frame bar controls facets search list floors table card match ranking match_beside dialogs compare phone phone_lists short once print print_card"
    " map map_foot map_tips overview board board_table board_card board_maps board_flow board_compare dashboard dashboard_paper"
)
STYLES: Final = ("vendor/leaflet/leaflet.css", *(f"css/{name}.css" for name in _STYLES.split()))
"""In the order in which they overrule one another: what a room says goes before what is said of all."""
_DRESSED: Final = {"css/board": "board/room.js", "css/dashboard": "dashboard/room.js"}
"""Rooms that have styles of their own, by how the names of these begin."""
_LIBRARIES: Final = ("vendor/d3/d3.js", "vendor/leaflet/leaflet.js", "vendor/vector-tile/vector-tile.js")


@cache
def scripts() -> tuple[str, ...]:
    """Every module of the page below ``static/``, the libraries among them, sorted."""
    own = (path.relative_to(STATIC).as_posix() for path in (STATIC / "js").rglob("*.js"))
    return tuple(sorted((*own, *_LIBRARIES)))


@cache
def preloaded() -> tuple[str, ...]:
    """The modules that every visit needs: what the entry imports, and what these do, sorted."""
    return tuple(sorted(_reached(ENTRY.resolve())))


def room_of(style: str) -> str | None:
    """The room with which a style is fetched; None of one that every visit needs."""
    return next((room for names, room in _DRESSED.items() if style.startswith(names)), None)


@cache
def rooms() -> dict[str, tuple[str, ...]]:
    """What each room that is fetched once somebody goes there has beside :func:`preloaded`; by its module below ``static/js/``."""
    named = {name for path in sorted((STATIC / "js").rglob("*.js")) for name in _ROOM.findall(path.read_text("utf-8"))}
    return {
        name: tuple(sorted(_reached((STATIC / "js" / name).resolve()) - set(preloaded()))) for name in sorted(named)
    }


def _reached(entry: Path) -> set[str]:
    """A module and all that it imports, directly or not, as paths below ``static/``."""
    reached: set[Path] = set()
    ahead = [entry]
    while ahead:
        path = ahead.pop()
        if path not in reached and path.is_file():
            reached.add(path)
            ahead += [(path.parent / name).resolve() for name in _IMPORT.findall(path.read_text("utf-8"))]
    return {path.relative_to(STATIC.resolve()).as_posix() for path in reached}


@cache
def version() -> str:
    """What stands in the address of every file: it changes with the bytes of any, so that a browser may keep what it has for good."""
    return _digest(contents().items())[:12]


@cache
def contents() -> dict[str, bytes]:
    """Every file below ``static/`` by its path there, sorted; read once, so that what is served is what :func:`version` names."""
    folders = ((Path(folder).relative_to(STATIC), names) for folder, _, names in os.walk(STATIC))
    paths = sorted((folder / name).as_posix() for folder, names in folders for name in names)
    return {path: (STATIC / path).read_bytes() for path in paths}


def _digest(files: Iterable[tuple[str, bytes]]) -> str:
    """Of the names and the bytes of files, hexadecimal."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(f"{name}\n".encode())
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def base() -> str:
    """The path below which the files of this version are served."""
    return f"/static/{version()}"


def address(path: str, prefix: str = "") -> str:
    """Where a static file is served."""
    return f"{prefix}{base()}/{path}"


def _mark(script: str) -> str:
    """What a bundle says of itself: of which scripts it was made, for which browser, and that it is whole."""
    made_of = _digest((name, (STATIC / name).read_bytes()) for name in scripts())
    return f"/* landstock {made_of[:16]} {OLDEST} {hashlib.sha256(script.encode()).hexdigest()[:16]} */\n"


def write_bundle(script: str) -> None:
    """Put a script into the bundle's place, with its mark; a pulled plug leaves the old one."""
    BUNDLE.parent.mkdir(parents=True, exist_ok=True)
    aside = BUNDLE.with_suffix(".new")
    aside.write_text(_mark(script) + script, "utf-8")
    aside.replace(BUNDLE)


def copy_bundle(source: Path) -> None:
    """Put a bundle that another machine made into its place."""
    write_bundle(source.read_text("utf-8").partition("\n")[2])


def current_bundle() -> str | None:
    """The bundle, where it is there, whole, and made of the scripts as they are."""
    if not BUNDLE.is_file():
        return None
    text = BUNDLE.read_text("utf-8")
    mark, line, script = text.partition("\n")
    return text if mark + line == _mark(script) else None


def require_libraries() -> None:
    """Refuse to draw a page whose libraries are not there.

    Raises
    ------
    AssetsMissing
        Where one was not made on this machine.
    """
    for name in (*scripts(), *STYLES):
        if not (STATIC / name).is_file():
            raise _missing(
                Text("浏览器所需的文件还没有取来", "the files that the browser needs were not fetched yet"), name
            )


def require_bundle() -> str:
    """The one script of the map in one file.

    Raises
    ------
    AssetsMissing
        Where it was not made, or of other scripts.
    """
    bundle = current_bundle()
    if bundle is None:
        raise _missing(
            Text(
                "单文件地图的脚本尚未生成，或不是由现有脚本生成的",
                "the script of the one-file map is not there, or was made of other scripts",
            ),
            BUNDLE.name,
        )
    return bundle


def _missing(what: Text, file: str) -> AssetsMissing:
    remedy = Text(
        "请运行 make assets 后重新启动；接口 /collections 照常可用",
        "run make assets and start again; /collections works as it is",
    )
    return AssetsMissing(what, remedy, file=file)
