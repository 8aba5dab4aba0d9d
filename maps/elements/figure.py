"""The page around the map: Folium's Figure with our own frame, whose styles and scripts are local files or lie in the page."""

from __future__ import annotations

import base64
import hashlib
from functools import cached_property
from pathlib import Path
from typing import Final

from branca.element import Figure
from jinja2 import Environment, FileSystemLoader, select_autoescape

from maps import page_files
from maps.embedded_json import EmbeddedJson

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
    autoescape=select_autoescape(default=True),
    keep_trailing_newline=True,
)


class WorkspaceFigure(Figure):
    """Holds one workspace map.

    Parameters
    ----------
    embedded
        Whether styles and scripts lie in the page (one file for a stick) or are linked.
    prefix
        What stands before the path of a linked file.
    """

    def __init__(self, *, title: str, lang: str, embedded: bool, prefix: str = "") -> None:
        super().__init__(title=title)
        self.lang = "zh-CN" if lang == "zh" else "en"
        self.embedded = embedded
        self.prefix = prefix
        self.data: list[EmbeddedJson] = []
        self._template = _TEMPLATES.get_template("workspace.html.j2")

        if not embedded:
            self.data.append(EmbeddedJson.of("landstock-rooms", self._rooms()))

    @cached_property
    def styles(self) -> list[str]:
        """The texts of the styles, which lie in one file."""
        return [_text_in_html((page_files.STATIC / path).read_text("utf-8")) for path in page_files.STYLES]

    @property
    def linked(self) -> list[tuple[str, str | None]]:
        """Addresses of the styles, each with the room with which it is fetched."""
        return [(self._address(path), page_files.room_of(path)) for path in page_files.STYLES]

    @property
    def modules(self) -> list[str]:
        """Addresses of the modules, so that a browser asks for all of them at once and not for each when it meets it."""
        return [self._address(path) for path in page_files.preloaded()]

    @cached_property
    def entry(self) -> str:
        """Address of the module that begins; in one file the text of all of them as one script."""
        if self.embedded:
            return _text_in_html(page_files.require_bundle())
        return self._address(page_files.ENTRY.relative_to(page_files.STATIC).as_posix())

    def policy(self) -> str:
        """The policy that a page from a stick carries itself: its own script and styles by hash, and no connection to anywhere."""
        styles = " ".join(f"'{_hash(text)}'" for text in self.styles)
        return (
            f"default-src 'none'; script-src '{_hash(self.entry)}'; style-src {styles}; img-src data: blob:; font-src data:; "
            "connect-src 'none'; base-uri 'none'; form-action 'none'"
        )

    def _rooms(self) -> dict[str, list[str]]:
        """What a browser fetches when somebody goes to a room."""
        return {room: [self._address(path) for path in paths] for room, paths in page_files.rooms().items()}

    def _address(self, path: str) -> str:
        return page_files.address(path, self.prefix)


def _text_in_html(text: str) -> str:
    """A text as it may lie inside a ``style`` or ``script`` element."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--").replace("</style", "<\\/style")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
