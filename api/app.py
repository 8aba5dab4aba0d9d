"""The one place that composes: settings and an inventory become an ASGI application. Nothing is built at import."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from api.answering import mistakes
from api.answering.packing import Packing
from api.answering.static_files import Files
from api.direct import DirectItems
from api.ground.service import Clock, Service, utc
from api.ground.settings import Settings
from api.ground.version import product_version
from api.routes import (
    collections,
    dashboard,
    editing,
    explain,
    exports,
    functions,
    health,
    items,
    landing,
    matches,
    openapi,
    portfolios,
    prechecks,
    recalling,
    reservations,
    summary,
    tiles,
    together,
    weights,
)
from api.serving.addressed import Addressed
from api.serving.live import following
from api.serving.middleware import Ending, Limits, SecurityHeaders
from gis.folder import Folder
from gis.inventory import Inventory
from maps import page_files


def create_app(settings: Settings, inventory: Inventory, folder: Folder | None = None, clock: Clock = utc) -> FastAPI:
    """The service over one inventory; where the folder it was read from is given, edits in its store are answered with as they are made.

    ``clock`` tells when a question is asked, for folders that do not name their day.
    """
    app = FastAPI(
        title="landstock",
        version=product_version(),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=following(folder) if folder else None,
    )
    app.router.redirect_slashes = False
    app.state.service = Service.of(settings, inventory, clock, folder)
    for part in (
        landing,
        health,
        openapi,
        summary,
        explain,
        functions,
        tiles,
        recalling,
        items,
        together,
        editing,
        collections,
        exports,
    ):
        app.include_router(part.router)
    for part in (matches, portfolios, prechecks, weights, reservations, dashboard):
        app.include_router(part.router)
    app.mount(page_files.base(), Files(page_files.contents()), name="static")
    mistakes.install(app)
    app.add_middleware(DirectItems)
    app.add_middleware(Packing)
    app.add_middleware(Limits, settings=settings)
    app.add_middleware(SecurityHeaders, settings=settings)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Content-Type", "If-None-Match"],
            expose_headers=["Content-Crs", "Content-Disposition", "ETag", "Landstock-Warning", "Retry-After"],
        )
    app.add_middleware(Addressed, settings=settings)
    app.add_middleware(Ending)
    return app
