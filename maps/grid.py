"""The metric grid for the page: the figures of a transverse Mercator projection, from which it reckons coordinates itself."""

from __future__ import annotations

from typing import Any, Final

from pyproj import CRS

_NAMES: Final = {
    "Longitude of natural origin": "lon_0",
    "Latitude of natural origin": "lat_0",
    "Scale factor at natural origin": "k_0",
    "False easting": "x_0",
    "False northing": "y_0",
}


def grid(metric_crs: str) -> dict[str, Any] | None:
    """Name and parameters (degrees, metres) of a transverse Mercator CRS; None for any other, whose coordinates the page leaves out.

    >>> grid("EPSG:4548")["lon_0"], grid("EPSG:3857")
    (117.0, None)
    """
    crs = CRS.from_user_input(metric_crs)
    operation, ellipsoid = crs.coordinate_operation, crs.ellipsoid
    if operation is None or ellipsoid is None or operation.method_name != "Transverse Mercator":
        return None
    parameters = {_NAMES[one.name]: float(one.value) for one in operation.params if one.name in _NAMES}
    if set(parameters) != set(_NAMES.values()):
        return None
    datum = crs.name.split(" / ")[0]
    code = metric_crs.rsplit(":", 1)[-1]
    axes = {"a": ellipsoid.semi_major_metre, "inverse_flattening": ellipsoid.inverse_flattening}
    return {"name": f"{datum} / {code}", **parameters, **axes}
