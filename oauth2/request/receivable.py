"""The ways in which a server's program makes a Request of what it received, to verify it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from ..encoding import Pairs, flatten, group_pairs
from ..header import HeadersLike
from .arrival import Arrival
from .asgi import read_scope
from .held import Held
from .limits import Limits
from .parameters import ParameterDict
from .received import collect, refusing
from .wsgi import read_environ

_R = TypeVar("_R", bound="Receivable")


class Receivable(ParameterDict):
    """Parameters that can be those of a received request; a base of `Request`."""

    #: How many characters the Authorization header of a received request may have; those of other
    #: schemes than OAuth do not count.  A subclass may set another limit, of parameters too.
    max_header_length = 16_384
    #: How many parameters a received request may have, in header, query and form body together.
    max_parameters = 10_000
    _held = Held()

    @classmethod
    def from_request(
        cls: type[_R],
        http_method: str,
        http_url: str | bytes,
        headers: HeadersLike | None = None,
        parameters: Mapping[Any, Any] | None = None,
        query_string: str | bytes | None = None,
        *,
        body: Any = None,
    ) -> _R | None:
        """Make a request of the parts of one that was received, to verify it.

        `parameters` and `query_string` may repeat the URL's query: if they contain every pair of
        it they are complete, otherwise they are the body and both count.

        Args:
            http_method: the HTTP method.
            http_url: the absolute URL that the client called, with its query.
            headers: header fields, names in any case, text or bytes; a WSGI environ will do.
            parameters: decoded parameters, or None; it is not changed.
            query_string: the query, where the URL lacks it, or None.
            body: the body as received; its fields count where it is a form by its Content-Type.
                None means unknown, so that a body hash cannot be checked.

        Returns:
            The request, or None where there are no parameters at all.

        Raises:
            MalformedHeader: an OAuth Authorization header field that cannot be parsed.
            ParameterRepeated: a protocol parameter is there more than once.
            LimitExceeded: the header field is too long, or there are too many parameters.
            MalformedRequest: the URL is not an absolute http or https URL, the method is none,
                or a header field is no text.
        """
        with refusing():
            request = cls(http_method, http_url)
            request._receive(headers, body, parameters, query_string)
            request._held = Held(headers)
        return request or None

    @classmethod
    def from_wsgi(
        cls: type[_R],
        environ: dict[str, Any],
        *,
        scheme: str | None = None,
        host: str | None = None,
        body: bytes | None = None,
    ) -> _R:
        """Make a request of a WSGI environ, to verify it.

        Path and query are taken from `REQUEST_URI` or `RAW_URI` where the server sets one; without
        them, which characters of the path were escaped is not known.  `X-Forwarded-*` is never
        looked at.

        Args:
            environ: of the server.
            scheme: "http" or "https", as the client sees it, where a proxy in front changes it.
            host: the same, with its port unless that is the scheme's own.
            body: the bytes of the body, where the framework has read them.  None reads them, and
                puts them back.

        Raises:
            MalformedHeader: an OAuth Authorization header field that cannot be parsed.
            ParameterRepeated: a protocol parameter is there more than once.
            LimitExceeded: the header field is too long, or there are too many parameters.
            MalformedRequest: the host, the method or the length of the body is none, or the body
                is shorter than its length says, as it is where something has read it before.
            TypeError: it is no environ, or the body is no bytes.
        """
        with refusing():
            return cls._from_arrival(read_environ(environ, scheme, host, body), environ)

    @classmethod
    def from_asgi(
        cls: type[_R],
        scope: Mapping[str, Any],
        body: bytes | None,
        *,
        scheme: str | None = None,
        host: str | None = None,
    ) -> _R:
        """Make a request of an ASGI scope and a body, to verify it.

        The path is `raw_path` where the server sets it; without it, which characters of the path
        were escaped is not known.  `X-Forwarded-*` is never looked at.

        Args:
            scope: of the server, of an HTTP request or of a WebSocket, whose handshake is a GET.
            body: all bytes of the body, such as `await request.body()`; None means unknown, so
                that a body hash cannot be checked.
            scheme: "http" or "https", as the client sees it, where a proxy in front changes it.
            host: the same, with its port unless that is the scheme's own.

        Raises:
            MalformedHeader: an OAuth Authorization header field that cannot be parsed.
            ParameterRepeated: a protocol parameter is there more than once.
            LimitExceeded: the header field is too long, or there are too many parameters.
            MalformedRequest: the host, the method or the length of the body is none, or the body
                is shorter than its length says.
            TypeError: it is no scope, or the body is no bytes.
            ValueError: the scope is of no request, such as that of the lifespan protocol.
        """
        with refusing():
            return cls._from_arrival(read_scope(scope, body, scheme, host), scope["headers"])

    @classmethod
    def _from_arrival(cls: type[_R], arrival: Arrival, held: HeadersLike) -> _R:
        request = cls(arrival.method, arrival.url)
        request._receive(arrival.headers, arrival.body)
        request._held = Held(held)
        return request

    def _receive(
        self,
        headers: HeadersLike | None,
        body: Any,
        parameters: Mapping[Any, Any] | None = None,
        query_string: str | bytes | None = None,
    ) -> None:
        self._take_url_as_received()
        query = self._parts.query if self._parts else None
        limits = Limits(self.max_header_length, self.max_parameters)
        found = collect(
            query, headers, body, parameters, query_string, split=self._split, limits=limits
        )
        self._places = found.places
        # What a program makes of a query need not be what is on the wire.
        encoded = None if self._splits_otherwise() else found.encoded
        self._fill(found.pairs, body, found.is_form, encoded)

    def _fill(
        self: _R,
        pairs: Pairs,
        body: Any,
        is_form_encoded: bool,
        encoded: list[str] | None = None,
    ) -> _R:
        """Take up every parameter on the wire, those of the query included."""
        grouped = group_pairs(pairs)
        self.update(grouped)
        # A list of values could be changed in the dict and here at once; and what a program's own
        # `items` says goes before what came.
        plain = len(grouped) == len(pairs) and type(self).items is dict.items
        if encoded is not None and plain:
            self._received = grouped, encoded
        self._held_query = self._parts.query if self._parts else None
        self.body = body
        self._body_known = body is not None
        self.is_form_encoded = is_form_encoded
        return self

    def _split(self, query: str | bytes) -> Pairs:
        return flatten(self._split_url_string(query).items()) if query else []
