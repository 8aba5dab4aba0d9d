"""A cadastre is proposed as a layer to look up in: whoever brings one in does not offer its parcels, and what is stock stays so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gis.catalog import Kind
from gis.folder import open_folder
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.proposed_links import keys_in
from gis.intake.register import import_register
from gis.matching.sites.candidates import LAND, stock_of
from tests.gis.intake.test_proposals import proposed

CADASTRE = """
某镇宗地一览表 | . | . | . | .
宗地代码 | 权利人 | 土地证号 | 宗地面积（㎡） | 坐落
370113001001GB00001 | 甲公司 | 鲁（2019）长清区不动产权第0000001号 | 5000 | 海棠路1号
370113001001GB00002 | 乙公司 | 鲁（2019）长清区不动产权第0000002号 | 6000 | 海棠路2号
"""


def test_a_cadastre_is_proposed_to_be_looked_up_in_and_says_how_to_have_it_as_stock() -> None:
    proposal = proposed(CADASTRE)
    assert (proposal.register["kind"], proposal.kind) == ("other", Kind.PARCEL)
    text = proposal_text(proposal)
    assert 'kind = "other"' in text
    comment = next(line for line in text.splitlines() if line.startswith("# 类别"))
    assert comment.endswith('for stock write kind = "parcel"')
    assert '请改 kind = "parcel"' in comment


@pytest.mark.parametrize("heading", ["土地状态", "约定开工时间", "是否闲置", "供地方式", "规划容积率"])
def test_what_says_that_a_plot_is_to_be_had_makes_it_stock(heading: str) -> None:
    """A list of idle plots with their codes and owners would be offered to nobody."""
    text = (
        re.sub(r"坐落(?=\n)", f"坐落 | {heading}", CADASTRE)
        .replace("号\n", "号 | 1.5\n")
        .replace(". | .\n", ". | . | .\n")
    )
    assert proposed(text).register["kind"] == "parcel"


def test_a_table_that_nobody_calls_a_cadastre_is_one_by_code_owner_and_certificate_alone() -> None:
    unnamed = CADASTRE.replace("某镇宗地一览表", "一览表")
    assert proposed(unnamed).register["kind"] == "other"
    assert proposed(unnamed.replace("土地证号", "备注")).register["kind"] == "parcel"


def test_a_list_of_idle_land_is_stock_whatever_its_columns() -> None:
    assert proposed(CADASTRE.replace("某镇宗地一览表", "闲置土地台账")).register["kind"] == "parcel"


def test_a_cadastre_is_known_by_its_codes_though_a_few_stand_twice_or_are_blank(
    samples: Path, tmp_path: Path, root: Path
) -> None:
    """By its rows it was not brought in without a look, and a parcel more in the next file was another name for all below it."""
    file, into = samples / "11_ledgers" / "cadastre.zip", tmp_path / "mine"
    proposal = propose_mapping([file], root / "layers")
    assert proposal.sure
    assert proposal.guesses[0].rule["template"] == "{number}"
    mapping = tmp_path / "cadastre.toml"
    mapping.write_text(proposal_text(proposal), "utf-8")
    report = import_register([file], mapping, into, shared=root / "layers")
    assert (report.kept, len(report.refused), len(report.renamed)) == (400, 0, 8)
    layer = open_folder(into).layer("cadastre")
    codes = layer.columns["parcel_code"]
    ids = [(key.removesuffix("-2"), codes.value(row)) for row, key in enumerate(layer.ids)]
    assert {key for key, code in ids if code is None} == {"74", "167", "205", "247", "256", "257"}
    assert all(code in (None, key) for key, code in ids)
    # Whoever names one of twins names neither.
    assert [key.field.name for key in keys_in([layer])][:1] != ["id"]


def test_a_table_of_parcels_that_code_alone_leaves_without_an_id_has_its_row_for_it(tmp_path: Path, root: Path) -> None:
    rows = [
        f"37011300100{n // 100}GB{n:05},公司{n},鲁（2019）长清区不动产权第{n:07}号,{n + 4000},海棠路{n}号"
        for n in range(1, 61)
    ]
    rows += [rows[4], ",,,3,"]
    file = tmp_path / "宗地一览表.csv"
    file.write_text("宗地代码,权利人,土地证号,宗地面积（㎡）,坐落\n" + "\n".join(rows) + "\n", "utf-8")
    mapping = tmp_path / "cadastre.toml"
    mapping.write_text(proposal_text(propose_mapping([file], root / "layers")), "utf-8")
    import_register([file], mapping, tmp_path / "mine", shared=root / "layers")
    ids = open_folder(tmp_path / "mine").layer("cadastre").ids
    assert (ids[0], ids[60], ids[61]) == ("370113001000GB00001", "370113001000GB00005-2", "63")


def test_none_of_a_cadastres_parcels_is_a_site(samples: Path, tmp_path: Path, root: Path) -> None:
    """Its 400 parcels stood in every list of matches."""
    file = samples / "11_ledgers" / "cadastre.zip"
    mapping, into = tmp_path / "map.toml", tmp_path / "into"
    mapping.write_text(proposal_text(propose_mapping([file], root / "layers")), "utf-8")
    report = import_register([file], mapping, into, shared=root / "layers")
    assert report.kept == len(json.loads(file.with_name("cadastre.truth.json").read_text("utf-8"))["rows"])
    inventory = open_folder(into)
    assert inventory.layer("cadastre").collection.kind is Kind.OTHER
    assert len(stock_of(inventory, LAND)) == 0
