"""What shares a site's ground is named in full where it is little, and counted where it is much."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching import Project
from gis.matching.rules import Question
from gis.matching.rules.holding.ground import likely_words, taken_words, what_stands
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind, Sites, stock_of
from gis.matching.sites.surroundings import Occupant
from gis.text import Text
from tests.gis.matching.district import STEP, collection_of, default_scheme, feature, inventory_of, square
from tests.gis.matching.test_rules import district


def question(inventory: Inventory, kind: SiteKind, project: Project | None = None) -> Question:
    scheme = default_scheme()
    spec = scheme.find_rule("occupied", kind)
    assert spec is not None
    return Question(project=project or Project(), sites=Sites(stock_of(inventory, kind)), scheme=scheme, spec=spec)


def who(letter: str, beside: str | None = None, *, twin: bool = False) -> Occupant:
    return Occupant(f"P-{letter}", Text(f"{letter}厂", f"{letter} works"), beside, twin=twin)


@pytest.mark.parametrize(
    ("kind", "others", "zh", "en"),
    [
        (LAND, [who("A")], "已由续建项目“A厂”（P-A）占用", "taken by the continuing project “A works” (P-A)"),
        (LAND, [who("A"), who("B")], "已由续建项目“A厂”（P-A）、“B厂”（P-B）占用",
         "taken by the continuing projects “A works” (P-A), “B works” (P-B)"),
        (LAND, [who("A"), who("B"), who("C")], "已由续建项目“A厂”（P-A）、“B厂”（P-B）等 3 个占用",
         "taken by the continuing projects “A works” (P-A), “B works” (P-B) and 1 more"),
        (LAND, [who("B", "F-1"), who("A")],
         "已由续建项目“A厂”（P-A）占用；其上楼层 F-1 已由续建项目“B厂”（P-B）占用",
         "taken by the continuing project “A works” (P-A); the floor F-1 on it is taken by the continuing project “B works” (P-B)"),
        (LAND, [who("A"), who("B", "F-1"), who("C", "F-2")],
         "已由续建项目“A厂”（P-A）占用；其上楼层 F-1 已由续建项目“B厂”（P-B）占用；另有 1 处",
         "taken by the continuing project “A works” (P-A); the floor F-1 on it is taken by the continuing project “B works” (P-B); 1 more"),
        (LAND, [who("A", "L-2", twin=True)], "同一地面上的地块 L-2 已由续建项目“A厂”（P-A）占用",
         "L-2, a plot on the same ground, is taken by the continuing project “A works” (P-A)"),
        (FLOOR, [who("A", "F-2", twin=True)], "同一楼层的另一条记录 F-2 已由续建项目“A厂”（P-A）占用",
         "F-2, another record of this floor, is taken by the continuing project “A works” (P-A)"),
        (FLOOR, [who("A", "L-1")], "所在地块 L-1 已由续建项目“A厂”（P-A）占用",
         "the plot L-1 under it is taken by the continuing project “A works” (P-A)"),
    ],
)  # fmt: skip
def test_who_has_taken_a_site_is_said_place_by_place(
    kind: SiteKind, others: Sequence[Occupant], zh: str, en: str
) -> None:
    """Fails where a floor's tenant is told to have the whole plot, or somebody is left out uncounted."""
    assert taken_words(question(district(), kind), others) == Text(zh, en)


@pytest.mark.parametrize(
    ("kind", "others", "zh", "en"),
    [
        (LAND, [who("A")], "“A厂”（P-A）在此处", "“A works” (P-A) stands here"),
        (LAND, [who("A"), who("B")], "“A厂”（P-A）、“B厂”（P-B）在此处", "“A works” (P-A), “B works” (P-B) stand here"),
        (LAND, [who("A", "F-1")], "“A厂”（P-A）在其上楼层 F-1", "“A works” (P-A) stands on the floor F-1 on it"),
        (LAND, [who("A", "F-1"), who("B")], "“A厂”（P-A）、“B厂”（P-B）在其上楼层 F-1",
         "“A works” (P-A), “B works” (P-B) stand on the floor F-1 on it"),
        (LAND, [who("A", "L-2", twin=True)], "“A厂”（P-A）在同一地面上的地块 L-2", "“A works” (P-A) stands on L-2, a plot on the same ground"),
        (FLOOR, [who("A")], "“A厂”（P-A）在此处", "“A works” (P-A) stands here"),
        (FLOOR, [who("A", "L-1")], "“A厂”（P-A）在所在地块 L-1", "“A works” (P-A) stands on the plot L-1 under it"),
        (FLOOR, [who("A", "F-2", twin=True)], "“A厂”（P-A）在同一楼层的另一条记录 F-2",
         "“A works” (P-A) stands on F-2, another record of this floor"),
        (FLOOR, [who("A", "F-2", twin=True), who("B", "L-1")], "“A厂”（P-A）、“B厂”（P-B）在同一楼层的另一条记录 F-2",
         "“A works” (P-A), “B works” (P-B) stand on F-2, another record of this floor"),
        (FLOOR, [who("A", "L-1"), who("B", "F-2", twin=True)], "“A厂”（P-A）、“B厂”（P-B）在所在地块 L-1",
         "“A works” (P-A), “B works” (P-B) stand on the plot L-1 under it"),
    ],
)  # fmt: skip
def test_who_seems_to_have_taken_a_site_is_said_where_the_map_shows_it(
    kind: SiteKind, others: Sequence[Occupant], zh: str, en: str
) -> None:
    """Fails where a floor that another record names is called a plot, or the plot under a floor a floor."""
    assert likely_words(question(district(), kind), others) == Text(
        f"是否被续建项目占用待核实（图上续建项目{zh}）",
        f"occupation by a continuing project to check (on the map {en})",
    )


def plot_with(floors: int, let: Sequence[str] = (), tenants: int = 0) -> Inventory:
    """A plot with so many listed floors, a building that records let ones, and so many tenants in what is on no list."""
    inside = square(0.1, 0.1, STEP / 4)
    spaces, projects = collection_of(Kind.SPACE), collection_of(Kind.PROJECT)
    features: dict[Kind, list[Feature]] = {
        Kind.PARCEL: [feature(collection_of(Kind.PARCEL), "L", square(0, 0), {Role.AREA: 30_000})],
        Kind.SPACE: [feature(spaces, f"F-{n}", None, {Role.PARCEL: "L"}) for n in range(1, floors + 1)],
        Kind.BUILDING: [
            feature(collection_of(Kind.BUILDING), "B", inside, {Role.PARCEL: "L", Role.FLOOR_STATES: list(let)})
        ],
        Kind.PROJECT: [
            feature(
                projects,
                f"P-{n}",
                inside,
                {
                    Role.NAME: f"{n}厂",
                    Role.NAME_EN: f"Works {n}",
                    Role.STAGE: "continuing",
                    Role.SITE_IDS: [f"B-LET-{n}"],
                },
            )
            for n in range(1, tenants + 1)
        ],
    }
    return inventory_of(features)


@pytest.mark.parametrize(
    ("floors", "zh", "en"),
    [
        (1, "其上有在册闲置楼层 1 处（F-1）", "on it: 1 listed idle floor (F-1)"),
        (3, "其上有在册闲置楼层 3 处（F-1、F-2、F-3）", "on it: 3 listed idle floors (F-1, F-2, F-3)"),
        (4, "其上有在册闲置楼层 4 处（F-1、F-2、F-3 等）", "on it: 4 listed idle floors (F-1, F-2, F-3 …)"),
    ],
)
def test_three_listed_floors_on_a_plot_are_named_and_more_are_counted(floors: int, zh: str, en: str) -> None:
    assert what_stands(question(plot_with(floors), LAND), 0) == Text(zh, en)


def test_let_floors_are_said_with_their_area_and_nothing_is_said_of_an_empty_plot_or_a_floor() -> None:
    let = ["1:let:1200", "2:let:800", "3:free:500"]
    assert what_stands(question(plot_with(0, let), LAND), 0) == Text(
        "其上有已租楼层 2 处（2,000 m²）", "on it: 2 let floors (2,000 m²)"
    )
    assert what_stands(question(plot_with(0), LAND), 0) is None
    assert what_stands(question(plot_with(1), FLOOR), 0) is None


@pytest.mark.parametrize(
    ("tenants", "zh", "en"),
    [
        (1, "“1厂”（P-1）在 B-LET-1", "“Works 1” (P-1) in B-LET-1"),
        (2, "“1厂”（P-1）在 B-LET-1、“2厂”（P-2）在 B-LET-2", "“Works 1” (P-1) in B-LET-1, “Works 2” (P-2) in B-LET-2"),
        (3, "“1厂”（P-1）在 B-LET-1、“2厂”（P-2）在 B-LET-2 等 3 个",
         "“Works 1” (P-1) in B-LET-1, “Works 2” (P-2) in B-LET-2 and 1 more"),
    ],
)  # fmt: skip
def test_two_tenants_of_let_floors_are_named_and_more_are_counted(tenants: int, zh: str, en: str) -> None:
    """Fails where the project that asks is told to be its own neighbour, or a third tenant is passed over in silence."""
    inventory = plot_with(0, tenants=tenants)
    assert what_stands(question(inventory, LAND), 0) == Text(f"其上有续建项目{zh}", f"on it: the continuing {en}")
    if tenants == 1:
        assert what_stands(question(inventory, LAND, Project(id="P-1")), 0) is None
