"""The interface for people: Swagger UI where its files are served from here, a plain list of addresses otherwise."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import Any, Final

from api.answering.html_pages import page
from api.asking.asked import Asked
from gis.text import Text
from maps import page_files

_FOLDER: Final = "vendor/swagger-ui-dist"
_START: Final = 'SwaggerUIBundle({url:"%s",dom_id:"#api",deepLinking:true,validatorUrl:null});'


def reference_page(document: dict[str, Any], wants: Asked) -> tuple[str, tuple[str, ...]]:
    """The page, and the hashes of its inline scripts for the Content-Security-Policy."""
    lang = wants.lang
    if not (page_files.STATIC / _FOLDER / "swagger-ui-bundle.js").is_file():
        return _plain(document, wants), ()
    # A quoted path: no sign of it means anything in a script or in markup.
    start, files = _START % wants.links.on_page("/api"), wants.links.on_page(page_files.address(_FOLDER))
    digest = base64.b64encode(hashlib.sha256(start.encode()).digest()).decode()
    html = (
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<title>{escape(document["info"]["title"])}</title><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="{files}/swagger-ui.css"></head><body><div id="api"></div>'
        f'<script src="{files}/swagger-ui-bundle.js"></script><script>{start}</script></body></html>'
    )
    return html, (f"sha256-{digest}",)


def _plain(document: dict[str, Any], wants: Asked) -> str:
    parts = [
        f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{escape(operation['summary'])}</p>{_list(document, operation)}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    trail = [(wants.links.on_page("/"), "landstock"), (wants.links.on_page("/api?f=json"), "OpenAPI 3.0")]
    return page(Text("接口说明", "Interface"), wants.lang, trail, *parts)


def _list(document: dict[str, Any], operation: dict[str, Any]) -> str:
    named = document["components"]["parameters"]
    entries = (
        named[entry["$ref"].rsplit("/", 1)[1]] if "$ref" in entry else entry
        for entry in operation.get("parameters", [])
    )
    rows = "".join(
        f"<dt><code>{escape(entry['name'])}</code></dt><dd>{escape(entry.get('description', ''))}</dd>"
        for entry in entries
    )
    return f"<dl>{rows}</dl>" if rows else ""
