"""What keeps other sites from pressing this one's buttons, and from being led to."""

import hmac
import re
import secrets

from flask import Flask, Response, abort, request, session

# A path of this site.  Not "//host" nor "/\host", which browsers take for another site, nor with
# blanks or control characters, which they drop before they look.
_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def own_path(wanted: str) -> str | None:
    """Return what a browser may be redirected to, if it stays on this site."""
    return wanted if _OWN_PATH.fullmatch(wanted) else None


def protect(app: Flask) -> None:
    """Have every POST checked for the value that only this site's own forms hold.

    A site with more forms takes Flask-WTF's `CSRFProtect`, which does the same.
    """
    app.before_request(_check)
    app.after_request(_say)
    app.context_processor(lambda: {"csrf_token": _csrf_token})


def _csrf_token() -> str:
    return str(session.setdefault("csrf", secrets.token_urlsafe()))


def _check() -> None:
    if request.method == "POST":
        given = request.form.get("csrf", "").encode()
        if not hmac.compare_digest(given, _csrf_token().encode()):
            abort(400, "This form is too old. Go back, load the page again, and retry.")


def _say(response: Response) -> Response:
    # Nothing of a user's stays in a cache, the address of the callback goes to no other site, and
    # no other site shows this one in a frame.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Frame-Options"] = "DENY"
    return response
