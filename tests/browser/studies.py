"""What the tests of the match page ask of the service and of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from gis.inventory import Inventory
from tests.browser.conftest import Watched

STUDIES = ["stability", "topsis", "assemblies", "relaxation"]
MARKS = "✕?✓"
INSIDE = """() => {
  const box = landstock.boxOf(landstock.joined.shown().items);
  return landstock.map.leaflet.getBounds().contains([[box[1], box[0]], [box[3], box[2]]]);
}"""
BLUE_PIXELS = """() => {
  let found = 0;
  for (const canvas of document.querySelectorAll('canvas.leaflet-scene')) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let n = 0; n < data.length; n += 4) if (data[n] === 31 && data[n + 1] === 95 && data[n + 2] === 158 && (found += 1) > 500) return found;
  }
  return found;
}"""
DIALOG_FITS = """() => {
  const box = document.querySelector('dialog[open]');
  return box.scrollWidth <= box.clientWidth + 1 && box.getBoundingClientRect().right <= window.innerWidth + 1;
}"""


def ask(served: str, **body: Any) -> dict[str, Any]:
    answer = httpx.post(f"{served}/matches", json=body, trust_env=False, timeout=30)
    report: dict[str, Any] = answer.raise_for_status().json()
    return report


def first_studied(served: str, inventory: Inventory, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The report, with every study, of the first new project of which something holds."""
    projects = inventory.layer("projects")
    for row, key in enumerate(projects.ids):
        if projects.properties(row, ["stage"]) == {"stage": "new"}:
            report = ask(served, project_id=key, top=50, study=STUDIES)
            if wanted(report):
                return report
    raise AssertionError("no project of the demonstration is like that")


def changed_by_demand(change: dict[str, Any]) -> bool:
    """Whether every step of a change is the project's to make."""
    return all(step["kind"] == "requirement" for step in change["steps"])


def until(watched: Watched, holds: str, tries: int = 200) -> None:
    """Wait until something holds in the page; its policy keeps Playwright's own way of waiting out."""
    for _ in range(tries):
        if watched.page.evaluate(f"Boolean({holds})"):
            return
        watched.page.wait_for_timeout(50)
    raise AssertionError(f"this never came true: {holds}")


def studying(watched: Watched, project: str) -> None:
    """Ask about a project and wait until every study is here."""
    watched.choose(project)
    until(watched, f"{STUDIES}.every((name) => name in (landstock.state.match.studies ?? {{}}))")
    watched.settle()


def key_of(site: dict[str, Any]) -> str:
    return f"{site['collection']}\n{site['id']}"


def places(watched: Watched) -> list[str]:
    found: list[str] = watched.page.locator("#ls-ranked .ranked").evaluate_all(
        "(all) => all.map((one) => one.dataset.place)"
    )
    return found


def in_mu(area_m2: float) -> str:
    return f"{area_m2 / (2000 / 3):.1f}"


def weights_on(watched: Watched) -> list[float]:
    return [
        float(one) for one in watched.page.locator(".weight input").evaluate_all("(all) => all.map((one) => one.value)")
    ]


def percent(share: float) -> str:
    return f"{round(share * 100, 1):g}\u202f%"
