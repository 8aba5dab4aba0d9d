"""What a ranking stands on, in a real browser: its stability, a second ranking, joined sites, least relaxation, weights, the pre-check sheet."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Request

from gis.inventory import Inventory
from tests.browser.conftest import Opened
from tests.browser.studies import (
    BLUE_PIXELS,
    DIALOG_FITS,
    INSIDE,
    MARKS,
    STUDIES,
    ask,
    changed_by_demand,
    first_studied,
    in_mu,
    key_of,
    percent,
    places,
    studying,
    until,
    weights_on,
)
from tests.browser.test_hostile_text import HOSTILE, assert_nothing_ran
from tests.browser.test_layout import misplaced


@pytest.fixture(scope="module")
def studied(served: str, demo_inventory: Inventory) -> dict[str, Any]:
    """A project with several sites, and with neighbours that can be joined, one of them no site by itself."""

    def joinable(report: dict[str, Any]) -> bool:
        ranked = {key_of(one["site"]) for one in report["matches"]}
        members = {key_of(item) for one in report["assemblies"]["land"] for item in one["items"]}
        return len(ranked) > 3 and bool(members - ranked)

    return first_studied(served, demo_inventory, joinable)


@pytest.fixture(scope="module")
def scarce(served: str, demo_inventory: Inventory) -> dict[str, Any]:
    """A project with too few sites, to which more would come if its requirement gave way."""

    def asks_less(report: dict[str, Any]) -> bool:
        return any(changed_by_demand(change) for change in report["relaxation"]["changes"])

    return first_studied(served, demo_inventory, asks_less)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_ranking_is_shown_before_its_studies_are_asked(
    served: str, studied: dict[str, Any], opened: Opened, lang: str
) -> None:
    """A study may take a second; the ranking must not wait for it."""
    watched = opened(f"{served}/#lang={lang}").ready()
    page = watched.page
    bodies: list[Any] = []

    def sent(asked: Request) -> None:
        if asked.url.endswith("/matches"):
            bodies.append(asked.post_data_json)

    page.on("request", sent)
    page.evaluate(
        """() => {
  window.early = null;
  landstock.on('match', ({ report, studies }) => { if (report && !Object.keys(studies).length) window.early ??= report.matches.length; });
}"""
    )
    studying(watched, studied["project"]["id"])
    assert "study" not in bodies[0]
    assert [name for body in bodies for name in body.get("study", [])] == STUDIES
    assert page.evaluate("window.early") == len(studied["matches"])
    stable, second = studied["stability"], studied["topsis"]
    words = page.locator("[data-key='stability']").inner_text()
    assert percent(stable["first_share"]) in words
    assert percent(stable["top3_share"]) in words
    watched.picture(f"match-studied-{lang}-1366")

    page.locator("[data-key='stability-list']").click()
    rows = page.locator("dialog .ranges tbody tr")
    assert rows.count() == len(stable["sites"])
    assert percent(stable["sites"][0]["first_share"]) in rows.first.inner_text()
    watched.picture(f"match-ranges-{lang}-1366")
    page.keyboard.press("Escape")
    watched.settle()
    assert page.locator("dialog").count() == 0

    page.locator("[data-key='rank-more']").click()
    watched.settle()
    assert f"{second['agreement']:.2f}" in page.locator(".order").inner_text()
    listed = {key_of(one["site"]): one["rank"] for one in studied["matches"]}
    expected = [key_of(one) for one in second["ranking"] if key_of(one) in listed]
    page.get_by_role("button", name="TOPSIS", exact=True).click()
    watched.settle()
    assert places(watched)[: len(expected)] == expected
    first = page.locator("#ls-ranked .ranked .disc").first
    assert first.inner_text().startswith(str(listed[expected[0]])), "the disc keeps the rank that the map shows"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_joined_sites_stand_beside_the_ranking_and_on_the_map(
    served: str, studied: dict[str, Any], opened: Opened, lang: str
) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    page = watched.page
    studying(watched, studied["project"]["id"])
    joined = studied["assemblies"]
    count = len(joined["land"]) + len(joined["floor"])
    tab = page.locator("[data-key='rank-joined']")
    assert tab.inner_text().endswith(f" {count}")
    page.locator("[data-key='rank-all']").focus()
    page.keyboard.press("ArrowLeft")
    watched.settle()
    assert tab.get_attribute("aria-selected") == "true"
    assert tab.evaluate("(one) => one === document.activeElement"), "arrow keys walk the tabs"
    assert page.locator("#ls-joined-list .ranked").count() == count
    page.locator("[data-key='joined-land/1']").click()
    until(watched, f"landstock.map.leaflet.getZoom() > 15.5 && !landstock.map.leaflet._animatingZoom && ({INSIDE})()")
    watched.settle()
    first = joined["land"][0]
    label = page.locator("#ls-joined")
    assert label.is_visible()
    assert in_mu(first["area_m2"]) in label.inner_text()
    assert page.evaluate(BLUE_PIXELS) > 500, "a blue line around the joined plots"
    name = first["items"][0]["name_en" if lang == "en" else "name"]
    assert name in page.locator("#ls-joined-list .ranked").first.inner_text()
    watched.picture(f"match-joined-{lang}-1366")

    page.locator("[data-key='rank-all']").click()
    taken = {key_of(one["site"]) for one in studied["matches"]}
    parts = ((one, item) for one in joined["land"] for item in one["items"])
    one, item = next((one, item) for one, item in parts if key_of(item) not in taken)
    page.evaluate("([collection, id]) => landstock.whynot.open({ collection, id })", [item["collection"], item["id"]])
    way = page.locator("[data-key='why-joined']")
    way.wait_for()
    assert in_mu(one["area_m2"]) in way.inner_text()
    watched.settle()
    marks = [line[0] for line in page.locator("#ls-why p").all_inner_texts() if line[0] in MARKS]
    assert marks == sorted(marks, key=MARKS.index), "what fails stands first"
    assert marks.count("✓") == 1
    watched.picture(f"match-whynot-{lang}-1366")
    way.click()
    watched.settle()
    assert tab.get_attribute("aria-selected") == "true"
    assert item["id"] in page.evaluate("landstock.joined.shown().items.map((one) => one.id)")


@pytest.mark.parametrize(("lang", "upper", "lower"), [("zh", "上限", "下限"), ("en", "upper bound", "lower bound")])
def test_joined_sites_name_no_upper_bound_where_none_is_asked(
    served: str, opened: Opened, lang: str, upper: str, lower: str
) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    asked = {"needs": "land", "industry_code": "3332", "land_area_min_m2": 80_000}
    found = ask(served, project=asked, study=["assemblies"])["assemblies"]["land"]
    assert any(one["overshoot"] > 0.001 for one in found)
    watched.page.evaluate("(demand) => landstock.match.choose({ demand })", asked)
    until(watched, "landstock.joined.all().length")
    watched.page.locator("[data-key='rank-joined']").click()
    watched.page.locator("[data-key='joined-land/1']").click()
    watched.settle()
    said = watched.page.locator("#ls-joined-list").inner_text()
    assert upper not in said
    assert lower in said


def test_the_tip_of_any_plot_says_what_would_mend_it(served: str, studied: dict[str, Any], opened: Opened) -> None:
    watched = opened(f"{served}/").ready()
    project = studied["project"]["id"]
    studying(watched, project)
    ids = watched.page.evaluate("[...landstock.features('industrial_land').keys()].slice(0, 100)")
    found = ask(served, project_id=project, top=0, explain=ids, study=["why_not"])["why_not"]["sites"]
    one = next(each for each in found if each["verdict"] == "rejected" and each["change"])
    watched.page.evaluate(
        "([collection, id]) => landstock.whynot.open({ collection, id })",
        [one["site"]["collection"], one["site"]["id"]],
    )
    line = watched.page.locator("#ls-why p", has_text="这样改即可")
    line.wait_for()
    assert all(step["zh"] in line.inner_text() for step in one["change"]["steps"])
    watched.picture("match-mend-zh-1366")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_giving_way_shows_what_would_come_in_and_can_be_tried(
    served: str, scarce: dict[str, Any], opened: Opened, lang: str
) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    page, project = watched.page, scarce["project"]["id"]
    studying(watched, project)
    changes = scarce["relaxation"]["changes"]
    entries = page.locator(".relaxed-change")
    assert entries.count() == len(changes)
    assert f"+{changes[0]['gains']}" in entries.first.inner_text()
    at = next(n for n, change in enumerate(changes) if changed_by_demand(change))
    page.locator(f"[data-key='relaxed-{at}']").click()
    watched.settle()
    here = page.evaluate("landstock.relaxed.sites().map((one) => one.id)")
    assert here == [site["id"] for site in changes[at]["sites"]]
    assert misplaced(watched) == []
    watched.picture(f"match-relaxed-{lang}-1366")
    page.locator(".relaxed-detail li button").first.click()
    page.locator("[data-key='why-relaxed']").wait_for()
    assert page.locator("#ls-why .why-no").count() > 0, "why it does not do as things stand, and what would mend it"
    page.keyboard.press("Escape")
    before = watched.state("match.report.counts")
    page.locator("[data-key='relaxed-try']").click()
    until(watched, "landstock.state.match.demand && landstock.state.match.report")
    after = watched.state("match.report.counts")
    assert after["fits"] + after["to_check"] == before["fits"] + before["to_check"] + changes[at]["gains"]
    assert project in page.locator("#ls-left .weighed").inner_text()
    page.locator("[data-key='origin-back']").click()
    watched.settle()
    assert watched.state("match.projectId") == project


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_weights_of_ones_own_sum_to_100_and_are_said_to_be_no_scheme(
    served: str, studied: dict[str, Any], opened: Opened, lang: str
) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    page = watched.page
    studying(watched, studied["project"]["id"])
    banner = page.locator("[data-key='weighed']")
    assert banner.count() == 0
    page.locator("[data-key='weights']").click()
    first, second, third = (one["id"] for one in studied["scheme"]["criteria"][:3])
    page.locator(f"[data-key='weight-{first}']").fill("80")
    go = page.locator("[data-key='weights-go']")
    assert go.is_disabled()
    page.locator(f"[data-key='weight-{second}']").fill("many")
    assert go.is_disabled()
    assert page.locator(f"[data-key='weight-{second}']").get_attribute("aria-invalid") == "true"
    page.locator(f"[data-key='weight-{second}']").fill("20")
    watched.picture(f"match-weights-{lang}-1366")
    page.locator("[data-key='weights-scale']").click()
    figures = weights_on(watched)
    assert sum(figures) == pytest.approx(100)
    go.click()
    banner.wait_for()
    until(
        watched,
        f"landstock.state.match.report?.scheme.criteria[0].weight === {figures[0]} && location.href.includes('weights=')",
    )
    weights = {one["id"]: one["weight"] for one in watched.state("match.report.scheme.criteria")}
    assert weights[first] == pytest.approx(figures[0])
    watched.picture(f"match-weighed-{lang}-1366")
    link = page.evaluate("location.href")

    page.locator("[data-key='weights']").click()
    page.locator(".dialog-tabs button").nth(1).click()
    for pair, value in ((f"{first}-{second}", "9"), (f"{second}-{third}", "9"), (f"{first}-{third}", "-9")):
        page.locator(f"[data-key='pair-{pair}']").select_option(value)
    page.locator("[data-key='pairs-go']").click()
    page.locator("[data-key='pairs-result']").wait_for()
    assert page.locator(".doubtful").count() == page.locator(".pair.worst").count() == 1, "the answers contradict"
    watched.picture(f"match-pairs-{lang}-1366")
    page.locator("[data-key='pairs-adopt']").click()
    assert sum(weights_on(watched)) == pytest.approx(100)
    page.keyboard.press("Escape")
    page.locator("[data-key='weights-back']").click()
    banner.wait_for(state="detached")
    until(
        watched,
        f"landstock.state.match.report?.scheme.criteria[0].weight === {studied['scheme']['criteria'][0]['weight']}",
    )
    assert watched.state("match.report.matches") == studied["matches"]
    if lang == "zh":
        again = opened(link).ready()
        again.page.locator("[data-key='weighed']").wait_for()


def test_the_sheet_of_a_ranked_site_opens_and_the_match_is_printed(
    served: str, studied: dict[str, Any], opened: Opened
) -> None:
    watched = opened(f"{served}/").ready()
    page = watched.page
    studying(watched, studied["project"]["id"])
    page.locator("#ls-ranked .ranked button").first.click()
    site = studied["matches"][0]["site"]
    page.locator(f"[data-key='precheck-{site['id']}']").click()
    with page.context.expect_page() as sheet:
        page.get_by_role("menuitem").first.click()
    sheet.value.wait_for_load_state()
    assert site["name"] in sheet.value.locator("body").inner_text()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    watched.settle()
    words = page.locator("#ls-print").inner_text()
    for said in (studied["project"]["name"], studied["scheme"]["version"], studied["inventory"]):
        assert said in words
    assert all(one["site"]["name"] in words for one in studied["matches"])


@pytest.mark.parametrize(
    ("lang", "width", "height"), [("en", 1366, 768), ("zh", 1920, 1080), ("zh", 390, 844), ("en", 390, 844)], ids=str
)
def test_every_study_fits_its_panel(
    served: str, studied: dict[str, Any], scarce: dict[str, Any], opened: Opened, lang: str, width: int, height: int
) -> None:
    watched = opened(f"{served}/#lang={lang}", width=width, height=height, touch=width < 768).ready()
    page = watched.page
    studying(watched, studied["project"]["id"])
    faults = {"ranking": misplaced(watched)}
    page.evaluate("landstock.joined.open('land/1')")
    page.wait_for_timeout(500)
    faults["joined"] = misplaced(watched)
    watched.picture(f"match-joined-{lang}-{width}")
    page.locator("[data-key='stability-list']").click()
    assert page.evaluate(DIALOG_FITS)
    page.keyboard.press("Escape")
    page.evaluate("landstock.weights.open(landstock.state.match.report)")
    watched.settle()
    for way in (0, 1):
        page.locator(".dialog-tabs button").nth(way).click()
        watched.settle()
        assert page.evaluate(DIALOG_FITS)
    page.keyboard.press("Escape")
    studying(watched, scarce["project"]["id"])
    page.evaluate("landstock.sheet.show('left', 'full'); landstock.match.showRelaxed(0)")
    watched.settle()
    faults["relaxed"] = misplaced(watched)
    watched.picture(f"match-relaxed-{lang}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert {place: found for place, found in faults.items() if found} == {}


def test_hostile_text_in_a_study_stands_as_typed(served: str, studied: dict[str, Any], opened: Opened) -> None:
    """Names of plots, owners and words come from registers: none of them may become markup, on the list, the map or paper."""
    watched = opened(f"{served}/").ready()
    studying(watched, studied["project"]["id"])
    for text in HOSTILE:
        watched.page.evaluate(
            """(text) => {
  const both = { zh: text, en: text };
  const { studies, report } = landstock.state.match;
  const item = { ...studies.assemblies.land[0].items[0], name: text, name_en: text, owner: text };
  landstock.set({ match: { ...landstock.state.match,
    studies: {
      ...studies,
      assemblies: { ...studies.assemblies, land: [{ ...studies.assemblies.land[0], items: [item, item], words: both }] },
      relaxation: { wanted: 3, fits: 0, complete: false, words: both, changes: [{ cost: 1, gains: 1, steps: [{ kind: 'clear', ...both }], sites: [item], words: both }] },
    },
    joined: 'land/1', relaxed: 0,
  } });
  landstock.emit('tab', 'joined');
}""",
            text,
        )
        watched.settle()
        assert (
            text.strip() in re.sub(r"\s", " ", watched.page.locator("#ls-joined-list").text_content() or "")
            or "\u2028" in text
        )
    watched.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    watched.settle()
    assert_nothing_ran(watched)
