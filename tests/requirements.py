"""What the project is tried with: the versions that are installed here, or the oldest that ``pyproject.toml`` admits.

``python -m tests.requirements tested`` writes the lines of ``constraints.txt`` (``make constraints``); ``oldest`` those that ``make oldest`` installs by.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEAD = (
    "# The exact versions with which the tests pass, made by `make constraints`; `make test PINNED=1` installs by them."
)


def declared(*, tests: bool) -> list[Requirement]:
    """What ``pyproject.toml`` asks for, with or without what the tests need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    more = project["optional-dependencies"]["test"] if tests else []
    return [Requirement(line) for line in [*project["dependencies"], *more]]


def oldest() -> list[str]:
    """The lower bound of every package that landstock needs; the tests' own tools are as new as they come.

    Raises
    ------
    ValueError
        Where a package has no lower bound.
    """
    lines = []
    for requirement in declared(tests=False):
        bounds = [each.version for each in requirement.specifier if each.operator == ">="]
        if not bounds:
            message = f"{requirement.name} has no lower bound in pyproject.toml"
            raise ValueError(message)
        lines.append(f"{requirement.name}=={bounds[0]}")
    return sorted(lines, key=str.lower)


def tested() -> list[str]:
    """Name and version of everything that is installed here because ``pyproject.toml`` asks for it, itself or by others.

    Raises
    ------
    PackageNotFoundError
        Where something that it asks for is not installed.
    """
    found: dict[str, str] = {}
    asked = declared(tests=True)
    seen: set[tuple[str, frozenset[str]]] = set()
    while asked:
        requirement = asked.pop()
        name = canonicalize_name(requirement.name)
        wanted = (name, frozenset(requirement.extras))
        if wanted not in seen:
            seen.add(wanted)
            package = distribution(name)
            found[name] = package.version
            asked += [
                need for line in package.requires or [] if _applies(need := Requirement(line), requirement.extras)
            ]
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def _applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Whether something is needed on this machine, by these extras of what needs it."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


if __name__ == "__main__":
    lines = oldest() if sys.argv[1] == "oldest" else [HEAD, *tested()]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
