"""What a request was that arrived, for a test to look at."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from ..request import Request
from ..request.wsgi import read_body
from .answers import Environ


@dataclass(frozen=True, repr=False)
class Recorded:
    """A request as it arrived; its `repr` shows no header field, query or body."""

    method: str
    #: Whole and as it was on the wire, with the host by which the client called it.
    url: str
    #: By names like `Content-Type`.
    headers: dict[str, str]
    body: bytes

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters, decoded: the protocol's, wherever they stood, those of query and form.

        One that was there more than once has a list.
        """
        request = Request.from_request(self.method, self.url, self.headers, body=self.body)
        return dict(request or {})

    def __repr__(self) -> str:
        """Return a text without what may be secret."""
        return f"<Recorded {self.method} {self.url.partition('?')[0]}>"


def record(environ: Environ) -> Recorded:
    """Note what arrived; the body can be read again afterwards.

    Args:
        environ: of the server of this package, which gives the target as it was sent.
    """
    body = read_body(environ)
    environ["wsgi.input"] = io.BytesIO(body)
    origin = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
    return Recorded(
        environ["REQUEST_METHOD"], origin + environ["REQUEST_URI"], header_fields(environ), body
    )


def header_fields(environ: Environ) -> dict[str, str]:
    """Return the header fields of a request, in the order of their names.

    Args:
        environ: of the request.
    """
    # The length of a body that came in chunks was no header field.
    chunked = "HTTP_TRANSFER_ENCODING" in environ
    others = {"CONTENT_TYPE"} if chunked else {"CONTENT_TYPE", "CONTENT_LENGTH"}
    named = {
        key.removeprefix("HTTP_"): str(value)
        for key, value in environ.items()
        if key.startswith("HTTP_") or (key in others and value)
    }
    return {key.replace("_", "-").title(): value for key, value in sorted(named.items())}
