"""What a request asks for besides its subject: format, language, and where its links point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from api.asking.given import Given
from api.asking.links import Links
from api.asking.negotiation import format_of, language_of
from api.ground.service import Service
from api.ground.settings import Lang
from gis.names import FORMAT


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The query string, and the format, language and links of the answer."""

    given: Given
    format: str
    lang: Lang
    links: Links


def read_request(
    request: Request,
    served: Service,
    offered: Mapping[str, str],
    parameters: Sequence[str] = FORMAT,
    *,
    shared: bool = False,
) -> Asked:
    """Read a request.

    Parameters
    ----------
    offered
        Media type by the word that ``f=`` takes, the default first.
    parameters
        Every query parameter that the resource has.
    shared
        Whether its page is sent around: messengers and campaigns add parameters of their own to the address, and a page that a person opens
        does without them. Formats for machines stay strict.

    Raises
    ------
    UnknownParameter, BadParameter
        As the parsers of ``api.asking.params`` say.
    """
    given = Given(request.query_params.multi_items())
    form = format_of(given, request.headers.get("accept", ""), offered)
    if shared and form == "html":
        given = given.alone(parameters)
    given.only(parameters)
    return Asked(
        given=given,
        format=form,
        lang=language_of(given, request.headers.get("accept-language", ""), served.settings.lang),
        links=Links.of(request, served.settings),
    )
