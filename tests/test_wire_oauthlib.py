"""Every request shape, verified by oauthlib's endpoints in a Flask program on a real server."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from _oauthlib_server import REALM, oauthlib_server
from _shapes import SHAPES, Shape
from _system import require_module
from _table import body_of
from _verifiers import CONSUMER, TOKEN
from vector_files import FOLDER

import oauth2

RIGHT = {"SignatureOnlyEndpoint": True, "ResourceEndpoint": True}
WRONG = {"SignatureOnlyEndpoint": False, "ResourceEndpoint": False}
PRIVATE_KEY = FOLDER / "keys" / "test_private_pkcs8.pem"


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """Return the origin of a server that verifies with oauthlib."""
    with oauthlib_server() as running:
        yield running


def ask(
    url: str, method: str = "GET", body: Any = None, headers: Any = None, **options: Any
) -> Any:
    """Send a signed request; return the status, and what the endpoints say."""
    credentials = {"consumer": oauth2.Consumer(*CONSUMER), "token": oauth2.Token(*TOKEN)}
    with closing(oauth2.Client(**{**credentials, "realm": REALM, **options})) as client:
        response, content = client.request(url, method, body, headers)
    return response.status, json.loads(content or "null")


# --- every shape --------------------------------------------------------------------------------

# Known to be refused though right, and why.
REFUSED = {shape.id: shape.refused["oauthlib"] for shape in SHAPES if "oauthlib" in shape.refused}
REFUSED["two slashes first"] = "http.server, under Flask's server, drops one slash of //"
# An answer to HEAD has no body to read.
READABLE = [shape for shape in SHAPES if shape.method != "HEAD"]

placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])


@placements
@pytest.mark.parametrize(
    "shape",
    [pytest.param(shape, id=shape.id) for shape in READABLE if shape.id not in REFUSED],
)
def test_request_is_right_for_both_endpoints(origin: str, shape: Shape, placement: str) -> None:
    """The protected resource too, for which the token must be known and the nonce new."""
    answer = ask(
        origin + shape.target,
        shape.method,
        body_of(shape),
        dict(shape.headers),
        placement=placement,
    )

    assert answer == (200, RIGHT)


@pytest.mark.parametrize(
    "shape",
    [pytest.param(shape, id=shape.id) for shape in READABLE if shape.id in REFUSED],
)
def test_request_is_refused_where_oauthlib_cannot_read_it(origin: str, shape: Shape) -> None:
    """The shapes left out above are still refused, for the reasons given there."""
    answer = ask(origin + shape.target, shape.method, body_of(shape), dict(shape.headers))

    assert answer == (200, WRONG)


# --- every signature method ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "placement"),
    [
        pytest.param(oauth2.SignatureMethod_HMAC_SHA256(), "header", id="HMAC-SHA256"),
        pytest.param(oauth2.SignatureMethod_HMAC_SHA512(), "classic", id="HMAC-SHA512"),
        # In the header only: in a query or a form oauthlib decodes the encoded secrets twice.
        pytest.param(oauth2.SignatureMethod_PLAINTEXT(), "header", id="PLAINTEXT"),
    ],
)
def test_request_is_right_by_other_methods(
    origin: str, method: oauth2.SignatureMethod, placement: str
) -> None:
    """Longer hashes, and none at all."""
    url = origin + "/photos?a=1&b=%20"

    answer = ask(url, "POST", "b=2&c=%C3%A9", signature_method=method, placement=placement)

    assert answer == (200, RIGHT)


@placements
@pytest.mark.parametrize("name", ["RSA_SHA1", "RSA_SHA256", "RSA_SHA512"])
def test_request_is_right_by_key_pair(origin: str, name: str, placement: str) -> None:
    """Verified with the public key, which oauthlib does by way of PyJWT (F2, F3)."""
    require_module("cryptography")
    require_module("jwt")
    method = getattr(oauth2, f"SignatureMethod_{name}")(PRIVATE_KEY)

    answer = ask(
        origin + "/photos?a=1", "POST", "b=2", signature_method=method, placement=placement
    )

    assert answer == (200, RIGHT)


# --- what must be refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"consumer": oauth2.Consumer(CONSUMER[0], "wrong")}, id="consumer secret"),
        pytest.param({"consumer": oauth2.Consumer("wrong", CONSUMER[1])}, id="consumer key"),
        pytest.param({"token": oauth2.Token(TOKEN[0], "wrong")}, id="token secret"),
        pytest.param({"nonce": lambda: "the same", "clock": lambda: 1}, id="long ago"),
    ],
)
def test_request_is_refused_by_both_endpoints(origin: str, options: dict[str, Any]) -> None:
    """What is right above is not right by chance."""
    assert ask(origin + "/photos", **options) == (200, WRONG)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"token": oauth2.Token("wrong", TOKEN[1])}, id="token key"),
        pytest.param({"token": None}, id="no token"),
        pytest.param({"realm": "other"}, id="realm"),
    ],
)
def test_request_is_refused_by_resource_endpoint(origin: str, options: dict[str, Any]) -> None:
    """Token and realm are for the endpoint of protected resources to check."""
    _, answer = ask(origin + "/photos", **options)

    assert answer["ResourceEndpoint"] is False


def test_request_is_refused_when_it_is_repeated(origin: str) -> None:
    """Each nonce is taken once, so that every request above had a new one."""
    now = time.time()
    same: dict[str, Any] = {"clock": lambda: now, "nonce": lambda: "once"}
    first = ask(origin + "/photos", **same)
    second = ask(origin + "/photos", **same)

    assert first == (200, RIGHT)
    assert second == (200, WRONG)
