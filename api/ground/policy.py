"""What a browser may do with an answer: headers that each carries, and where a page's scripts may come from."""

from __future__ import annotations

from typing import Final

from api.ground.settings import Settings

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def content_policy(settings: Settings, script_hashes: tuple[str, ...] = (), *, inline_styles: bool = True) -> str:
    """Content-Security-Policy of a page: scripts of this service and those of the given hashes alone.

    Parameters
    ----------
    script_hashes
        ``sha256-…`` values of the page's inline scripts.
    inline_styles
        Whether elements may carry styles of their own: sheets of paper and the interface's page do, the workspace does not.
    """
    scripts = " ".join(["'self'", *(f"'{value}'" for value in script_hashes)])
    styles = "'self' 'unsafe-inline'" if inline_styles else "'self'"
    images = " ".join(["'self'", "data:", "blob:", *settings.image_hosts])
    return (
        f"default-src 'self'; script-src {scripts}; style-src {styles}; img-src {images}; "
        "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
