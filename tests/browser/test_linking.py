"""A parcel's card says who links to it: would break where a planner at a cadastral parcel cannot see which ledgers have it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from api.app import create_app
from api.ground.settings import Settings
from gis.folder import open_folder
from tests.api.serving import served
from tests.browser.conftest import Opened
from tests.gis.linked import CODE, FIELDS, item, linked_folder
from tests.gis.small import cell


def test_a_parcel_names_who_links_to_it_and_leads_there(opened: Opened, root: Path, tmp_path: Path) -> None:
    fields: dict[str, Any] = {
        name: (kind, [dict(each) for each in entries]) for name, (kind, entries) in FIELDS.items()
    }
    fields["cadastre"] = ("other", FIELDS["approved"][1])
    for name in ("supplied", "floors"):
        next(each for each in fields[name][1] if each["name"] == "code").update(
            references="cadastre", references_by="code"
        )
    features = {
        "supplied": [item(str(n), cell(n, 0), name=f"供{n}号", area=5_000.0, code=CODE.format(n)) for n in (1, 2)],
        "approved": [item("A", cell(1, 5), name="批", area=9_000.0, code=CODE.format(1))],
        "floors": [item(f"F{n}", area=800.0, code="３７０１１３００１００１ｇｂ００００１") for n in range(8)],
        "projects": [],
        "cadastre": [item(f"C{n}", cell(n, 0), name=f"宗地{n}", code=CODE.format(n)) for n in (1, 2, 3)],
    }
    folder = linked_folder(tmp_path / "layers", features, fields)
    shutil.copytree(root / "layers" / "schemes", folder / "schemes")
    with served(create_app(Settings(layers=folder), open_folder(folder))) as address:
        watched = opened(f"{address}/#lang=zh&sel=cadastre/C1").ready()
        page = watched.page
        section = page.locator("[data-key='linking']")
        section.wait_for()
        assert [text.split()[1] for text in section.locator("dt").all_inner_texts()] == ["1", "8"]
        assert section.locator("dd").nth(1).locator("button").count() == 6
        page.locator("[data-key='linking-more-floors']").click()
        page.locator("[data-key='linking-floors-F7']").wait_for()
        page.locator("[data-key='linking-supplied-1']").click()
        watched.settle()
        assert watched.state("selected") == {"collection": "supplied", "id": "1"}
        page.evaluate("landstock.set({ selected: { collection: 'cadastre', id: 'C3' } })")
        watched.settle()
        assert section.count() == 0, "nobody names it"
