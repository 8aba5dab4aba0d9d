"""``python -m tests.page.answers``: the schemas of the service's answers as types for the page, written to ``maps/types/answers.d.ts``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from api.app import create_app
from api.ground.settings import Settings
from api.openapi.openapi import document
from gis.folder import open_folder

ROOT: Final = Path(__file__).resolve().parents[2]
HOME: Final = ROOT / "maps" / "types" / "answers.d.ts"
TOOL: Final = ROOT / "node_modules" / ".bin" / "openapi-typescript"


def types() -> str:
    """The types as they have to be."""
    served = create_app(Settings(), open_folder(ROOT / "layers")).state.service
    whole = document(served, "", "en")
    given = {**whole, "paths": {}, "components": {"schemas": whole["components"]["schemas"]}}
    made = subprocess.run([TOOL, "/dev/stdin"], input=json.dumps(given), capture_output=True, text=True, check=True)
    return made.stdout


if __name__ == "__main__":
    HOME.write_text(types(), "utf-8")
    sys.stdout.write(f"{HOME.relative_to(ROOT)}\n")
