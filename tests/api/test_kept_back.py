"""``landstock query``: what is left out for being unknown is said, each row once, with how to let it in."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli.base import DONE
from tests.api.conftest import parcels, write_folder
from tests.api.test_cli import landstock


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept-back")
    write_folder(folder)
    return folder


@pytest.mark.parametrize("more", [(), ("--by", "status")])
def test_what_a_condition_keeps_back_for_being_unknown_is_said_and_can_be_let_in(
    data: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    """Fails where rows that may belong to the answer are missing from it without a word."""
    asked = ("query", "industrial_land", "--layers", str(data), "--lang", "en", *more)
    known = [parcel.get("contract_start") for parcel in parcels()]
    unknown = known.count(None)
    assert unknown, "no parcel is unknown: the test shows nothing"
    assert landstock(*asked, "--where", "min_contract_start=1900-01-01") == DONE
    words = capsys.readouterr().out
    assert f"{unknown:,} more to check" in words
    assert "--or-unknown contract_start" in words
    assert landstock(*asked, "--where", "min_contract_start=1900-01-01", "--or-unknown", "contract_start") == DONE
    assert "more to check" not in capsys.readouterr().out


@pytest.mark.parametrize("more", [(), ("--by", "status")])
def test_what_several_conditions_cannot_tell_is_said(
    data: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    """Fails where a plot is neither found nor to check, because no condition alone keeps it back."""
    asked = ("--status", "idle", "--where", "min_contract_start=1900-01-01", "--layers", str(data), "--lang", "en")
    open_ = [
        (row["status"], row["contract_start"])
        for row in parcels()
        if row["status"] in ("idle", None) and None in (row["status"], row["contract_start"])
    ]
    twice = open_.count((None, None))
    assert 0 < twice < len(open_), "the test shows nothing"
    assert landstock("query", "industrial_land", *asked, *more) == DONE
    words = " ".join(capsys.readouterr().out.split())
    assert f"{len(open_)} more to check" in words
    assert f"{twice} of them: by more than one condition" in words
