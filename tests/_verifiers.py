"""Verifiers that share no code with the library: a strict slow one, oauthlib's and Authlib's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask
import pytest
from _loopback import Recorded
from oauthlib import oauth1
from werkzeug.serving import make_server

#: The credentials that every verifier here knows; the secrets must be encoded to make the key.
CONSUMER = ("ck-1", "c s&é")
TOKEN = ("tk-1", "t+/%s")
#: The key of the RSA methods, as a file.
PUBLIC_KEY = Path(__file__).parent / "vectors" / "keys" / "test_public.pem"

Pairs = list[tuple[bytes, bytes]]

# --- the strict one: RFC 5849 step by step, on octets -------------------------------------------

_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_HASHES = {
    "HMAC-SHA1": "sha1",
    "HMAC-SHA256": "sha256",
    "HMAC-SHA512": "sha512",
    "RSA-SHA1": "sha1",
    "RSA-SHA256": "sha256",
    "RSA-SHA512": "sha512",
    "RSA-PSS": "sha256",
    "PLAINTEXT": "sha1",
}
_REALM = re.compile(r'realm="((?:[^"\\]|\\.)*)"(?:, |$)')
_HEADER_PARAMETER = re.compile(rb'([A-Za-z0-9\-._~%]+)="([A-Za-z0-9\-._~%]*)"')


class Refused(Exception):
    """The strict verifier's reason for saying no."""


@dataclass(frozen=True)
class Verified:
    """What the strict verifier found in a request that is right."""

    #: Where the protocol parameters stand: "header", "query" or "body".
    place: str
    #: The protocol parameters, decoded.
    protocol: dict[str, str]
    #: All other parameters that were signed, normalised.
    own: str
    #: The realm in the header, without its quotes and backslashes, or None.
    realm: str | None


def verify_strictly(
    request: Recorded,
    scheme: str = "http",
    consumer: tuple[str, str] = CONSUMER,
    token: tuple[str, str] = TOKEN,
) -> Verified:
    """Verify a request as RFC 5849 section 3.2 says, and refuse whatever is not clear-cut.

    Args:
        request: as recorded.
        scheme: of the server that recorded it.
        consumer: the key and secret that the request may be signed with.
        token: the same; a request that names no token is signed without its secret.

    Raises:
        Refused: the request is wrong.
    """
    sources, realm = _sources(request)
    places = [place for place, pairs in sources.items() if any(map(_is_protocol, pairs))]
    _need(len(places) == 1, f"protocol parameters in {places}")
    parameters = sources["header"] + sources["query"] + sources["body"]
    protocol = _protocol(parameters)
    _check_protocol(protocol, consumer[0], token[0])
    _check_body_hash(request, protocol)
    text = _base_string(request, scheme, parameters)
    key = _encode(consumer[1].encode()) + "&"
    key += _encode(token[1].encode()) if protocol.get("oauth_token") else ""
    _check_signature(protocol, key.encode(), text.encode())
    own = [pair for pair in parameters if not _is_protocol(pair)]
    return Verified(places[0], protocol, _normalize(own), realm)


def _need(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)


def _sources(request: Recorded) -> tuple[dict[str, Pairs], str | None]:
    """Collect the parameters (section 3.4.1.3.1)."""
    _need(re.fullmatch(rb"[!-~]+ /[!-~]* HTTP/1\.1", request.line) is not None, "request line")
    header, realm = _parse_header(request.value("Authorization"))
    query = request.target.partition("?")[2].encode()
    body = request.body if _is_form(request) else b""
    return {"header": header, "query": _split_form(query), "body": _split_form(body)}, realm


def _is_form(request: Recorded) -> bool:
    media_type = (request.value("Content-Type") or "").split(";")[0].strip().lower()
    return media_type == "application/x-www-form-urlencoded"


def _split_form(encoded: bytes) -> Pairs:
    pairs = []
    for segment in encoded.replace(b"+", b" ").split(b"&"):
        if segment:
            name, _, value = segment.partition(b"=")
            pairs.append((_decode(name), _decode(value)))
    return pairs


def _parse_header(value: str | None) -> tuple[Pairs, str | None]:
    """Parse the Authorization header field (section 3.5.1); another scheme counts for nothing."""
    if value is None or not value.startswith("OAuth "):
        return [], None
    rest, realm = value.removeprefix("OAuth "), None
    if match := _REALM.match(rest):
        rest, realm = rest[match.end() :], re.sub(r"\\(.)", r"\1", match[1])
    pairs = []
    for part in rest.encode("latin-1").split(b", "):
        parameter = _HEADER_PARAMETER.fullmatch(part)
        if parameter is None:
            raise Refused(f"Authorization: {part!r}")
        pairs.append((_decode(parameter[1]), _decode(parameter[2])))
    return pairs, realm


def _decode(encoded: bytes) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), encoded)


def _encode(octets: bytes) -> str:
    """Percent-encode (section 3.6)."""
    return "".join(chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in octets)


def _is_protocol(pair: tuple[bytes, bytes]) -> bool:
    return pair[0].startswith(b"oauth_")


def _protocol(parameters: Pairs) -> dict[str, str]:
    found = [(name.decode(), value.decode()) for name, value in filter(_is_protocol, parameters)]
    _need(len(dict(found)) == len(found), f"a protocol parameter is repeated: {found}")
    return dict(found)


def _check_protocol(protocol: dict[str, str], consumer_key: str, token_key: str) -> None:
    """Check what is required, and what each may be (sections 3.1 and 3.3)."""
    _need(protocol.get("oauth_consumer_key") == consumer_key, "consumer key")
    _need(protocol.get("oauth_token", "") in {"", token_key}, "token")
    _need(protocol.get("oauth_version", "1.0") == "1.0", "version")
    _need(re.fullmatch("[1-9][0-9]*", protocol.get("oauth_timestamp", "")) is not None, "timestamp")
    _need(bool(protocol.get("oauth_nonce")), "nonce")


def _check_body_hash(request: Recorded, protocol: dict[str, str]) -> None:
    """Recompute the body hash (body-hash draft, sections 3.2 and 4.1.1)."""
    if "oauth_body_hash" not in protocol:
        return
    _need(not _is_form(request), "a form has a body hash")
    algorithm = _HASHES[protocol["oauth_signature_method"]]
    digest = base64.b64encode(hashlib.new(algorithm, request.body).digest()).decode()
    _need(protocol["oauth_body_hash"] == digest, f"body hash: it is {digest}")


def _base_string(request: Recorded, scheme: str, parameters: Pairs) -> str:
    """Make the signature base string (section 3.4.1.1)."""
    parts = [request.method.upper(), _base_uri(request, scheme), _normalize(parameters)]
    return "&".join(_encode(part.encode("ascii")) for part in parts)


def _base_uri(request: Recorded, scheme: str) -> str:
    """Make the base string URI of what is on the wire (section 3.4.1.2)."""
    host = (request.value("Host") or "").lower()
    default = {"http": ":80", "https": ":443"}[scheme]
    return f"{scheme}://{host.removesuffix(default)}{request.target.partition('?')[0]}"


def _normalize(parameters: Pairs) -> str:
    """Encode, sort by octets, join (section 3.4.1.3.2)."""
    encoded = [
        (_encode(name), _encode(value)) for name, value in parameters if name != b"oauth_signature"
    ]
    return "&".join(f"{name}={value}" for name, value in sorted(encoded))


def _check_signature(protocol: dict[str, str], key: bytes, text: bytes) -> None:
    """Recompute the signature (sections 3.4.2 and 3.4.4), or verify it (section 3.4.3)."""
    name, signature = protocol["oauth_signature_method"], protocol["oauth_signature"]
    if name == "PLAINTEXT":
        right = signature == key.decode()
    elif name.startswith("HMAC-"):
        digest = hmac.new(key, text, _HASHES[name]).digest()
        right = signature == base64.b64encode(digest).decode()
    else:
        right = _is_rsa_signature(name, base64.b64decode(signature, validate=True), text)
    _need(right, f"the signature of {text.decode()}")


def _is_rsa_signature(name: str, signature: bytes, text: bytes) -> bool:
    # Not imported at the top: the tests also run where cryptography is not installed.
    hazmat = "cryptography.hazmat.primitives."
    hashes = pytest.importorskip(hazmat + "hashes")
    padding = pytest.importorskip(hazmat + "asymmetric.padding")
    serialization = pytest.importorskip(hazmat + "serialization")
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=32)
    scheme = pss if name == "RSA-PSS" else padding.PKCS1v15()
    key = serialization.load_pem_public_key(PUBLIC_KEY.read_bytes())
    try:
        key.verify(signature, text, scheme, getattr(hashes, _HASHES[name].upper())())
    except pytest.importorskip("cryptography.exceptions").InvalidSignature:
        return False
    return True


# --- oauthlib's server ------------------------------------------------------------------------


class OauthlibValidator(oauth1.RequestValidator):
    """Knows the consumer and the token above, and takes every nonce."""

    enforce_ssl = False
    dummy_client = "nobody"

    def check_client_key(self, client_key: str) -> bool:
        return True

    def check_nonce(self, nonce: str) -> bool:
        return True

    def validate_timestamp_and_nonce(self, *args: Any, **options: Any) -> bool:
        return True

    def validate_client_key(self, client_key: str, request: Any) -> bool:
        return client_key == CONSUMER[0]

    def get_client_secret(self, client_key: str, request: Any) -> str:
        return CONSUMER[1]

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        return TOKEN[1]


def is_right_for_oauthlib(request: Recorded, scheme: str = "http") -> bool:
    """Ask oauthlib's server code whether it takes a request.

    Args:
        request: as recorded.
        scheme: of the server that recorded it.
    """
    fields = [line.decode("latin-1").partition(": ") for line in request.lines]
    valid, _ = oauth1.SignatureOnlyEndpoint(OauthlibValidator()).validate_request(
        f"{scheme}://{request.value('Host')}{request.target}",
        request.method,
        request.body,
        {name: value for name, _, value in fields},
    )
    return bool(valid)


# --- Authlib's server -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Credential:
    """What Authlib wants to know of the consumer and of the token."""

    secret: str

    def get_client_secret(self) -> str:
        return self.secret

    def get_oauth_token_secret(self) -> str:
        return self.secret

    def get_rsa_public_key(self) -> str:
        return PUBLIC_KEY.read_text(encoding="ascii")


_consumer_credentials = {CONSUMER[0]: _Credential(CONSUMER[1])}
_token_credentials = {TOKEN[0]: _Credential(TOKEN[1])}


def _authlib_app() -> flask.Flask:
    # Not imported at the top: Authlib needs cryptography, and the tests also run without.
    protector = pytest.importorskip("authlib.oauth1").ResourceProtector()
    protector.SUPPORTED_SIGNATURE_METHODS = list(protector.SIGNATURE_METHODS)
    protector.get_client_by_id = _consumer_credentials.get
    protector.get_token_credential = lambda request: _token_credentials.get(request.token)
    protector.exists_nonce = lambda nonce, request: False
    app = flask.Flask(__name__)

    # Before routing, so that any method and any path gets here.
    @app.before_request
    def verify() -> tuple[str, int]:
        request = flask.request
        url = request.host_url.rstrip("/") + request.environ["REQUEST_URI"]
        form = request.mimetype == "application/x-www-form-urlencoded"
        body = request.get_data().decode("utf-8") if form else None
        try:
            protector.validate_request(request.method, url, body, request.headers)
        except Exception as error:  # noqa: BLE001  whatever it stumbles over is a refusal
            return f"{type(error).__name__}: {error}", 403
        return "verified by Authlib", 200

    return app


@contextmanager
def authlib_server() -> Iterator[int]:
    """Run a Flask program that protects every URL with Authlib; yield its port on 127.0.0.1.

    It answers 200 where Authlib takes a request, and else 403 with the reason.
    """
    server = make_server("127.0.0.1", 0, _authlib_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
