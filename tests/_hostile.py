"""A request as it stands on the wire, put into the Server in every way, and what may come out."""

from __future__ import annotations

import base64
import hmac
import io
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qs, unquote_to_bytes
from urllib.request import parse_http_list, parse_keqv_list

import photos
from vector_files import FOLDER

import oauth2

#: Requests as `Message.from_octets` reads them; those named "right-" are signed rightly.
CORPUS = Path(__file__).with_name("fuzz") / "corpus"
_HASHES = {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256"}
_SEPARATOR = re.compile(r"\W")
# A response's header fields together are often held to 8 KB.
_LONGEST_FIELD = 4096


class Message(NamedTuple):
    """The parts of an HTTP request, as text; octets beyond ASCII are latin-1, as in WSGI."""

    method: str
    #: Path and query.
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def from_octets(cls, octets: bytes) -> Message:
        """Read a request line without a version, header fields, an empty line and a body.

        Lines end in a line feed alone, so that a carriage return can be part of a value.
        """
        head, _, body = octets.partition(b"\n\n")
        first, *lines = head.decode("latin-1").split("\n")
        method, _, target = first.partition(" ")
        headers = tuple((name, value) for name, _, value in (x.partition(": ") for x in lines))
        return cls(method, target, headers, body)

    def field(self, name: str, default: str = "") -> str:
        """Return the values of a header field as a server joins them."""
        values = [value for field, value in self.headers if field.lower() == name]
        return ",".join(values) if values else default


def edges(text: str) -> list[int]:
    """Return where words begin and end, which is where something more may mean something."""
    found = {edge for separator in _SEPARATOR.finditer(text) for edge in separator.span()}
    return sorted({0, len(text), *found})


def with_piece(message: Message, piece: str) -> Iterator[Message]:
    """Yield the request with a piece put in at every edge of target, header fields and body."""
    lines = [message.target, *(f"{name}: {value}" for name, value in message.headers)]
    whole = "\n".join([*lines, "", message.body.decode()])
    for edge in edges(whole):
        octets = f"{message.method} {whole[:edge]}{piece}{whole[edge:]}".encode()
        yield Message.from_octets(octets)


Way: TypeAlias = Callable[[Message], "oauth2.Request | None"]


def _octets(text: str) -> bytes:
    """Return the octets that the text was read from, or any that are no latin-1."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def by_request(message: Message) -> oauth2.Request | None:
    """Take the whole URL, header fields and body."""
    url = f"http://{message.field('host')}{message.target}"
    return oauth2.Request.from_request(message.method, url, message.headers, body=message.body)


def by_decoded(message: Message) -> oauth2.Request | None:
    """Take the fields of a form decoded, the query apart, the header fields as octets."""
    path, _, query = message.target.partition("?")
    headers = [(_octets(name), _octets(value)) for name, value in message.headers]
    form = "form" in message.field("content-type")
    fields = parse_qs(message.body.decode("utf-8", "replace"), keep_blank_values=True)
    url = f"http://{message.field('host')}{path}"
    return oauth2.Request.from_request(
        message.method, url, headers, fields if form else None, query_string=query
    )


def _environ(message: Message) -> dict[str, Any]:
    path, _, query = message.target.partition("?")
    return {
        "REQUEST_METHOD": message.method,
        "PATH_INFO": unquote_to_bytes(_octets(path)).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "photos.example.net",
        "SERVER_PORT": "80",
        "HTTP_HOST": message.field("host"),
        "HTTP_AUTHORIZATION": message.field("authorization"),
        "CONTENT_TYPE": message.field("content-type"),
        "CONTENT_LENGTH": message.field("content-length", str(len(message.body))),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(message.body),
    }


def by_wsgi(message: Message) -> oauth2.Request:
    """Take the environ of a server that tells the path decoded only."""
    return oauth2.Request.from_wsgi(_environ(message))


def by_wsgi_raw(message: Message) -> oauth2.Request:
    """Take the environ of a server that tells the request target too."""
    return oauth2.Request.from_wsgi({**_environ(message), "REQUEST_URI": message.target})


def by_asgi(message: Message) -> oauth2.Request:
    """Take an ASGI scope and the body."""
    path, _, query = message.target.partition("?")
    scope = {
        "type": "http",
        "method": message.method,
        "scheme": "http",
        "path": unquote_to_bytes(_octets(path)).decode("utf-8", "replace"),
        "raw_path": _octets(path),
        "query_string": _octets(query),
        "headers": [(_octets(name.lower()), _octets(value)) for name, value in message.headers],
        "server": ("photos.example.net", 80),
    }
    return oauth2.Request.from_asgi(scope, message.body)


WAYS: tuple[Way, ...] = (by_request, by_decoded, by_wsgi, by_wsgi_raw, by_asgi)


def _methods() -> dict[str, oauth2.SignatureMethod]:
    methods = [
        oauth2.SignatureMethod_HMAC_SHA1(),
        oauth2.SignatureMethod_HMAC_SHA256(),
        oauth2.SignatureMethod_PLAINTEXT(),
    ]
    if find_spec("cryptography"):
        key = FOLDER / "keys" / "test_public.pem"
        methods.append(oauth2.SignatureMethod_RSA_SHA1(public_key=key))
    return {method.name: method for method in methods}


METHODS = _methods()


#: Requests that are signed rightly, by the name of their file.
RIGHT = {
    file.name: Message.from_octets(file.read_bytes())
    for file in sorted(CORPUS.glob("right-*"))
    # Without cryptography there is no RSA.
    if "RSA-SHA1" in METHODS or not file.name.endswith("rsa")
}


def server(**options: Any) -> oauth2.Server:
    """Return a Server at the time of the photos request, which has seen no nonce."""
    return oauth2.Server(METHODS, clock=lambda: photos.TIMESTAMP, allow_insecure=True, **options)


def verified(
    message: Message, way: Way, token: oauth2.Token | None = photos.TOKEN, **options: Any
) -> oauth2.Request | None:
    """Return the request if it is verified, and None if it is refused as a request may be."""
    guard, request = server(**options), None
    try:
        request = way(message)
        guard.verify_request(request, photos.CONSUMER, token)
    except oauth2.RequestRefused as error:
        check_refusal(guard, error)
        if request is not None and error.base_string is not None:
            check_signed(guard, request, token, error.base_string)
        return None
    assert request is not None
    return request


def check_refusal(guard: oauth2.Server, error: oauth2.RequestRefused) -> None:
    """Check that a refusal can be told to a client, whatever the client sent."""
    assert error.status in {400, 401, 503}
    assert error.parameter is None or isinstance(error.parameter, str)
    assert str(error) == error.message
    (field,) = guard.build_authenticate_header("x", error=error).items()
    assert field[0] == "WWW-Authenticate"
    # What an HTTP library may be given: latin-1 without line breaks, and not too much of it.
    assert field[1].isascii()
    assert field[1].isprintable()
    assert len(field[1]) <= _LONGEST_FIELD
    told = parse_keqv_list(parse_http_list(field[1].removeprefix("OAuth ")))
    assert told["realm"] == "x"
    assert told["oauth_problem"] == error.problem


def check_signed(
    guard: oauth2.Server, request: oauth2.Request, token: oauth2.Token | None, base_string: str
) -> None:
    """Check that who signs the base string that a refusal tells is let in, once."""
    algorithm = _HASHES.get(str(request["oauth_signature_method"]))
    if algorithm is None:
        return
    key = photos.KEY if token else photos.KEY.partition("&")[0] + "&"
    digest = hmac.digest(key.encode(), base_string.encode("ascii"), algorithm)
    request["oauth_signature"] = base64.b64encode(digest).decode()
    own = {name: value for name, value in request.items() if not name.startswith("oauth_")}
    assert guard.verify_request(request, photos.CONSUMER, token) == own
    try:
        guard.verify_request(request, photos.CONSUMER, token)
    except oauth2.NonceUsed as error:
        check_refusal(guard, error)
    else:
        raise AssertionError("the same request was let in twice")


def check_octets(octets: bytes) -> None:
    """Check that a request is verified or refused, whatever it is and however it comes in."""
    message = Message.from_octets(octets)
    for way in WAYS:
        verified(message, way, photos.TOKEN, allow_several_places=True)
        verified(message, way, None)
