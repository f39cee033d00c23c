"""The protected resources: an echo of the request, and a small photo album."""

from __future__ import annotations

import base64
import hashlib
import re
from http import HTTPStatus
from typing import Any

from ..encoding import flatten, form_decode
from ..errors import ParameterRejected
from .answers import Answer, Environ, document, text
from .gate import Admitted, Gate
from .recorded import header_fields
from .refusal import Refused
from .store import User

_PER_PAGE = 3
_TITLES = (
    "Harbour at dawn",
    "Red bicycle",
    "Snow on the roof",
    "A door in Évora",
    "Two cats",
    "Ferry, seen from the hill",
    "Market day",
)
_SIGNATURE = re.compile(r"(?<![^&?])oauth_signature=[^&]*")
_HIDDEN = "oauth_signature=(hidden)"


def echo(gate: Gate, environ: Environ) -> Answer:
    """Say what arrived, of a consumer with or without a token."""
    admitted = gate.admit(environ)
    access, request = admitted.access, admitted.request
    return document(
        {
            "method": request.method,
            "path": environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""),
            "query": form_decode(_hide(environ.get("QUERY_STRING", ""))),
            "headers": _headers(environ),
            **_body(request.body),
            "parameters": _parameters(request),
            "consumer": admitted.registration.consumer.key,
            "token": access.token.key if access else None,
            "user": access.user.name if access else None,
        }
    )


def _parameters(request: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted(pair for pair in flatten(request.items()) if pair[0] != "oauth_signature")


def _hide(encoded: str) -> str:
    # With PLAINTEXT the signature is the two secrets.
    return _SIGNATURE.sub(_HIDDEN, encoded)


def _headers(environ: Environ) -> dict[str, str]:
    return {
        name: value
        for name, value in header_fields(environ).items()
        if name not in {"Authorization", "Proxy-Authorization"}
    }


def _body(octets: bytes) -> dict[str, str]:
    try:
        return {"body": _hide(octets.decode("utf-8"))}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(octets).decode("ascii")}


def upload(gate: Gate, environ: Environ) -> Answer:
    """Say what arrived of a user's file, which is not kept."""
    admitted, _ = _of_user(gate, environ)
    octets = admitted.request.body
    return document(
        {
            "type": environ.get("CONTENT_TYPE", ""),
            "length": len(octets),
            "sha256": hashlib.sha256(octets).hexdigest(),
            # What the consumer signed, which the gate has compared with the body.
            "oauth_body_hash": admitted.request.get("oauth_body_hash"),
        }
    )


# --- the album --------------------------------------------------------------------------------


def profile(gate: Gate, environ: Environ) -> Answer:
    """Say who the user is."""
    admitted, user = _of_user(gate, environ)
    return document(
        {
            "user_id": user.user_id,
            "screen_name": user.name,
            "name": user.title,
            "picture": _address(admitted, "/me", f"/pictures/{user.user_id}.svg"),
            "photos": _address(admitted, "/me", "/photos"),
        }
    )


def photos(gate: Gate, environ: Environ) -> Answer:
    """List the photos, some on each page."""
    admitted, _ = _of_user(gate, environ)
    pages = -(-len(_TITLES) // _PER_PAGE)
    page = _page(admitted.request.get("page", "1"), pages)
    first = (page - 1) * _PER_PAGE
    here = str(admitted.request.normalized_url)
    listed = [
        {"id": number, "title": title, "url": f"{here}/{number}"}
        for number, title in enumerate(_TITLES, 1)
    ]
    return document(
        {
            "page": page,
            "pages": pages,
            "total": len(_TITLES),
            "next": f"{here}?page={page + 1}" if page < pages else None,
            "photos": listed[first : first + _PER_PAGE],
        }
    )


def photo(gate: Gate, environ: Environ) -> Answer:
    """Tell about one photo."""
    _of_user(gate, environ)
    number = environ["PATH_INFO"].rpartition("/")[2]
    known = {str(index): title for index, title in enumerate(_TITLES, 1)}
    if number not in known:
        return text("There is no such photo.", HTTPStatus.NOT_FOUND)
    return document({"id": int(number), "title": known[number]})


def picture(gate: Gate, environ: Environ) -> Answer:
    """Draw the user's picture."""
    return _drawn(_of_user(gate, environ)[1])


def open_picture(gate: Gate, environ: Environ) -> Answer:
    """Draw a user's picture for whoever asks, such as a browser, as most services do."""
    name = environ["PATH_INFO"].rpartition("/")[2]
    known = {f"{user.user_id}.svg": user for user in gate.store.users()}
    if name not in known:
        return text("There is no such picture.", HTTPStatus.NOT_FOUND)
    return _drawn(known[name])


def _drawn(user: User) -> Answer:
    hue = int(user.user_id) * 137 % 360
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96">'
        f'<rect width="96" height="96" fill="hsl({hue} 45% 40%)"/>'
        '<circle cx="48" cy="36" r="18" fill="#fff"/>'
        '<path d="M12 96a36 36 0 0 1 72 0z" fill="#fff"/></svg>'
    )
    return Answer(HTTPStatus.OK, "image/svg+xml", svg.encode("ascii"))


def _of_user(gate: Gate, environ: Environ) -> tuple[Admitted, User]:
    admitted = gate.admit(environ)
    if admitted.access is None:
        raise Refused(
            "token_rejected", "this needs the access token of a user", parameter="oauth_token"
        )
    return admitted, admitted.access.user


def _page(asked: Any, pages: int) -> int:
    # A list, since what was asked for twice cannot be looked up in a set.
    if asked not in [str(number) for number in range(1, pages + 1)]:
        raise ParameterRejected(f"page must be a number from 1 to {pages}", parameter="page")
    return int(asked)


def _address(admitted: Admitted, here: str, there: str) -> str:
    return str(admitted.request.normalized_url).removesuffix(here) + there
