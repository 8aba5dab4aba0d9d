"""An instant is the day that the zone's own rules give, whatever offset it is written with."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from gis.fields import DType, Field
from gis.text import Text
from gis.values import TIME_ZONE, day_of, parse_value

ZONES = ["Asia/Shanghai", "Asia/Urumqi", "UTC", "America/New_York", "Pacific/Apia", "Europe/Berlin"]
OFFSETS = st.integers(-(24 * 60 - 1), 24 * 60 - 1).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
MOMENTS = st.datetimes(dt.datetime(2, 1, 1), dt.datetime(9998, 12, 30))  # noqa: DTZ001  the offset is drawn beside


@given(MOMENTS, OFFSETS, st.sampled_from(ZONES))
def test_an_instant_is_the_day_that_the_zone_gives(moment: dt.datetime, offset: dt.timezone, zone: str) -> None:
    instant = moment.replace(tzinfo=offset)
    assert day_of(instant.isoformat(), zone) == instant.astimezone(ZoneInfo(zone)).date().isoformat()


@given(MOMENTS, OFFSETS)
def test_a_field_of_dates_reads_instants_in_the_usual_zone_and_other_times_as_written(
    moment: dt.datetime, offset: dt.timezone
) -> None:
    field = Field(name="day", dtype=DType.DATE, title=Text("日", "day"))
    instant = moment.replace(tzinfo=offset)
    assert parse_value(field, instant.isoformat()) == instant.astimezone(ZoneInfo(TIME_ZONE)).date().isoformat()
    assert parse_value(field, moment.isoformat()) == moment.date().isoformat()
