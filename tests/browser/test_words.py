"""Figures and words read as people write them, in whichever language: one parcel, a ratio of 2.0, a source in one language."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opened

LAND, FLOORS = "industrial_land", "idle_space"


def test_one_parcel_is_no_parcels(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en").ready()
    rows = f"landstock.state.results.{LAND}.rows"
    watched.page.evaluate(f"landstock.set({{ basket: [{{ collection: '{LAND}', id: {rows}[0].id }}] }})")
    watched.settle()
    assert "1 parcel ·" in watched.page.locator(".basket .chosen").inner_text().replace("\n", " ")
    watched.page.evaluate(
        f"landstock.query.edit('{LAND}', (query) => {{ query.q = {rows}[0].properties.parcel_code; }})"
    )
    watched.settle()
    assert watched.matched(LAND) == 1
    assert "1\nparcel\n" in watched.page.locator("#ls-summary").inner_text()


@pytest.mark.parametrize(("lang", "words"), [("zh", "返回 300 层"), ("en", "Back to 300 floors")])
def test_the_way_back_leads_to_the_list_that_the_card_is_of(served: str, opened: Opened, lang: str, words: str) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    watched.page.evaluate(
        f"landstock.set({{ selected: {{ collection: '{FLOORS}', id: landstock.state.results.{FLOORS}.rows[0].id }} }})"
    )
    watched.settle()
    back = watched.page.locator("[data-key='back']")
    assert words in back.inner_text()
    back.click()
    watched.settle()
    assert watched.state("active") == FLOORS


@pytest.mark.parametrize(
    ("lang", "source", "other"),
    [("zh", "演示数据（虚构）", "Demonstration"), ("en", "Demonstration data (invented)", "演示")],
)
def test_a_card_says_its_ratio_and_its_source_once(
    served: str, opened: Opened, lang: str, source: str, other: str
) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    watched.page.evaluate(
        f"""() => {{
  const whole = (one) => Number.isInteger(one.properties.far_min) && Number.isInteger(one.properties.far_max);
  landstock.set({{ selected: {{ collection: '{LAND}', id: landstock.state.results.{LAND}.rows.find(whole).id }} }});
}}"""
    )
    watched.settle()
    sections = watched.page.locator("#ls-right section").all_inner_texts()
    assert any("1.0 – 2.0" in text for text in sections), sections
    assert source in sections[-1]
    assert other not in sections[-1]


def test_what_is_chosen_elsewhere_comes_to_the_middle_of_the_map(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#at=16/36.588/116.785").ready()
    place = """() => {
  const { selected } = landstock.state;
  const [west, south, east, north] = landstock.plane.bounds(landstock.features(selected.collection).get(selected.id).geometry);
  const at = landstock.map.leaflet.latLngToContainerPoint([(south + north) / 2, (west + east) / 2]);
  const { x, y } = landstock.map.leaflet.getSize();
  return [at.x / x, at.y / y];
}"""
    watched.page.evaluate(
        f"""() => {{
  const away = landstock.state.results.{LAND}.rows.find((one) => one.properties.park_id.startsWith('GD'));
  landstock.set({{ selected: {{ collection: '{LAND}', id: away.id }} }});
}}"""
    )
    for _ in range(40):
        across, down = watched.page.evaluate(place)
        if 0.3 < across < 0.7 and 0.3 < down < 0.7:
            break
        watched.settle()
    assert 0.3 < across < 0.7
    assert 0.3 < down < 0.7


def test_the_button_of_the_form_is_in_reach(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en&mode=match").ready()
    watched.page.get_by_text("By requirement").click()
    watched.settle()
    box = watched.page.locator("[data-key='demand-go']").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 768


def test_the_swatches_of_the_list_are_those_of_the_map(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#colour=land_use").ready()
    facet = """(code) => {
  const row = document.querySelector(`[data-key="industrial_land-usage-${code}"]`).closest('.option');
  return getComputedStyle(row.querySelector('.swatch')).backgroundColor;
}"""
    rows = watched.page.evaluate(
        f"landstock.state.results.{LAND}.rows.slice(0, 8).map((one) => [one.id, one.properties.land_use])"
    )
    seen = set()
    for key, code in rows:
        shown = watched.page.locator(f"#ls-rows [data-id='{key}'] .swatch").evaluate(
            "(one) => getComputedStyle(one).backgroundColor"
        )
        if code in ("100101", "100102", "100103", "0802"):
            seen.add(code)
            assert shown == watched.page.evaluate(facet, code)
    assert len(seen) > 1
