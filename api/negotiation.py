"""Which format and which language an answer has: ``f=`` and ``lang=`` first, then the Accept headers, then the setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from api.given import Given, bad
from api.settings import Lang
from gis.text import Text

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
HTML: Final = "text/html"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA: Final = "application/schema+json"


def accepted(header: str) -> list[tuple[str, float]]:
    """Media types of an Accept header with their weights, heaviest first; what cannot be read is left out.

    >>> accepted("text/html;q=0.5, application/json")
    [('application/json', 1.0), ('text/html', 0.5)]
    """
    found = []
    for entry in header.split(",")[:50]:
        media, *rest = (part.strip() for part in entry.split(";"))
        weight = next((part[2:] for part in rest if part.startswith("q=")), "1")
        try:
            found.append((media.lower(), min(1.0, max(0.0, float(weight)))))
        except ValueError:
            continue
    return sorted(found, key=lambda pair: -pair[1])


def format_of(given: Given, accept: str, offered: Mapping[str, str]) -> str:
    """The key of the format to answer in.

    Parameters
    ----------
    offered
        Media type by the word that ``f=`` takes; the first is what is answered where nothing else is asked for.

    Raises
    ------
    BadParameter
        Where ``f=`` names what is not offered.
    """
    asked = given.one("f")
    if asked is not None:
        if asked not in offered:
            names = ", ".join(offered)
            raise bad(
                "f",
                Text(f"没有格式 {asked[:40]}", f"there is no format {asked[:40]}"),
                Text(f"可用格式：{names}", f"formats: {names}"),
            )
        return asked
    for media, weight in accepted(accept) if accept else ():
        if weight > 0 and (found := _meant(media, offered)):
            return found
    return next(iter(offered))


def _meant(media: str, offered: Mapping[str, str]) -> str | None:
    if media in ("*/*", ""):
        return next(iter(offered))
    return next((name for name, kind in offered.items() if kind.split(";")[0] == media), None)


def language_of(given: Given, accept_language: str, default: Lang) -> Lang:
    """Zh or en: as asked, else as the browser prefers, else as set."""
    asked = given.one("lang")
    if asked == "zh":
        return "zh"
    if asked == "en":
        return "en"
    if asked is not None:
        raise bad("lang", Text("语言为 zh 或 en", "languages are zh and en"), Text("请用 zh 或 en", "give zh or en"))
    return _preferred([tag for tag, _ in accepted(accept_language)], default) if accept_language else default


def _preferred(tags: Sequence[str], default: Lang) -> Lang:
    for tag in tags:
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return default
