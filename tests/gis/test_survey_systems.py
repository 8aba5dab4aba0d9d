"""Zones of three and six degrees, with and without their number, of every datum that Chinese surveys had."""

from __future__ import annotations

import pytest

from gis.errors import CatalogError
from gis.survey_systems import Datum, as_written, find_survey_system, old_datum, survey_system, zoned


@pytest.mark.parametrize("datum", [Datum.CGCS2000, Datum.XIAN_80, Datum.BEIJING_54])
def test_every_zone_has_its_system_and_says_of_itself_what_it_was_asked_by(datum: Datum) -> None:
    for width, numbers in ((3, range(25, 46)), (6, range(13, 24))):
        for zone in numbers:
            meridian = zone * 3 if width == 3 else zone * 6 - 3
            for prefixed in (False, True):
                name = find_survey_system(datum=datum, meridian=meridian, width=width, prefixed=prefixed)
                assert name is not None
                system = survey_system(name)
                assert system is not None
                assert (system.datum, system.width, system.meridian, system.prefixed, system.zone) == (
                    datum,
                    width,
                    meridian,
                    prefixed,
                    zone,
                )


def test_a_zone_number_names_the_system_of_the_same_datum() -> None:
    assert zoned("EPSG:4548", 39) == "EPSG:4527"
    assert zoned("EPSG:4548", 20) == "EPSG:4498"
    assert zoned("EPSG:2384", 39) == "EPSG:2363", "Xi'an 80 stays Xi'an 80"
    assert zoned("EPSG:4527", 0) == "EPSG:4548"
    assert zoned("EPSG:4548", 12) is None, "no zone of China"
    assert zoned("EPSG:32650", 39) is None, "UTM has no such zones"


@pytest.mark.parametrize(
    ("crs", "datum", "written"),
    [
        ("EPSG:2384", Datum.XIAN_80, "EPSG:4548"),
        ("EPSG:2363", Datum.XIAN_80, "EPSG:4527"),
        ("EPSG:4610", Datum.XIAN_80, "EPSG:4490"),
        ("EPSG:2436", Datum.BEIJING_54, "EPSG:4548"),
        ("EPSG:21420", Datum.BEIJING_54, "EPSG:4498"),
        ("EPSG:4214", Datum.BEIJING_54, "EPSG:4490"),
        ("EPSG:4548", None, "EPSG:4548"),
        ("EPSG:4490", None, "EPSG:4490"),
        ("EPSG:3826", None, "EPSG:3826"),
        ("GCJ-02", None, "GCJ-02"),
    ],
)
def test_an_old_datum_is_known_and_stands_as_written_in_its_own_zone(
    crs: str, datum: Datum | None, written: str
) -> None:
    """No parameters are guessed: what moves its numbers by way of some other region's would place them wrongly and look right."""
    assert (old_datum(crs), as_written(crs)) == (datum, written)


def test_what_is_no_system_is_refused_by_name() -> None:
    with pytest.raises(CatalogError, match="EPSG:0"):
        survey_system("EPSG:0")
