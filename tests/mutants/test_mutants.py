"""The quick size of ``make soak-mutants``: what is changed and what is not, and that a change which a test sees is told from one that none sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.mutants import trials
from tests.mutants.changes import changes_of
from tests.mutants.nearest import NEAREST
from tests.mutants.trials import drawn, files_of, tried


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("x = a <= b", ["x = a < b"]),
        ("x = (a) is not (b)", ["x = (a) is (b)"]),
        ("x = a not in b", ["x = a in b"]),
        ("x = '面' and (b or\n # or\n c)", ["x = '面' or (b or\n # or\n c)", "x = '面' and (b and\n # or\n c)"]),
        ("x = 7", ["x = 8", "x = 6"]),
        ("x = np.minimum(a - b, c)", ["x = np.maximum(a - b, c)", "x = np.minimum(a + b, c)"]),
        ("x = max(True, a)", ["x = min(True, a)", "x = max(False, a)"]),
        ("x: Literal[1] = a\ndef f(y: int | None) -> int | str: 'words'", []),
        ("if TYPE_CHECKING:\n    x = 1\nx = f'{a}' + b + 'c'\nzip(a, strict=True)\nassert 1 < 2", []),
    ],
)
def test_each_kind_of_change_is_made_and_nothing_that_no_answer_depends_on(source: str, changed: list[str]) -> None:
    text = source.encode()
    assert {change.of(text).decode() for change in changes_of(text)} == set(changed)


def test_every_folder_of_the_list_can_be_changed_and_has_its_tests() -> None:
    """Fails where a file or a test was moved and the list was not told."""
    for place, tests in NEAREST.items():
        assert any(changes_of(file.read_bytes()) for file in files_of(ROOT / place)), place
        assert all((ROOT / test.partition("::")[0]).exists() for test in tests), place


def test_one_seed_draws_the_same_mutants() -> None:
    first, again = (drawn(ROOT, NEAREST, 300, 1) for _ in range(2))
    assert first == again
    assert len(set(first)) == 300
    assert drawn(ROOT, NEAREST, 300, 2) != first


def project(folder: Path, code: str, test: str) -> Path:
    """A project of one file of code and one of tests; the file of code."""
    for name in ("gis", "tests"):
        (folder / name).mkdir()
    (folder / "gis" / "half.py").write_text(code)
    (folder / "tests" / "test_half.py").write_text(test)
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["gis"]\n')
    return folder / "gis" / "half.py"


def killed(folder: Path, code: Path) -> dict[bytes, bool]:
    """What became of every change of the file, by what it made of it."""
    before = code.read_bytes()
    found = list(tried(folder, drawn(folder, {"gis": ["tests/test_half.py"]}, 99, 1), 1))
    assert code.read_bytes() == before
    return {trial.mutant.change.of(before): trial.killed for trial in found}


def test_a_change_that_a_test_sees_is_killed_and_the_tree_itself_is_left_alone(tmp_path: Path) -> None:
    code = project(
        tmp_path,
        "def half(x):\n    return x / 2\n\ndef unseen(x):\n    return x < 3\n",
        "from half import half\ndef test_half():\n    assert half(8) == 4\n",
    )
    before = code.read_bytes()
    assert killed(tmp_path, code) == {
        before.replace(b"/", b"*"): True,
        before.replace(b"2", b"3"): True,
        before.replace(b"2", b"1"): True,
        before.replace(b"<", b"<="): False,
        before.replace(b"3", b"4"): False,
        before.replace(b"3", b"2"): False,
    }


def test_a_change_that_never_ends_is_killed_in_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where one endless loop holds up all other trials."""
    monkeypatch.setattr(trials, "PATIENCE", 1.0)
    code = project(
        tmp_path,
        "def down(x):\n    while x:\n        x = x - 1\n    return x\n",
        "from half import down\ndef test_down():\n    assert not down(8)\n",
    )
    before = code.read_bytes()
    assert killed(tmp_path, code) == {
        before.replace(b"-", b"+"): True,
        before.replace(b"1", b"0"): True,
        before.replace(b"1", b"2"): False,
    }


def test_tests_that_fail_without_any_change_try_nothing(tmp_path: Path) -> None:
    """Fails where tests that cannot pass are taken for tests that see every change."""
    code = project(tmp_path, "def half(x):\n    return x / 2\n", "def test_half():\n    assert False\n")
    with pytest.raises(RuntimeError, match=r"without any change: tests/test_half\.py"):
        killed(tmp_path, code)
