"""What is installed is what was tried: every package has an exact version within its range, and an oldest one to try."""

from __future__ import annotations

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.requirements import ROOT, declared, oldest


def test_every_package_has_a_tested_version_within_its_range() -> None:
    """Fails where a package was added, or its range moved, without ``make constraints``."""
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    tested = dict(line.split("==") for line in lines)
    assert list(tested) == sorted(tested)
    for requirement in declared(tests=True):
        version = tested.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name}: run make constraints"
        assert version in requirement.specifier, f"{requirement.name}: run make constraints"


def test_the_oldest_versions_are_those_of_the_ranges() -> None:
    bounds = {Requirement(line).name: Requirement(line) for line in oldest()}
    for requirement in declared(tests=False):
        (exact,) = bounds[requirement.name].specifier
        assert exact.version in requirement.specifier
