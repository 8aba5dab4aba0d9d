"""The page around the map: Folium's Figure with our own frame, whose styles and scripts are local files or lie in the page."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

from branca.element import Figure
from jinja2 import Environment, FileSystemLoader, select_autoescape

from maps.embedded_json import EmbeddedJson

MAPS: Final = Path(__file__).parent.parent
STATIC: Final = MAPS / "static"
STATIC_URL: Final = "/static"
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(MAPS / "templates"), autoescape=select_autoescape(default=True), keep_trailing_newline=True
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
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self.data: list[EmbeddedJson] = []
        self._template = _TEMPLATES.get_template("workspace.html.j2")

    def need(self, *, styles: tuple[str, ...] = (), scripts: tuple[str, ...] = ()) -> None:
        """Ask for files below ``static/``, each once, in the order of asking."""
        self.styles += [path for path in styles if path not in self.styles]
        self.scripts += [path for path in scripts if path not in self.scripts]

    @staticmethod
    def content(path: str) -> str:
        """A static file as it may lie inside a ``style`` or ``script`` element."""
        text = (STATIC / path).read_text("utf-8")
        return text.replace("</script", "<\\/script").replace("<!--", "<\\!--").replace("</style", "<\\/style")

    def address(self, path: str) -> str:
        """Where a static file is served; the stamp changes with its content, so that no browser keeps an old one."""
        digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
        return f"{self.prefix}{STATIC_URL}/{path}?{digest}"

    def script_text(self) -> str:
        """The inline script that Folium's elements make, exactly as it stands in the page."""
        return f"\n{self.script.render()}\n"

    def script_hash(self) -> str:
        """Its ``sha256-…`` for the page's Content-Security-Policy."""
        return _hash(self.script_text())

    def policy(self) -> str:
        """The policy that a page from a stick carries itself: its own scripts by hash, and no connection to anywhere."""
        hashes = [_hash(self.content(path)) for path in self.scripts] + [self.script_hash()]
        scripts = " ".join(f"'{one}'" for one in hashes)
        return (
            f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
            "connect-src 'none'; base-uri 'none'; form-action 'none'"
        )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
