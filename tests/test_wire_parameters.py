"""Which protocol parameters are on the wire, and that they stand in one place (RFC 5849 s. 3.5)."""

from __future__ import annotations

import http.client
from contextlib import closing
from typing import Any

import pytest
from _loopback import Loopback
from _verifiers import CONSUMER, TOKEN, is_right_for_oauthlib, verify_strictly

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
XML = {"Content-Type": "text/xml"}
PROTOCOL = [
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_version",
]

consumer = oauth2.Consumer(*CONSUMER)
token = oauth2.Token(*TOKEN)
verified_token = oauth2.Token(*TOKEN)
verified_token.set_verifier("473f82d3")


def send(who: oauth2.Token | None, uri: str, *args: Any, **options: Any) -> None:
    """Send one request, with options for it alone."""
    with closing(oauth2.Client(consumer, who)) as client:
        client.request(uri, *args, **options)


placements = pytest.mark.parametrize("placement", ["header", "query", "body", "classic"])

# --- what is sent -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "options", "names"),
    [
        pytest.param(None, {}, PROTOCOL, id="no token"),
        pytest.param(token, {}, [*PROTOCOL, "oauth_token"], id="token"),
        pytest.param(
            verified_token, {}, [*PROTOCOL, "oauth_token", "oauth_verifier"], id="verifier"
        ),
        pytest.param(None, {"version": None}, PROTOCOL[:-1], id="no version"),
        pytest.param(
            None, {"empty_token": True}, [*PROTOCOL, "oauth_token"], id="empty token wanted"
        ),
        pytest.param(
            oauth2.Token("", ""), {}, [*PROTOCOL, "oauth_token"], id="token of empty text"
        ),
        pytest.param(
            None,
            {"oauth_params": {"oauth_callback": "oob", "xoauth_requestor_id": "me"}},
            [*PROTOCOL, "oauth_callback"],
            id="further parameters",
        ),
    ],
)
@placements
def test_protocol_parameters_are_those_asked_for(
    server: Loopback,
    placement: str,
    who: oauth2.Token | None,
    options: dict[str, Any],
    names: list[str],
) -> None:
    """Nothing is sent that is not wanted, and what is sent is signed (A30, A31, C23)."""
    send(who, server.url("/photos"), "POST", placement=placement, **options)

    assert sorted(verify_strictly(server.request).protocol) == sorted(names)


def test_token_is_sent_empty_when_it_is_empty(server: Loopback) -> None:
    """`Token("", "")` is sent as an empty token, in quotes (A30)."""
    send(oauth2.Token("", ""), server.url("/photos"))

    assert verify_strictly(server.request).protocol["oauth_token"] == ""
    assert b'oauth_token=""' in server.request.octets


@placements
def test_oauth_params_are_signed_and_placed_with_the_others(
    server: Loopback, placement: str
) -> None:
    """A callback beside an XML body goes where all protocol parameters go (A15, C23, D16)."""
    callback = "myapp://cb?x=1&y=☃"

    send(
        None,
        server.url("/request"),
        "POST",
        "<a/>",
        XML,
        placement=placement,
        oauth_params={"oauth_callback": callback},
    )

    assert verify_strictly(server.request).protocol["oauth_callback"] == callback
    assert server.request.body == b"<a/>"


def test_oauth_params_may_be_pairs(server: Loopback) -> None:
    """Pairs do as well as a mapping, and scalars become text (A32)."""
    send(token, server.url("/"), oauth_params=[(b"oauth_verifier", 8765)])

    assert verify_strictly(server.request).protocol["oauth_verifier"] == "8765"


def test_oauth_params_may_set_timestamp_and_nonce(server: Loopback) -> None:
    """A caller's own timestamp and nonce replace ours."""
    own = {"oauth_timestamp": "137131202", "oauth_nonce": "chapoH"}

    send(token, server.url("/"), oauth_params=own)

    assert (
        verify_strictly(server.request).protocol | own == verify_strictly(server.request).protocol
    )


@pytest.mark.parametrize(
    ("params", "match"),
    [
        pytest.param({"oauth_signature": "x"}, "oauth_signature", id="signature"),
        pytest.param({"realm": "x"}, "realm", id="realm"),
        pytest.param([("oauth_a", "1"), ("oauth_a", "2")], "oauth_a", id="repeated"),
        pytest.param({"oauth_consumer_key": "other"}, "oauth_consumer_key", id="other consumer"),
        pytest.param({"oauth_token": "other"}, "oauth_token", id="other token"),
        pytest.param({"oauth_signature_method": "X"}, "signature_method", id="other method"),
        pytest.param({"oauth_version": "1.0a"}, "oauth_version", id="other version"),
    ],
)
def test_oauth_params_are_refused_when_they_contradict(
    server: Loopback, params: Any, match: str
) -> None:
    """What the Signer alone decides cannot be changed, and nothing is sent twice."""
    with pytest.raises(oauth2.InvalidRequest, match=match):
        send(token, server.url("/"), oauth_params=params)

    assert server.requests == []


def test_plaintext_sends_both_secrets_encoded(server: Loopback) -> None:
    """The signature is the secrets, each encoded, joined by `&` (RFC 5849 section 3.4.4, A36)."""
    send(token, server.url("/"), signature_method=oauth2.SignatureMethod_PLAINTEXT())

    # printf 'c s&é' | jq -sRr @uri, and the same of 't+/%s'
    signature = verify_strictly(server.request).protocol["oauth_signature"]
    assert signature == "c%20s%26%C3%A9&t%2B%2F%25s"


# --- one place ----------------------------------------------------------------------------------

CARRIED = [
    pytest.param(
        ("/access?oauth_verifier=v1&oauth_token=tk-1", "POST"),
        {"oauth_verifier": "v1", "oauth_token": "tk-1"},
        "query",
        id="verifier and token in the URL",
    ),
    pytest.param(
        ("/request?a=1&oauth_callback=http%3A%2F%2Fc%2F", "POST", "b=2", FORM),
        {"oauth_callback": "http://c/"},
        "query",
        id="callback in the URL of a form",
    ),
    pytest.param(
        ("/request?a=1", "POST", "oauth_callback=oob&b=2", FORM),
        {"oauth_callback": "oob"},
        "body",
        id="callback in the form",
    ),
    pytest.param(
        ("/photos?oauth_timestamp=137131202&oauth_nonce=chapoH",),
        {"oauth_timestamp": "137131202", "oauth_nonce": "chapoH"},
        "query",
        id="timestamp and nonce in the URL",
    ),
    pytest.param(
        ("/photos?oauth_consumer_key=ck-1&oauth_signature_method=HMAC-SHA1&oauth_version=1.0",),
        {},
        "query",
        id="what we would add ourselves",
    ),
    pytest.param(
        ("/photos?oauth_nonce=chapoH&oauth_signature=old&a=1",),
        {"oauth_nonce": "chapoH"},
        "query",
        id="signed before in the URL",
    ),
    pytest.param(
        ("/photos", "POST", "oauth_nonce=chapoH&a=1&oauth_signature=old", FORM),
        {"oauth_nonce": "chapoH"},
        "body",
        id="signed before in the form",
    ),
]


@placements
@pytest.mark.parametrize(("request_", "carried", "place"), CARRIED)
def test_protocol_parameters_go_where_the_caller_has_put_some(
    server: Loopback,
    placement: str,
    request_: tuple[Any, ...],
    carried: dict[str, str],
    place: str,
) -> None:
    """All stand in one place, whatever the placement, and none is there twice (A29)."""
    target, *rest = request_

    send(None, server.url(target), *rest, placement=placement)

    # Without a Token object the key has no token secret.
    verified = verify_strictly(server.request, token=(TOKEN[0], ""))
    assert verified.place == place
    assert verified.protocol | carried == verified.protocol


def test_url_and_form_stay_when_protocol_parameters_are_added_to_them(server: Loopback) -> None:
    """What the caller wrote stays in front, octet by octet."""
    send(None, server.url("/r?b=%7e&oauth_callback=oob"), "POST", "a=+", FORM)

    assert server.request.target.startswith("/r?b=%7e&oauth_callback=oob&oauth_consumer_key=")
    assert server.request.body == b"a=+"


def test_earlier_signature_is_dropped_when_it_is_all_there_is(server: Loopback) -> None:
    """A signature alone does not say where the others should stand (A29)."""
    send(token, server.url("/photos?oauth_signature=old&a=1"))

    assert server.request.target == "/photos?a=1"
    assert verify_strictly(server.request).place == "header"


@pytest.mark.parametrize(
    ("target", "body", "match"),
    [
        pytest.param("/?oauth_a=1", "oauth_b=1", "both the URL and the form", id="two places"),
        pytest.param("/?oauth_a=1&oauth_a=1", "", "oauth_a", id="repeated in the URL"),
        pytest.param("/", "oauth_a=1&oauth_a=2", "oauth_a", id="repeated in the form"),
        pytest.param("/?oauth_consumer_key=evil", "", "oauth_consumer_key", id="other consumer"),
        pytest.param("/", "oauth_token=evil", "oauth_token", id="other token"),
        pytest.param("/?oauth_signature_method=X", "", "signature_method", id="other method"),
        pytest.param("/?oauth_callback=x", "", "oauth_callback", id="other callback"),
        pytest.param("/?oauth_version=1.0a", "", "oauth_version", id="other version"),
    ],
)
def test_request_is_refused_when_its_protocol_parameters_contradict(
    server: Loopback, target: str, body: str, match: str
) -> None:
    """A request that a server would have to refuse is not sent (E8)."""
    with pytest.raises(oauth2.InvalidRequest, match=match):
        send(token, server.url(target), "POST", body, FORM, oauth_params={"oauth_callback": "oob"})

    assert server.requests == []


def test_oauth_params_may_repeat_what_the_url_carries(server: Loopback) -> None:
    """The same value in both places is sent once."""
    uri = server.url("/?oauth_callback=oob")

    send(None, uri, oauth_params={"oauth_callback": "oob"})

    assert verify_strictly(server.request).protocol["oauth_callback"] == "oob"


def test_trailing_percent_stays_apart_from_what_is_added(server: Loopback) -> None:
    """A query that ends in `%` is sent and signed as it is (A35)."""
    send(token, server.url("/photos?x=100%"), placement="query")

    assert server.request.target.startswith("/photos?x=100%&oauth_")
    assert verify_strictly(server.request).own == "x=100%25"


def test_no_ampersand_is_doubled_when_the_query_ends_in_one(server: Loopback) -> None:
    """Parameters are appended behind an `&` that is there."""
    send(token, server.url("/photos?a=1&"), placement="query")

    assert server.request.target.startswith("/photos?a=1&oauth_consumer_key=")
    assert is_right_for_oauthlib(server.request)


def test_length_is_set_anew_when_the_form_grows(server: Loopback) -> None:
    """A caller's Content-Length is that of the form before it grew."""
    headers = {**FORM, "content-length": "3"}

    send(token, server.url("/"), "POST", "a=1", headers, placement="body")

    assert verify_strictly(server.request).own == "a=1"


# --- the Signer by itself -----------------------------------------------------------------------


def test_signer_signs_what_another_library_sends(server: Loopback) -> None:
    """What `sign` returns, sent by `http.client`, is right (F5)."""
    signer = oauth2.Signer(consumer, token, placement="query").replace(placement="body")
    signed = signer.sign("post", server.url("/é?a=1"), FORM, "b=2")
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        target = signed.url.removeprefix(server.url(""))
        connection.request(signed.method, target, signed.body, signed.headers)
        connection.getresponse().read()

    assert verify_strictly(server.request).own == "a=1&b=2"
    assert verify_strictly(server.request).place == "body"


def test_base_string_is_that_of_rfc() -> None:
    """A SignedRequest shows what was signed (H1): here the last request of RFC 5849 section 1.2."""
    signer = oauth2.Signer(
        oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44"),
        oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"),
        version=None,
        clock=lambda: 137131202,
        nonce=lambda: "chapoH",
    )

    signed = signer.sign("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original")

    assert signed.base_string == (
        "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26"
        "oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26"
        "oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131202%26"
        "oauth_token%3Dnnch734d00sl2jdk%26size%3Doriginal"
    )


def test_repr_of_a_signed_request_holds_no_secret() -> None:
    """Neither the signature nor the query is shown: with PLAINTEXT both hold the secrets."""
    signer = oauth2.Signer(
        consumer, placement="query", signature_method=oauth2.SignatureMethod_PLAINTEXT()
    )

    signed = signer.sign("GET", "https://photos.example.net/photos?password=1")

    assert repr(signed) == "<SignedRequest GET https://photos.example.net/photos>"


def test_nonce_is_refused_when_it_is_empty(server: Loopback) -> None:
    """No server takes an empty nonce."""
    with pytest.raises(oauth2.InvalidRequest, match="nonce"):
        send(token, server.url("/"), nonce=lambda: "")

    assert server.requests == []
