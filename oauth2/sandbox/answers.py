"""What the sandbox answers: status, header fields and body, sent as WSGI wants it (PEP 3333)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

from ..base_string import redact_base_string
from ..body import FORM_TYPE
from ..encoding import Pairs, form_encode
from ..errors import RequestRefused
from ..header import build_authorization

#: A WSGI environ.
Environ = dict[str, Any]
#: The `start_response` of WSGI.
StartResponse = Callable[..., Any]

#: The protection realm that the sandbox names.
REALM = "sandbox"
# What may be longer than a client takes for a header field.
_LONG = {"debug_sbs", "explanation"}


class Answer(NamedTuple):
    """One answer."""

    status: int
    content_type: str
    body: bytes
    headers: Iterable[tuple[str, str]] = ()
    #: The `oauth_problem` where the request was refused.
    problem: str | None = None
    #: What the log says of it, line by line.
    why: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return a text without body and header fields, which may hold secrets."""
        return f"<Answer {self.status}>"


def form(pairs: Pairs, status: int = HTTPStatus.OK) -> Answer:
    """Answer with form-encoded pairs, as token endpoints do (RFC 5849 sections 2.1 and 2.3).

    Args:
        pairs: names and values.
        status: the HTTP status.
    """
    return Answer(status, FORM_TYPE, form_encode(pairs).encode("ascii"))


def document(value: Any) -> Answer:
    """Answer with JSON.

    Args:
        value: what `json` can write.
    """
    # ASCII only, so that percent-encoded octets that are no UTF-8 can be shown, as escapes.
    return Answer(HTTPStatus.OK, "application/json", json.dumps(value, indent=2).encode("ascii"))


def text(message: str, status: int, headers: Iterable[tuple[str, str]] = ()) -> Answer:
    """Answer with a line of plain text.

    Args:
        message: for a person.
        status: the HTTP status.
        headers: further header fields.
    """
    return Answer(status, "text/plain; charset=utf-8", f"{message}\n".encode(), headers)


def redirect(location: str) -> Answer:
    """Send a browser on with a GET.

    Args:
        location: an absolute URL, ASCII.
    """
    return text("See there.", HTTPStatus.SEE_OTHER, [("Location", location)])


def refusal(error: RequestRefused, fields: Pairs) -> Answer:
    """Answer to a request that is refused: in the header field and in the body.

    Args:
        error: why.
        fields: what `report` made of it.
    """
    short = [(name, value) for name, value in fields if name not in _LONG]
    challenge = [("WWW-Authenticate", build_authorization(short, REALM))]
    answer = form(fields, error.status)
    return answer._replace(headers=challenge, problem=error.problem, why=_why(error, fields))


def _why(error: RequestRefused, fields: Pairs) -> tuple[str, ...]:
    """Say more of a wrong signature, and of what is explained; else the problem's name will do."""
    said = dict(fields)
    why: list[str] = []
    if "debug_sbs" in said:
        base_string = redact_base_string(said["debug_sbs"])
        why += [said["oauth_problem_advice"], f"debug_sbs: {base_string}"]
    for finding in error.explanation.findings if error.explanation else ():
        names = " + ".join(finding.names)
        why += [f"{names}: {finding.certainty}", finding.sentence, f"mend: {finding.mend}"]
    return tuple(why)


def send(answer: Answer, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """Start the response and return its body; nothing that the sandbox says may be stored.

    Args:
        answer: what to send.
        environ: of the request.
        start_response: of the server.
    """
    status = HTTPStatus(answer.status)
    headers = [
        ("Content-Type", answer.content_type),
        ("Content-Length", str(len(answer.body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        *answer.headers,
    ]
    start_response(f"{status.value} {status.phrase}", headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]
