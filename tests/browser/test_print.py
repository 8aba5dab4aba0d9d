"""The printed sheet: the map with its place in the district, north and scale, and the screen as it was afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.app import create_app
from api.ground.settings import Settings
from gis.inventory import Inventory
from tests.api.serving import served as serving
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import PHONE, Screen, screens

LAND = "industrial_land"
BOX = (
    "(one) => { const { left, top, right, bottom } = one.getBoundingClientRect(); return [left, top, right, bottom]; }"
)


def print_preview(watched: Watched) -> None:
    """What the browser's own print command does to the page."""
    watched.page.emulate_media(media="print")
    watched.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    watched.page.wait_for_timeout(600)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_card_is_printed_with_its_place_in_the_park(served: str, opened: Opened, lang: str) -> None:
    watched = opened(f"{served}/#lang={lang}", width=794, height=1123).ready()
    page = watched.page
    page.evaluate(
        f"landstock.set({{ selected: {{ collection: '{LAND}', id: landstock.state.results.{LAND}.rows[0].id }} }})"
    )
    watched.settle()
    print_preview(watched)
    inset = page.locator("#ls-inset")
    assert inset.is_visible()
    assert inset.inner_text().startswith("区位 · " if lang == "zh" else "Location · ")
    assert inset.locator("path").count() == 3, "the park, its plots, and the one in black"
    left, top, right, bottom = page.locator("#ls-map-slot").evaluate(BOX)
    inner = inset.evaluate(BOX)
    assert left <= inner[0] < inner[2] < (left + right) / 2
    assert top <= inner[1] < inner[3] < bottom
    watched.picture(f"print-card-{lang}")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    watched.settle()
    assert page.locator("#ls-inset, #ls-north").count() == 0


PUBLIC = "https://gis.example.cn/landstock"
# A shape with so many corners in place of a plot's own.
CORNERS = """([collection, id, count]) => {
  const feature = landstock.features(collection).get(id);
  const [west, south, east, north] = landstock.plane.bounds(feature.geometry);
  const ring = Array.from({ length: count }, (_, n) => {
    const angle = (2 * Math.PI * n) / count;
    const far = n % 2 ? 0.9 : 1;
    return [(west + east) / 2 + (far * (east - west) * Math.cos(angle)) / 2, (south + north) / 2 + (far * (north - south) * Math.sin(angle)) / 2];
  });
  feature.geometry = { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
}"""
OVERFLOW = """() => {
  const body = document.querySelector('#ls-print .print-body');
  const over = [...document.querySelectorAll('#ls-print th, #ls-print td')].filter((one) => one.scrollWidth > one.clientWidth + 1);
  return [body.scrollHeight - body.clientHeight, over.map((one) => one.textContent)];
}"""


@pytest.fixture(scope="module")
def public(demo_inventory: Inventory, demo_folder: Path) -> Iterator[str]:
    """The service as an operator runs it who says under which address others reach it."""
    with serving(create_app(Settings(layers=demo_folder, public_url=PUBLIC, hosts="127.0.0.1"), demo_inventory)) as at:
        yield at


def pages_of(watched: Watched, path: Path) -> int:
    content: bytes = watched.page.pdf(path=path, format="A4", prefer_css_page_size=True)
    return content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") + content.count(b"/Type/Page/")


def select(watched: Watched, collection: str, key: str) -> None:
    watched.page.evaluate(
        "([collection, id]) => landstock.set({ mode: 'find', selected: { collection, id } })", [collection, key]
    )
    watched.settle()


def after_print(watched: Watched) -> None:
    watched.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    watched.page.emulate_media(media="screen")
    watched.settle()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_card_is_one_page_whatever_it_holds(public: str, opened: Opened, lang: str, tmp_path: Path) -> None:
    watched = opened(f"{public}/#lang={lang}").ready()
    page = watched.page
    idle = page.evaluate(f"landstock.state.results.{LAND}.rows.find((one) => one.properties.status === 'idle').id")
    floor = page.evaluate("[...landstock.features('idle_space').keys()][3]")
    for collection, key, corners in (
        (LAND, idle, None),
        (LAND, idle, 12),
        (LAND, idle, 60),
        (LAND, idle, 400),
        ("idle_space", floor, None),
    ):
        if corners:
            page.evaluate(CORNERS, [collection, key, corners])
        select(watched, collection, key)
        print_preview(watched)
        hidden, over = page.evaluate(OVERFLOW)
        assert hidden <= 1, "nothing is cut off to make it one page"
        assert over == [], "no figure runs into the next"
        listed = page.locator("#ls-print .print-corners tbody tr").count()
        words = page.locator("#ls-print .print-corners").inner_text()
        assert listed == (corners or 4) or f"{(corners or 4) - listed}" in words, "how many more corners, and where"
        watched.picture(f"print-card-{collection}-{corners or 'own'}-{lang}")
        assert pages_of(watched, tmp_path / "card.pdf") == 1, (collection, corners)
        after_print(watched)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_card_says_whose_the_neighbours_are_where_its_corners_lie_and_one_date(
    public: str, opened: Opened, lang: str
) -> None:
    watched = opened(f"{public}/#lang={lang}").ready()
    page = watched.page
    first = page.evaluate(f"landstock.state.results.{LAND}.rows[0]")
    select(watched, LAND, first["id"])
    print_preview(watched)
    words = page.locator("#ls-print").inner_text()
    sheet = page.locator("#ls-print .neighbours tr")
    assert sheet.count() > 0
    assert all(len(row.strip().split("\t")) == 4 for row in sheet.all_inner_texts()), "name, owner, state, how it lies"
    assert "EPSG" in words or "4548" in words, "the system of the coordinates is named"
    day = first["properties"]["as_of"]
    assert words.count(day) == 2, "the heading and the source name one day"
    assert "2023-06-30" not in words.replace(day, ""), "and no other"
    code = page.locator("#ls-print .print-qr svg")
    address = code.get_attribute("aria-label")
    assert address == f"{PUBLIC}/#lang={lang}&sel={LAND}%2F{first['id']}"
    assert len((code.locator("path").get_attribute("d") or "").split("M")) > 200, "drawn, by the page alone"
    assert page.locator("#ls-print .print-by").count() == 1
    taken = page.evaluate(
        "() => { const [inset, north] = ['ls-inset', 'ls-north'].map((id) => document.getElementById(id).getBoundingClientRect());"
        " return [inset.right, inset.bottom, north.left, north.top]; }"
    )
    assert taken[0] < taken[2]


def test_without_a_public_address_there_is_no_code_that_leads_nowhere(served: str, opened: Opened) -> None:
    watched = opened(served).ready()
    select(watched, LAND, watched.page.evaluate(f"landstock.state.results.{LAND}.rows[0].id"))
    print_preview(watched)
    assert watched.page.locator("#ls-print .print-corners").count() == 1
    assert watched.page.locator("#ls-print .print-qr").count() == 0


def test_a_list_of_one_park_is_printed_with_its_place_in_the_district(served: str, opened: Opened) -> None:
    watched = opened(served, width=794, height=1123).ready()
    watched.page.evaluate(f"landstock.query.edit('{LAND}', (query) => {{ query.park = ['JK']; }})")
    watched.settle()
    print_preview(watched)
    assert watched.page.locator("#ls-inset rect").count() == 1, "what the map shows, in the whole district"


def test_a_list_of_the_whole_district_needs_no_inset(served: str, opened: Opened) -> None:
    watched = opened(served, width=794, height=1123).ready()
    print_preview(watched)
    assert watched.page.locator("#ls-print h1").inner_text() == "产业用地"
    assert watched.page.locator("#ls-inset").count() == 0


def test_on_the_phone_the_best_site_lies_above_the_sheet(served: str, wants_land: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en", width=390, height=844, touch=True).ready()
    watched.choose(wants_land)
    for _ in range(60):
        if watched.state("match.report"):
            break
        watched.page.wait_for_timeout(100)
    watched.settle()
    first = watched.state("match.report.matches")[0]["site"]
    away = watched.page.locator(".off-pill b").all_inner_texts()
    assert first["name_en"] not in away, "what lies in the window is not off the map"


COUNTED = "window.printed = 0; window.print = () => { window.printed += 1; }; 0"


@pytest.mark.parametrize("screen", screens("zh-1366"))
def test_who_prints_is_asked_once_and_a_double_click_prints_one_sheet(
    served: str, opened: Opened, screen: Screen
) -> None:
    """Fails where the foot has a line alone, where each print asks again, and where two clicks are two dialogs of the browser."""
    watched = screen.show(opened, served)
    page = watched.page
    page.evaluate(COUNTED)
    select(watched, LAND, page.evaluate(f"landstock.state.results.{LAND}.rows[0].id"))
    button = page.locator("[data-key='tool-print']")
    button.dblclick()
    field = page.locator("[data-key='printer-name']")
    expect(field, "the name can be typed at once").to_be_focused()
    page.wait_for_timeout(300)
    assert field.count() == 1, "one dialog, and it is still there"
    watched.picture(f"printer-{screen}")
    field.fill("  Wáng Mǐn 王敏 ")
    field.press("Enter")
    page.wait_for_timeout(1_200)
    assert page.evaluate("window.printed") == 1
    assert page.locator("#ls-print .print-by b").inner_text() == "Wáng Mǐn 王敏"
    after_print(watched)
    button.dblclick()
    page.wait_for_timeout(1_200)
    assert field.count() == 0, "nobody is asked twice"
    assert page.evaluate("window.printed") == 2, "one more, not two"
    after_print(watched)
    page.reload()
    watched.ready()
    print_preview(watched)
    assert page.locator("#ls-print .print-by b").count() == 1, (
        "also after a new start, and by the browser's own command"
    )


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366", without=(PHONE,)))
def test_an_open_table_is_printed_with_its_columns_or_names_those_without_room(
    served: str, opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served, "&table=1")
    page = watched.page
    fields = page.evaluate(f"landstock.schema.collection('{LAND}').fields.filter(({{ place }}) => place > 0)")
    page.set_viewport_size({"width": 703, "height": 1023})
    print_preview(watched)
    named = page.locator("#ls-print").inner_text().lower()
    assert [one["name"] for one in fields if one["title"][screen.lang].lower() not in named] == []
    assert page.locator("#ls-print th").count() > 7
    wide = page.evaluate("document.querySelector('#ls-print table').offsetWidth")
    assert wide <= 703, "no wider than A4 between its margins"
    watched.picture(f"print-table-{screen}")


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366"))
def test_a_heading_stands_again_where_its_rows_go_on_in_the_next_column(
    served: str, opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served)
    page = watched.page
    for key in page.evaluate(f"landstock.state.results.{LAND}.rows.slice(0, 6).map((one) => one.id)"):
        select(watched, LAND, key)
        print_preview(watched)
        headless = page.evaluate(
            """() => [...document.querySelectorAll('#ls-print .print-columns .facts')].filter((one) => {
  const rows = [...one.tBodies[0].rows].map((row) => Math.round(row.getBoundingClientRect().left));
  const heads = one.tHead?.getClientRects().length ?? 0;
  return heads < new Set(rows).size;
}).map((one) => one.textContent)"""
        )
        assert headless == [], key
        after_print(watched)
