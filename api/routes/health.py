"""``/healthz``, ``/readyz``, ``/version``: for whoever watches over the service."""

from __future__ import annotations

import os
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api.answering.answers import Alive, Ready, Versions
from api.answering.responses import json_answer
from api.ground.service import Service, service
from api.ground.version import product_version

router = APIRouter()
Serves = Annotated[Service, Depends(service)]


@router.api_route("/healthz", methods=["GET", "HEAD"])
async def healthz() -> Response:
    """The process answers."""
    return json_answer(Alive(status="ok"), Cache_Control="no-store")


@router.api_route("/readyz", methods=["GET", "HEAD"])
async def readyz(served: Serves) -> Response:
    """The inventory is loaded: its version, how many features each collection has, and which of the processes says so."""
    counts = {name: len(layer) for name, layer in served.inventory.layers.items()}
    body: Ready = {
        "status": "ready",
        "inventory": served.inventory.version,
        "collections": counts,
        "process": os.getpid(),
    }
    return json_answer(body, Cache_Control="no-store")


@router.api_route("/version", methods=["GET", "HEAD"])
async def version(served: Serves) -> Response:
    """Versions of the product and of the inventory, and the date of the data."""
    catalog = served.inventory.catalog
    body: Versions = {
        "product": "landstock",
        "version": product_version(),
        "inventory": served.inventory.version,
        "as_of": catalog.as_of.isoformat(),
    }
    return json_answer(body, Cache_Control="no-store")
