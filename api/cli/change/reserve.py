"""``landstock reserve``: plots, joined plots or part of a floor held for a project or a firm."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.cli.desk import Desk, at_desk
from api.cli.reserved import NoteOption, UntilOption, line_of, terms_for


@at_desk
def reserve(
    desk: Desk,
    items: Annotated[
        list[str],
        typer.Argument(
            help="地块或楼层，写作 图层:编号，楼层的一部分再加 =平方米 / plots or floors as COLLECTION:ID, part of a floor with =SQUARE_METRES"
        ),
    ],
    until: UntilOption,
    project: Annotated[
        str | None, typer.Option("--project", help="项目编号 / the project's id", show_default=False)
    ] = None,
    firm: Annotated[
        str | None, typer.Option("--firm", help="未入库的企业名称 / a firm that is no project", show_default=False)
    ] = None,
    note: NoteOption = "",
) -> None:
    """意向预留：全部所列，或一处也不留 / Hold all that is listed, or nothing.

    例 / for example: landstock reserve industrial_land:L-001 idle_space:F-001=800 --project P-001 --until 2023-09-30
    """
    from api.asking.reservations import wanted_of
    from gis.reservations import make, run

    shown = desk.language
    holder = {name: value for name, value in (("project_id", project), ("firm", firm)) if value is not None}
    wanted = wanted_of({**holder, "items": [_item(each) for each in items], "until": until, "note": note})
    folder, who = desk.folder, desk.writer
    terms = terms_for(desk)
    made = run(folder.store, folder.catalog, who, lambda t: make(t, folder.catalog, terms, wanted, who), why=note)
    inventory = folder.inventory()
    desk.print(line_of(made, inventory.catalog.as_of, inventory.recorded, shown))


def _item(text: str) -> dict[str, Any]:
    """An item as a request has it.

    >>> _item("idle_space:F-001=800"), _item("industrial_land:L=2")["id"], _item("industrial_land:L-001")
    ({'collection': 'idle_space', 'id': 'F-001', 'area_m2': 800.0}, 'L', {'collection': 'industrial_land', 'id': 'L-001'})
    """
    collection, _, key = text.partition(":")
    front, sign, area = key.rpartition("=")
    try:
        return (
            {"collection": collection, "id": front, "area_m2": float(area)}
            if sign
            else {"collection": collection, "id": key}
        )
    except ValueError:
        return {"collection": collection, "id": key}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reserve)
