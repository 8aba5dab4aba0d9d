"""The one place that composes: settings and an inventory become an ASGI application. Nothing is built at import."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api import errors
from api.middleware import Limits, SecurityHeaders
from api.routes import collections, health, items, landing, summary
from api.service import Service, product_version
from api.settings import Settings
from gis.inventory import Inventory


def create_app(settings: Settings, inventory: Inventory) -> FastAPI:
    """The service over one inventory.

    Parameters
    ----------
    inventory
        What is served; None opens the data folder of the settings.

    Raises
    ------
    Refused
        Where the data folder cannot be opened.
    """
    app = FastAPI(title="landstock", version=product_version(), openapi_url=None, docs_url=None, redoc_url=None)
    app.router.redirect_slashes = False
    app.state.service = Service.of(settings, inventory)
    for part in (landing, health, summary, items, collections):
        app.include_router(part.router)
    errors.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(Limits, settings=settings)
    app.add_middleware(SecurityHeaders, settings=settings)
    return app
