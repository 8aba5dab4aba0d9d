"""A service that may be careless about holds; run as a program of its own: ``python -m tests.reliability.holding FOLDER [careless]``."""

from __future__ import annotations

import sys

from typer.main import get_command

import gis.reservations.checking
from api.cli.base import run
from api.cli.main import app


def nobody(*_: object) -> list[object]:
    """The mutation: who holds a place already is not looked at in the transaction that takes it."""
    return []


if __name__ == "__main__":
    if "careless" in sys.argv:
        vars(gis.reservations.checking)["_binding"] = nobody
    sys.exit(run(get_command(app), ["serve", "--layers", sys.argv[1], "--port", "0", "--quiet"]))
