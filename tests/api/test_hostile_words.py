"""Would break where a cell of a ledger told the terminal of whoever brings it in what to do: turn a line around, paint, or hide a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.base import DONE, run
from api.cli.main import app
from tests.gis.renewing.conftest import MAPPING

_ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_HOSTILE = "\u202egnp.exe\u202c\x1b[31m<script>alert(1)</script>"


def ledger(path: Path, firm: str) -> Path:
    rows = [f'{n},C{n},"{firm}{n}",{1000 + n},20,1' for n in range(1, 4)]
    path.write_text(
        "\n".join(["厂房台账（2026年1月）", "序号,编码,企业,面积（㎡）,租金,1月完成", *rows]) + "\n", "utf-8"
    )
    return path


def test_no_text_of_a_ledger_orders_anything_of_a_terminal(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("LANDSTOCK_LAYERS", str(root / "layers"))
    mapping, into = tmp_path / "plants.toml", str(tmp_path / "mine")
    mapping.write_text(MAPPING, "utf-8")
    first, second = ledger(tmp_path / "1.csv", _HOSTILE), ledger(tmp_path / "2.csv", f"{_HOSTILE}改")
    arguments = ["--mapping", str(mapping), "--into", into, "--quiet"]
    for words in (
        ["import", str(first), *arguments],
        ["import", str(second), *arguments],
        ["locate", "plants", "--layers", into],
        ["dashboard", "--layers", into],
        ["query", "plants", "--layers", into],
    ):
        capfdbinary.readouterr()
        assert run(get_command(app), words) == DONE
        said = capfdbinary.readouterr()
        text = (said.out + said.err).decode()
        assert not _ORDERS.search(text), (words, text)
        if words[1] == str(second):
            assert "gnp.exe" in text
