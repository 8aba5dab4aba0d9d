"""The planner's page at ``/`` and its policy."""

from __future__ import annotations

from api.middleware import content_policy
from api.pages import page
from api.service import Service
from api.settings import Lang


def workspace_page(served: Service, lang: Lang) -> tuple[str, str]:
    """The page in a language, and its Content-Security-Policy."""
    return page(served.inventory.catalog.title, lang, [("/collections", "collections")]), content_policy(
        served.settings
    )
