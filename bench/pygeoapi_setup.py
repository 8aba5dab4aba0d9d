"""pygeoapi over the run's PostGIS: its configuration, its OpenAPI document, its server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.environments import NotHere, python_of
from bench.processes import Server, free_port


def pygeoapi_server(database: str, scratch: Path) -> Server:
    """A pygeoapi under uvicorn, one process, with the table as its only collection.

    Raises
    ------
    NotHere
        Where it refuses its configuration.
    """
    port = free_port()
    config, document = scratch / "pygeoapi.yml", scratch / "pygeoapi-openapi.yml"
    config.write_text(json.dumps(_configuration(database, port)), "utf-8")  # JSON is YAML
    settings = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(document)}
    python = python_of("pygeoapi")
    program = python.with_name("pygeoapi")
    made = subprocess.run(
        [program, "openapi", "generate", config, "--output-file", document],
        env=settings | {"PATH": str(python.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise NotHere(f"pygeoapi: {(made.stderr.strip().splitlines() or ['failed'])[-1][:300]}")
    command = [str(python), "-m", "uvicorn", "pygeoapi.starlette_app:APP", "--port", str(port), "--no-access-log"]
    return Server([*command, "--log-level", "error"], port, settings)


def _configuration(database: str, port: int) -> dict[str, Any]:
    address = urlsplit(database)
    words = {"en": "benchmark"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 100, "max_items": 10_000},
            "map": {"url": "http://127.0.0.1/", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": words,
                "description": words,
                "keywords": {"en": ["benchmark"]},
                "terms_of_service": "none",
                "url": "http://127.0.0.1",
            },
            "license": {"name": "none", "url": "http://127.0.0.1"},
            "provider": {"name": "benchmark", "url": "http://127.0.0.1"},
            "contact": {"name": "benchmark", "url": "http://127.0.0.1"},
        },
        "resources": {
            "cadastre": {
                "type": "collection",
                "title": words,
                "description": words,
                "keywords": {"en": ["benchmark"]},
                "extents": {
                    "spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
                },
                "providers": [
                    {
                        "type": "feature",
                        "name": "PostgreSQL",
                        "data": {
                            "host": address.hostname,
                            "port": address.port,
                            "dbname": "postgres",
                            "user": "bench",
                            "password": "none",
                            "search_path": ["public"],
                        },
                        "id_field": "id",
                        "table": "cadastre",
                        "geom_field": "geom",
                        "count": True,
                    }
                ],
            }
        },
    }
