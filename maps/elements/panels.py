"""The panels around the map: banner, search, filters, list, basket, detail, match, print."""

from __future__ import annotations

from typing import Final

from maps.elements.scripted import Scripted

_ORDER: Final = (
    "values dated widgets query shell search rows facets ranges sought clock floors facts funnel "
    "studies relaxed joined ranked_detail match_foot ranked match_print pairwise weights export match demand demand_form "
    "banner topbar filters summary list basket detail inset print"
)


class Panels(Scripted):
    """Everything that stands beside the map. Later files use what earlier ones offer."""

    styles = ("css/app.css", "css/print.css")
    scripts = tuple(f"js/panels/{name}.js" for name in _ORDER.split())
