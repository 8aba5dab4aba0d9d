"""Which format and which language an answer has: ``f=`` and ``lang=`` first, then the Accept headers, then the setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from api.asking.given import Given, bad
from api.ground.settings import Lang
from gis.text import Text

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
HTML: Final = "text/html"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA: Final = "application/schema+json"


def accepted(header: str) -> list[tuple[str, float]]:
    """What an Accept header names with its weights, heaviest first, in its own order where they weigh alike; what cannot be read is left out.

    >>> accepted("text/html;q=0.5, application/json")
    [('application/json', 1.0), ('text/html', 0.5)]
    """
    wanted = []
    for entry in header.split(",")[:50]:
        media, *rest = (part.strip().lower() for part in entry.split(";"))
        weight = next((part[2:] for part in rest if part.startswith("q=")), "1")
        try:
            wanted.append((media, min(1.0, max(0.0, float(weight)))))
        except ValueError:
            continue
    return sorted(wanted, key=lambda pair: -pair[1])


def preferred(header: str, offered: Mapping[str, Sequence[str]]) -> str:
    """The key that a header likes best; each is named by words of the header, the closest first, which alone counts (RFC 9110, 12.5).

    A weight of 0 says what is not acceptable. Where nothing that the header names is offered, the first that it does not rule out; all ruled
    out, the first.

    >>> types = {"json": ("application/json", "application/*", "*/*"), "html": ("text/html", "text/*", "*/*")}
    >>> preferred("text/html;q=0.4, */*;q=0.5", types), preferred("application/json;q=0, */*", types), preferred("text/*", types)
    ('json', 'html', 'html')
    """
    named = accepted(header)
    places = {word: place for place, (word, _) in reversed(list(enumerate(named)))}
    closest = {key: next((word for word in words if word in places), None) for key, words in offered.items()}
    liked = {key: (-named[places[word]][1], places[word]) for key, word in closest.items() if word is not None}
    best = min(liked, key=lambda key: liked[key], default=None)
    if best is not None and liked[best][0] < 0:
        return best
    return next((key for key in offered if key not in liked), next(iter(offered)))


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
    if not accept:
        return next(iter(offered))
    kinds = {name: kind.split(";")[0] for name, kind in offered.items()}
    # Who names plain JSON takes the form of it that is offered as f=json.
    return preferred(
        accept,
        {
            name: (kind, *([JSON] if name == "json" else []), f"{kind.split('/')[0]}/*", "*/*")
            for name, kind in kinds.items()
        },
    )


def language_of(given: Given, accept_language: str, default: Lang) -> Lang:
    """Zh or en: as asked, else as the browser prefers, else as set."""
    asked = given.one("lang")
    if asked == "zh":
        return "zh"
    if asked == "en":
        return "en"
    if asked is not None:
        raise bad("lang", Text("语言为 zh 或 en", "languages are zh and en"), Text("请用 zh 或 en", "give zh or en"))
    if not accept_language:
        return default
    tags = [tag for tag, _ in accepted(accept_language)]
    other: Lang = "en" if default == "zh" else "zh"
    spoken: tuple[Lang, Lang] = (default, other)
    named = {lang: [tag for tag in tags if tag.split("-")[0] == lang] for lang in spoken}
    found = preferred(accept_language, {lang: (*named[lang], "*") for lang in spoken})
    return default if found == default else other
