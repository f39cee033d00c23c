"""The page on which a person allows or denies (RFC 5849 section 2.2)."""

from __future__ import annotations

from http import HTTPStatus

from ..encoding import form_decode
from ..request.wsgi import read_body
from ..signature import same
from . import pages
from .answers import Answer, Environ, redirect
from .callback import OUT_OF_BAND, denied_url
from .gate import Gate
from .refusal import Refused
from .store import Decision, RequestToken, Store

#: Where the page stands.
PATH = "/authorize"


def authorize(gate: Gate, environ: Environ) -> Answer:
    """Show the question, or take the answer to it."""
    posted = environ["REQUEST_METHOD"] == "POST"
    fields = dict(form_decode(read_body(environ) if posted else environ.get("QUERY_STRING", "")))
    try:
        record = gate.store.request_token(fields.get("oauth_token", ""))
    except Refused:
        return pages.message(
            "Unknown request",
            "The link that led here carries no request token that is known. Go back to the "
            "program that sent you, and start again.",
            HTTPStatus.NOT_FOUND,
        )
    if posted:
        return _decide(gate.store, record, fields)
    if record.decision is not Decision.OPEN:
        return _too_late()
    action = environ.get("SCRIPT_NAME", "") + PATH
    return pages.question(action, record, gate.store.users())


def _too_late() -> Answer:
    return pages.message(
        "Already answered",
        "This request was allowed or denied before. Go back to the program that sent you, and "
        "start again if you need to.",
        HTTPStatus.GONE,
    )


def _decide(store: Store, record: RequestToken, fields: dict[str, str]) -> Answer:
    # Another site can make a browser post here, but cannot read the page that holds this value.
    if not same(fields.get("form_key", ""), record.form_key):
        return _unclear("This answer does not come from the page that asked.", HTTPStatus.FORBIDDEN)
    decision = fields.get("decision")
    user = store.user(fields.get("user"))
    if decision not in {"allow", "deny"} or user is None:
        return _unclear("The answer is neither Allow nor Deny.", HTTPStatus.BAD_REQUEST)
    try:
        store.decide(record, user if decision == "allow" else None)
    except Refused:
        return _too_late()
    return _allowed(record) if decision == "allow" else _denied(record)


def _unclear(words: str, status: int) -> Answer:
    return pages.message("Not understood", f"{words} Nothing was decided.", status)


def _allowed(record: RequestToken) -> Answer:
    location = record.token.get_callback_url()
    if location is None:
        return pages.pin(record.registration.name, record.token.verifier)
    return redirect(location)


def _denied(record: RequestToken) -> Answer:
    if record.token.callback == OUT_OF_BAND:
        return pages.message(
            "Denied", f"{record.registration.name} gets no access. You may close this page."
        )
    return redirect(denied_url(record.token.callback, record.token.key))
