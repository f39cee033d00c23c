"""What programs stored or sent with python-oauth2: headers, forms, URLs, tokens and pickles.

Recorded with python-oauth2 1.9.0.post1 on Python 3.11, as in test_python_oauth2_signatures.py.
"""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import oauth2

PHOTOS = "http://photos.example.net/photos"
CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
TOKEN = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
PROTOCOL: dict[str, Any] = {
    "oauth_version": "1.0",
    "oauth_nonce": "kllo9940pd9333jh",
    "oauth_timestamp": "1191242096",
}
HMAC_SHA1 = oauth2.SignatureMethod_HMAC_SHA1()


class Fixed(oauth2.Request):
    """A request with a known nonce and timestamp, made as programs for python-oauth2 made it."""

    @classmethod
    def make_nonce(cls) -> str:
        """Return the nonce of the recordings."""
        return "kllo9940pd9333jh"

    @classmethod
    def make_timestamp(cls) -> str:
        """Return the timestamp of the recordings."""
        return "1191242096"


@pytest.fixture
def by_hand() -> oauth2.Request:
    """Return a request whose parameters the program put together."""
    request = oauth2.Request(
        "GET", PHOTOS + "?size=original", PROTOCOL | {"file": "vacation.jpg"}, is_form_encoded=True
    )
    request.sign_request(HMAC_SHA1, CONSUMER, TOKEN)
    return request


@pytest.fixture
def with_body() -> oauth2.Request:
    """Return a request with a body hash."""
    request = oauth2.Request("PUT", PHOTOS, PROTOCOL, b'{"size": "large"}')
    request.sign_request(HMAC_SHA1, CONSUMER, TOKEN)
    return request


@pytest.fixture
def from_factory() -> Fixed:
    """Return a request of `from_consumer_and_token`, for a token with a verifier."""
    token = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
    token.set_verifier("hfdp7dh39dks9884")
    request = Fixed.from_consumer_and_token(
        CONSUMER, token, "GET", PHOTOS + "?a=1", {"file": "vacation.jpg"}, is_form_encoded=True
    )
    request.sign_request(HMAC_SHA1, CONSUMER, token)
    return request


def test_to_header_gives_the_same(by_hand: oauth2.Request) -> None:
    """The header is what it was, the order of its parameters included."""
    assert by_hand.to_header("http://photos.example.net/") == {
        "Authorization": 'OAuth realm="http://photos.example.net/", oauth_version="1.0", '
        'oauth_nonce="kllo9940pd9333jh", oauth_timestamp="1191242096", '
        'oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", '
        'oauth_signature_method="HMAC-SHA1", oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"'
    }


def test_to_header_gives_the_same_with_a_body_hash(with_body: oauth2.Request) -> None:
    """The body hash is in the header, where it was."""
    assert with_body.to_header() == {
        "Authorization": 'OAuth realm="", oauth_version="1.0", oauth_nonce="kllo9940pd9333jh", '
        'oauth_timestamp="1191242096", oauth_body_hash="tR%2FOCjiNvpREiO8MydsGsdZvfHc%3D", '
        'oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", '
        'oauth_signature_method="HMAC-SHA1", oauth_signature="IDGZbMVZhBwq0TfYfg1QnYRvCz4%3D"'
    }


def test_to_header_of_the_factory_gives_the_same(from_factory: oauth2.Request) -> None:
    """What the factory adds stands in the header in the order in which it stood."""
    assert from_factory.to_header() == {
        "Authorization": 'OAuth realm="", oauth_consumer_key="dpf43f3p2l4k3l03", '
        'oauth_timestamp="1191242096", oauth_nonce="kllo9940pd9333jh", oauth_version="1.0", '
        'oauth_token="nnch734d00sl2jdk", oauth_verifier="hfdp7dh39dks9884", '
        'oauth_signature_method="HMAC-SHA1", oauth_signature="NQbIVsg57SUdmrpEFSGMHRAk1nI%3D"'
    }


def test_to_postdata_gives_the_same(by_hand: oauth2.Request) -> None:
    """The form holds the parameters of the dict, sorted, and not those of the URL."""
    assert by_hand.to_postdata() == (
        "file=vacation.jpg&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_nonce=kllo9940pd9333jh"
        "&oauth_signature=tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D&oauth_signature_method=HMAC-SHA1"
        "&oauth_timestamp=1191242096&oauth_token=nnch734d00sl2jdk&oauth_version=1.0"
    )


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        pytest.param("Hello Ladies + Gentlemen", "Hello%20Ladies%20%2B%20Gentlemen", id="spaces"),
        pytest.param(
            "déjà vu ☃ 📷", "d%C3%A9j%C3%A0%20vu%20%E2%98%83%20%F0%9F%93%B7", id="unicode"
        ),
        pytest.param(
            "~-._ +*!()',;:@&=$/?#[]%",
            "~-._%20%2B%2A%21%28%29%27%2C%3B%3A%40%26%3D%24%2F%3F%23%5B%5D%25",
            id="reserved",
        ),
        pytest.param(555555555555, "555555555555", id="number"),
        pytest.param(True, "True", id="bool"),
        pytest.param("", "", id="empty"),
    ],
)
def test_to_postdata_encodes_the_same(value: object, encoded: str) -> None:
    """A form's values are percent-encoded as they were."""
    assert oauth2.Request("POST", PHOTOS, {"x": value}).to_postdata() == f"x={encoded}"


def test_to_postdata_repeats_the_name_for_a_list() -> None:
    """Each value of a list is a pair of its own."""
    request = oauth2.Request("POST", PHOTOS, {"size": ["small", "large"]})

    assert request.to_postdata() == "size=small&size=large"


def test_to_url_gives_the_same(by_hand: oauth2.Request) -> None:
    """The parameters of the dict follow those of the URL, in their order."""
    assert by_hand.to_url() == (
        "http://photos.example.net/photos?size=original&oauth_version=1.0"
        "&oauth_nonce=kllo9940pd9333jh&oauth_timestamp=1191242096&file=vacation.jpg"
        "&oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=nnch734d00sl2jdk"
        "&oauth_signature_method=HMAC-SHA1&oauth_signature=tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"
    )


def test_to_url_of_the_factory_gives_the_same(from_factory: oauth2.Request) -> None:
    """The protocol parameters come before the program's own, as python-oauth2 had them."""
    assert from_factory.to_url() == (
        "http://photos.example.net/photos?a=1&oauth_consumer_key=dpf43f3p2l4k3l03"
        "&oauth_timestamp=1191242096&oauth_nonce=kllo9940pd9333jh&oauth_version=1.0"
        "&file=vacation.jpg&oauth_token=nnch734d00sl2jdk&oauth_verifier=hfdp7dh39dks9884"
        "&oauth_signature_method=HMAC-SHA1&oauth_signature=NQbIVsg57SUdmrpEFSGMHRAk1nI%3D"
    )


def test_authorization_url_of_oauth_1_0_is_the_same() -> None:
    """`from_token_and_callback` makes the URL to which the user is sent."""
    request = oauth2.Request.from_token_and_callback(
        TOKEN, "http://printer.example.com/ready", "GET", PHOTOS, {"a": "1"}
    )

    assert request.to_url() == (
        "http://photos.example.net/photos?a=1&oauth_token=nnch734d00sl2jdk"
        "&oauth_callback=http%3A%2F%2Fprinter.example.com%2Fready"
    )


def test_token_and_consumer_serialise_the_same() -> None:
    """What a program compares with the text that it stored is still equal to it."""
    confirmed = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
    confirmed.callback_confirmed = "true"

    assert str(oauth2.Token("a b+", "é&=")) == "oauth_token=a+b%2B&oauth_token_secret=%C3%A9%26%3D"
    assert str(oauth2.Consumer("a b+", "é&=")) == (
        "oauth_consumer_key=a+b%2B&oauth_consumer_secret=%C3%A9%26%3D"
    )
    assert confirmed.to_string() == (
        "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00"
        "&oauth_callback_confirmed=true"
    )


def test_stored_token_is_read() -> None:
    """What `to_string` of python-oauth2 wrote gives the same token (D9)."""
    token = oauth2.Token.from_string(
        "oauth_token=a+b%2B&oauth_token_secret=%C3%A9%26%3D&oauth_callback_confirmed=true"
    )

    assert (token.key, token.secret, token.callback_confirmed) == ("a b+", "é&=", "true")
    assert (token.callback, token.verifier, token.extra) == (None, None, {})


# `pickle.dumps(token, protocol)`, in python-oauth2's process.
OLD_TOKENS = [
    pytest.param(
        b"ccopy_reg\n_reconstructor\np0\n(coauth2\nToken\np1\nc__builtin__\nobject\np2\nNtp3\nRp4\n"
        b"(dp5\nVkey\np6\nVnnch734d00sl2jdk\np7\nsVsecret\np8\nVpfkkdhi9sl3r4s00\np9\nsVcallback\n"
        b"p10\nVhttp://printer.example.com/ready\np11\nsVcallback_confirmed\np12\nVtrue\np13\n"
        b"sVverifier\np14\nVhfdp7dh39dks9884\np15\nsb.",
        id="protocol-0",
    ),
    pytest.param(
        b"\x80\x02coauth2\nToken\nq\x00)\x81q\x01}q\x02(X\x03\x00\x00\x00keyq\x03X\x10\x00\x00\x00"
        b"nnch734d00sl2jdkq\x04X\x06\x00\x00\x00secretq\x05X\x10\x00\x00\x00pfkkdhi9sl3r4s00q\x06X"
        b"\x08\x00\x00\x00callbackq\x07X \x00\x00\x00http://printer.example.com/readyq\x08X\x12\x00"
        b"\x00\x00callback_confirmedq\tX\x04\x00\x00\x00trueq\nX\x08\x00\x00\x00verifierq\x0bX\x10"
        b"\x00\x00\x00hfdp7dh39dks9884q\x0cub.",
        id="protocol-2",
    ),
    pytest.param(
        b"\x80\x04\x95\xb9\x00\x00\x00\x00\x00\x00\x00\x8c\x06oauth2\x94\x8c\x05Token\x94\x93\x94)"
        b"\x81\x94}\x94(\x8c\x03key\x94\x8c\x10nnch734d00sl2jdk\x94\x8c\x06secret\x94\x8c\x10"
        b"pfkkdhi9sl3r4s00\x94\x8c\x08callback\x94\x8c http://printer.example.com/ready\x94\x8c\x12"
        b"callback_confirmed\x94\x8c\x04true\x94\x8c\x08verifier\x94\x8c\x10hfdp7dh39dks9884\x94ub.",
        id="protocol-4",
    ),
]


@pytest.mark.parametrize("pickled", OLD_TOKENS)
def test_old_pickle_of_a_token_is_a_token(pickled: bytes) -> None:
    """A token that a session store holds since python-oauth2 can be used and stored again."""
    token = pickle.loads(pickled)  # noqa: S301  # our own bytes

    assert isinstance(token, oauth2.Token)
    assert token.to_string() == (
        "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00"
        "&oauth_callback_confirmed=true&oauth_callback=http%3A%2F%2Fprinter.example.com%2Fready"
        "&oauth_verifier=hfdp7dh39dks9884"
    )


@pytest.mark.parametrize(
    "pickled",
    [
        pytest.param(
            b"\x80\x02coauth2\nConsumer\nq\x00)\x81q\x01}q\x02(X\x03\x00\x00\x00keyq\x03X\x10\x00"
            b"\x00\x00dpf43f3p2l4k3l03q\x04X\x06\x00\x00\x00secretq\x05X\x10\x00\x00\x00"
            b"kd94hf93k423kf44q\x06ub.",
            id="protocol-2",
        ),
        pytest.param(
            b"\x80\x04\x95T\x00\x00\x00\x00\x00\x00\x00\x8c\x06oauth2\x94\x8c\x08Consumer\x94\x93"
            b"\x94)\x81\x94}\x94(\x8c\x03key\x94\x8c\x10dpf43f3p2l4k3l03\x94\x8c\x06secret\x94\x8c"
            b"\x10kd94hf93k423kf44\x94ub.",
            id="protocol-4",
        ),
    ],
)
def test_old_pickle_of_a_consumer_is_a_consumer(pickled: bytes) -> None:
    """A consumer that was pickled by python-oauth2 signs."""
    consumer = pickle.loads(pickled)  # noqa: S301  # our own bytes
    request = oauth2.Request("GET", PHOTOS + "?size=large", PROTOCOL, is_form_encoded=True)

    request.sign_request(HMAC_SHA1, consumer, None)

    assert request["oauth_signature"] == "6G77hnbGEj5wnY+ebbqJZNYIz9w="


def test_old_pickle_of_a_request_signs() -> None:
    """A request that was pickled by python-oauth2 still knows its URL's query."""
    pickled = (
        b"\x80\x02coauth2\nRequest\nq\x00)\x81q\x01(X\x04\x00\x00\x00fileq\x02X\x0c\x00\x00\x00"
        b"vacation.jpgq\x03X\r\x00\x00\x00oauth_versionq\x04X\x03\x00\x00\x001.0q\x05X\x0b\x00\x00"
        b"\x00oauth_nonceq\x06X\x10\x00\x00\x00kllo9940pd9333jhq\x07X\x0f\x00\x00\x00"
        b"oauth_timestampq\x08X\n\x00\x00\x001191242096q\tu}q\n(X\x03\x00\x00\x00urlq\x0bX.\x00\x00"
        b"\x00http://photos.example.net/photos?size=originalq\x0cX\x0e\x00\x00\x00normalized_urlq\r"
        b"X \x00\x00\x00http://photos.example.net/photosq\x0eX\x06\x00\x00\x00methodq\x0fX\x03\x00"
        b"\x00\x00GETq\x10X\x04\x00\x00\x00bodyq\x11c__builtin__\nbytes\nq\x12)Rq\x13X\x0f\x00\x00"
        b"\x00is_form_encodedq\x14\x88ub."
    )
    request = pickle.loads(pickled)  # noqa: S301  # our own bytes

    request.sign_request(HMAC_SHA1, CONSUMER, TOKEN)

    assert request["oauth_signature"] == "tR3+Ty81lMeYAr/Fid0kMTYa/WM="
