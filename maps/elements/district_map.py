"""The map itself: a Folium map without one remote file, which the page's own painters take up."""

from __future__ import annotations

import folium
from branca.element import Figure
from folium.template import Template

Box = tuple[float, float, float, float]


class DistrictMap(folium.Map):
    """A Leaflet map in Folium's frame.

    ``home`` is west, south, east, north in degrees. Folium's default scripts and styles are left out here, in the subclass, because
    the lists of the base class belong to every map of the process.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 the type is Folium's
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    # Folium hands a map over by a script of its own; here the page's module reads the options, and no policy has to allow an inline script.
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}" data-options="{{ this.leaflet|tojson|forceescape }}"></div>
        {% endmacro %}
        """
    )

    def __init__(self, home: Box) -> None:
        west, south, east, north = home
        super().__init__(location=((south + north) / 2, (west + east) / 2), tiles=None)
        self.leaflet = {
            "center": [(south + north) / 2, (west + east) / 2],
            "zoom": 12,
            "minZoom": 4,
            "maxZoom": 20,
            "zoomSnap": 0.25,
            "zoomDelta": 0.5,
            "wheelPxPerZoomLevel": 90,
            "zoomControl": False,
            "trackResize": False,
        }
        # A map's name is random in Folium; the page must be the same each time.
        self._id = "district"

    def placed_in(self, figure: Figure) -> DistrictMap:
        """Put the map into a page."""
        figure.add_child(self)
        return self
