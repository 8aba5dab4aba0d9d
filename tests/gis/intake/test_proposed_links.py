"""Which columns are proposed as links to the layers of a folder: with the counts of what is found, sure only where it tells clearly and nothing else would do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gis.folder import open_folder
from gis.intake.course import Confidence, Guess
from gis.intake.mapping_file import read_mapping
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.proposed_links import keys_in, with_links
from gis.intake.proposing import Proposal
from gis.intake.register import import_register
from gis.layer import Layer
from tests.gis.intake.test_proposals import proposed
from tests.gis.linked import CODE, item, linked_folder


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Layer]:
    """Twenty supplied plots, of which the last two have one code, and a project with a telephone."""
    supplied = [
        item(f"S-{n:03d}", None, name=f"供{n}号地块", area=5000.0 + n, code=CODE.format(min(n, 19)))
        for n in range(1, 21)
    ]
    approved = [item(f"A-{n:03d}", None, name=f"批{n}号", area=1.0, code=CODE.format(n)) for n in range(1, 11)]
    projects = [item(str(n), None, name=f"项目{n}", stage="new", site=None) for n in range(1, 21)]
    features = {"supplied": supplied, "approved": approved, "floors": [], "projects": projects}
    return dict(open_folder(linked_folder(tmp_path_factory.mktemp("links"), features)).layers)


def ledger(*codes: str, heading: str = "宗地代码", extra: str = "备注") -> str:
    head = f"闲置厂房台账 | . | . | . | .\n名称 | {heading} | 建筑面积（㎡） | 空置面积 | {extra}\n"
    return head + "\n".join(f"{n}号厂房 | {code} | {1000 + n} | {500 + n} | {n}" for n, code in enumerate(codes)) + "\n"


def linked(text: str, *beside: Layer) -> tuple[Proposal, dict[str, Guess]]:
    proposal = proposed(text)
    guesses = with_links(proposal.guesses, proposal.columns, keys_in(beside))
    return replace(proposal, guesses=tuple(guesses)), {guess.name: guess for guess in guesses}


def test_a_column_of_codes_is_a_link_with_the_count_of_what_is_found(layers: dict[str, Layer]) -> None:
    codes = [*(CODE.format(n) for n in range(1, 19)), CODE.format(19), CODE.format(77)]
    proposal, guesses = linked(ledger(*codes), layers["supplied"])
    guess = guesses["parcel_code"]
    assert (guess.rule["references"], guess.rule["references_by"]) == ("supplied", "code")
    assert guess.confidence is Confidence.SURE
    assert (
        "20 条中 18 条是“supplied层”（supplied）的 宗地代码（code），1 条在其中不止一处，1 条查不到"
        in guess.evidence.zh
    )
    assert (
        "18 of 20 are Parcel code (code) of Supplied (supplied), 1 stand there more than once, 1 nowhere"
        in guess.evidence.en
    )
    assert sum("references" in each.rule for each in proposal.guesses) == 1


def test_a_proposed_link_is_read_back_as_the_mapping_has_it(layers: dict[str, Layer], tmp_path: Path) -> None:
    proposal, _ = linked(ledger(*(CODE.format(n) for n in range(1, 9))), layers["supplied"])
    path = tmp_path / "m.toml"
    path.write_text(proposal_text(proposal), "utf-8")
    rule = next(rule for rule in read_mapping(path, Path("layers")).rules if rule.field.name == "parcel_code")
    assert (rule.field.references, rule.field.references_by) == ("supplied", "code")


def test_where_two_layers_would_do_somebody_has_to_say_which(layers: dict[str, Layer]) -> None:
    """The plots of one district stand in two ledgers: nobody can tell which of them a floor's code means."""
    proposal, guesses = linked(ledger(*(CODE.format(n) for n in range(1, 9))), layers["supplied"], layers["approved"])
    assert guesses["parcel_code"].confidence is Confidence.LIKELY
    assert "也可关联" in guesses["parcel_code"].evidence.zh
    assert "it could be another" in guesses["parcel_code"].evidence.en
    assert not proposal.sure


def test_where_two_columns_would_do_somebody_has_to_say_which(layers: dict[str, Layer]) -> None:
    text = ledger(*(CODE.format(n) for n in range(1, 9)), extra="项目名称")
    for n in range(8):
        text = text.replace(f"{500 + n} | {n}\n", f"{500 + n} | 供{n + 1}号地块\n")
    _, guesses = linked(text, layers["supplied"])
    links = [guess for guess in guesses.values() if "references" in guess.rule]
    assert [guess.name for guess in links] == ["parcel_code"]
    assert links[0].confidence is Confidence.LIKELY
    assert "也可作关联" in links[0].evidence.zh


def test_ids_and_names_are_linked_too_and_ids_by_themselves(layers: dict[str, Layer]) -> None:
    _, by_id = linked(ledger(*(f"S-{n:03d}" for n in range(1, 9)), heading="地块编号"), layers["supplied"])
    guess = next(guess for guess in by_id.values() if "references" in guess.rule)
    assert (guess.rule["references"], "references_by" in guess.rule) == ("supplied", False)
    _, by_name = linked(ledger(*(f"供 {n} 号地块" for n in range(1, 9)), heading="地块"), layers["supplied"])
    assert next(guess for guess in by_name.values() if "references" in guess.rule).rule["references_by"] == "name"


@pytest.mark.parametrize("values", [[str(n) for n in range(1, 9)], ["无"] * 8, [CODE.format(n) for n in range(70, 78)]])
def test_numbers_of_a_list_words_that_say_none_and_strangers_are_no_links(
    layers: dict[str, Layer], values: list[str]
) -> None:
    """A serial number was the id of a layer whose key is the place of a row."""
    _, guesses = linked(ledger(*values), *layers.values())
    assert not any("references" in guess.rule for guess in guesses.values())


def test_less_than_four_in_five_found_has_to_be_looked_at(layers: dict[str, Layer]) -> None:
    codes = [*(CODE.format(n) for n in range(1, 7)), *(CODE.format(n) for n in range(70, 74))]
    _, guesses = linked(ledger(*codes), layers["supplied"])
    assert guesses["parcel_code"].rule["references"] == "supplied"
    assert guesses["parcel_code"].confidence is Confidence.LIKELY


def test_the_ledgers_of_the_trade_link_to_their_cadastre(samples: Path, tmp_path: Path, root: Path) -> None:

    folder, into, mapping = samples / "11_ledgers", tmp_path / "into", tmp_path / "m.toml"
    mapping.write_text(proposal_text(propose_mapping([folder / "cadastre.zip"], root / "layers")), "utf-8")
    import_register([folder / "cadastre.zip"], mapping, into, shared=root / "layers")
    beside = [*open_folder(into).layers.values()]
    links = {}
    for name in ("idle_plants.xlsx", "approved_not_supplied.csv", "supplied_not_used.xlsx", "key_projects_2023-01.xls"):
        proposal = propose_mapping([folder / name], root / "layers", beside=beside)
        links[name] = [
            (guess.name, guess.rule["references_by"], guess.confidence)
            for guess in proposal.guesses
            if "references" in guess.rule
        ]
    assert links == {
        "idle_plants.xlsx": [("certificate_no", "certificate_no", Confidence.SURE)],
        "approved_not_supplied.csv": [("parcel_code", "parcel_code", Confidence.LIKELY)],
        "supplied_not_used.xlsx": [("parcel_code", "parcel_code", Confidence.LIKELY)],
        "key_projects_2023-01.xls": [],
    }
