"""Explains what the sandbox itself refuses, before or after its Server has verified the request."""

from __future__ import annotations

from dataclasses import replace

from ..credentials import Consumer
from ..diagnosis import explain
from ..errors import Error, RequestRefused
from ..request import Request
from .answers import Environ, refusal
from .refusal import report

_SAID = "the provider says"


def explained(error: RequestRefused, environ: Environ) -> str | None:
    """Return the explanation of a refusal in words, or None where there is no more to say.

    Args:
        error: why the request is refused; what the Server has attached to it counts.
        environ: of the request.
    """
    if error.explanation is not None:
        return str(error.explanation)
    try:
        request = Request.from_wsgi(environ)
        signed = request.pop("oauth_signature", None) is not None
        consumer = Consumer(request.get("oauth_consumer_key") or "", "")
        response = {"status": error.status, **dict(refusal(error, report(error)).headers)}
        found = explain(request, consumer, response=response)
    except Error:
        return None  # what cannot be read cannot be explained
    # Of a signature nothing is said: nobody has looked at it, or it is right.
    findings = tuple(each for each in found.findings if not signed or each.certainty == _SAID)
    return str(replace(found, findings=findings)) if findings else None
