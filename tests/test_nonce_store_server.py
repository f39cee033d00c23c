"""A Server and its nonce store: no request counts twice (RFC 5849 section 3.3)."""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import Any

import photos
import pytest
from photos import CONSUMER, TIMESTAMP, TOKEN, received, server

import oauth2
from oauth2 import Token

METHODS: dict[str, oauth2.SignatureMethod] = {"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()}
PHOTO = {"file": "vacation.jpg", "size": "original"}


class Recording:
    """A store of a program's own: one method, nothing inherited."""

    def __init__(self, answer: bool = True) -> None:
        self.answer = answer
        self.asked: list[tuple[str, int]] = []

    def use(self, key: str, expires: int) -> bool:
        """Record what a Server asks, and answer."""
        self.asked.append((key, expires))
        return self.answer


def refuse_replay(server: oauth2.Server) -> oauth2.NonceUsed:
    """Send the request once more, and return how it is refused."""
    with pytest.raises(oauth2.NonceUsed) as caught:
        server.verify_request(received(), CONSUMER, TOKEN)
    return caught.value


def signed_by(signer: oauth2.Signer) -> oauth2.Request | None:
    """Return the photos request with other protocol parameters, as a server takes it."""
    return oauth2.Request.from_request("GET", photos.URL, signer.sign("GET", photos.URL).headers)


# --- replays ------------------------------------------------------------------------------------


def test_replay_is_refused() -> None:
    """The same request again is refused with 401 and the extension's word (CVE-2013-4346)."""
    verifier = server()
    verifier.verify_request(received(), CONSUMER, TOKEN)

    error = refuse_replay(verifier)

    assert (error.status, error.problem, error.parameter) == (401, "nonce_used", "oauth_nonce")
    assert str(error) == (
        "this nonce was used already with this timestamp: each request needs a new one"
    )


def test_replay_is_refused_by_every_server_that_shares_the_store() -> None:
    """A program with a Server for each request passes one store to all."""
    store = oauth2.MemoryNonceStore(clock=lambda: TIMESTAMP + 300)
    server(nonce_store=store).verify_request(received(), CONSUMER, TOKEN)

    refuse_replay(server(nonce_store=store))
    refuse_replay(server(TIMESTAMP + 300, nonce_store=store))


def test_server_has_a_store_of_its_own() -> None:
    """Servers that share none know nothing of each other."""
    first, second = server(), server()
    assert first.verify_request(received(), CONSUMER, TOKEN) == PHOTO
    assert second.verify_request(received(), CONSUMER, TOKEN) == PHOTO
    assert first.nonce_store is not second.nonce_store


def test_server_of_a_subclass_without_our_init_has_a_store() -> None:
    """A subclass written for python-oauth2 need not call what was no use then."""

    class Provider(oauth2.Server):
        def __init__(self) -> None:
            self.signature_methods = METHODS

        def _check_timestamp(self, timestamp: object) -> None:
            """Take any."""

    provider = Provider()

    assert provider.verify_request(received(), CONSUMER, TOKEN) == PHOTO
    refuse_replay(provider)


def test_nonce_may_come_again_with_another_timestamp() -> None:
    """A nonce is unique with its timestamp, as the client made it."""
    signer = oauth2.Signer(CONSUMER, TOKEN, nonce=lambda: photos.NONCE, clock=lambda: TIMESTAMP + 1)
    later = signed_by(signer)
    verifier = server()
    verifier.verify_request(received(), CONSUMER, TOKEN)

    assert verifier.verify_request(later, CONSUMER, TOKEN) == PHOTO


# --- who may use a nonce up ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "consumer", "token"),
    [
        pytest.param(received(oauth_signature="c2lnbmF0dXJl"), CONSUMER, TOKEN, id="signature"),
        pytest.param(received(method="POST"), CONSUMER, TOKEN, id="method"),
        pytest.param(received(), oauth2.Consumer(CONSUMER.key, "x"), TOKEN, id="consumer-secret"),
        pytest.param(received(), CONSUMER, Token(TOKEN.key, "x"), id="token-secret"),
        pytest.param(received(), oauth2.Consumer("x", CONSUMER.secret), TOKEN, id="consumer"),
        pytest.param(received(oauth_version="2.0"), CONSUMER, TOKEN, id="version"),
    ],
)
def test_refused_request_burns_no_nonce(
    request_: oauth2.Request, consumer: oauth2.Consumer, token: Token
) -> None:
    """A forger who sees a nonce cannot use it up before the one who may sign."""
    store = Recording()
    verifier = server(nonce_store=store)

    with pytest.raises(oauth2.RequestRefused):
        verifier.verify_request(request_, consumer, token)

    assert store.asked == []


def test_plaintext_without_nonce_asks_no_store() -> None:
    """RFC 5849 section 3.1 lets PLAINTEXT leave out nonce and timestamp."""
    store = Recording()
    verifier = oauth2.Server({"PLAINTEXT": oauth2.SignatureMethod_PLAINTEXT()}, nonce_store=store)
    header = {
        "Authorization": 'OAuth oauth_consumer_key="a", oauth_signature_method="PLAINTEXT", '
        'oauth_signature="b%26"'
    }
    request = oauth2.Request.from_request("GET", "https://example.com/", header)

    assert verifier.verify_request(request, oauth2.Consumer("a", "b"), None) == {}
    assert store.asked == []


# --- what a store is asked ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("consumer", "token", "nonce", "key"),
    [
        pytest.param(
            "dpf43f3p2l4k3l03",
            TOKEN,
            "kllo9940pd9333jh",
            "dpf43f3p2l4k3l03&nnch734d00sl2jdk&1191242096&kllo9940pd9333jh",
            id="published",
        ),
        pytest.param("c", None, "n", "c&&1191242096&n", id="two-legged"),
        pytest.param(
            "a&b", Token("\u00e9/", "s"), "n%&", "a%26b&%C3%A9%2F&1191242096&n%25%26", id="encoded"
        ),
        pytest.param("a", Token("b&c", "s"), "~+", "a&b%26c&1191242096&~%2B", id="unambiguous"),
    ],
)
def test_key_is_of_four_encoded_parts(
    consumer: str, token: Token | None, nonce: str, key: str
) -> None:
    """Consumer, token, timestamp, nonce; no two requests that differ in one share a key."""
    store = Recording()
    signer = oauth2.Signer(
        oauth2.Consumer(consumer, "s"), token, nonce=lambda: nonce, clock=lambda: TIMESTAMP
    )

    server(nonce_store=store).verify_request(signed_by(signer), signer.consumer, token)

    assert store.asked == [(key, 1191242396)]


class _Strict(oauth2.Server):
    timestamp_threshold = 10


@pytest.mark.parametrize(
    ("kind", "now", "options", "expires"),
    [
        pytest.param(oauth2.Server, 1191242096, {}, 1191242396, id="300-seconds"),
        pytest.param(oauth2.Server, 1191241796, {}, 1191242396, id="from-the-future"),
        pytest.param(oauth2.Server, 1191242396.9, {}, 1191242396, id="nearly-too-old"),
        pytest.param(_Strict, 1191242096, {}, 1191242106, id="of-the-class"),
        pytest.param(_Strict, 1191242096, {"timestamp_threshold": 20}, 1191242116, id="option"),
        pytest.param(
            oauth2.Server, 1191242096, {"timestamp_threshold": 2.5}, 1191242098, id="fraction"
        ),
    ],
)
def test_nonce_expires_with_its_timestamp(
    kind: type[oauth2.Server], now: float, options: dict[str, Any], expires: int
) -> None:
    """At timestamp + threshold, wherever in between the request arrives."""
    store = Recording()
    verifier = kind(METHODS, clock=lambda: now, nonce_store=store, **options)

    verifier.verify_request(received(), CONSUMER, TOKEN)

    assert [asked[1] for asked in store.asked] == [expires]


def test_store_of_a_program_decides() -> None:
    """What it says counts, and a store that counts nothing yet is one all the same."""

    class Empty(Recording):
        def __len__(self) -> int:
            return 0

    refuse_replay(server(nonce_store=Empty(answer=False)))


def test_store_that_cannot_tell_refuses() -> None:
    """No answer is no yes."""

    class Away:
        def use(self, key: str, expires: int) -> bool:
            raise oauth2.NonceStoreUnavailable("away")

    with pytest.raises(oauth2.NonceStoreUnavailable) as caught:
        server(nonce_store=Away()).verify_request(received(), CONSUMER, TOKEN)

    assert caught.value.status == 503


# --- a store that cannot tell -------------------------------------------------------------------


def test_consumer_at_its_limit_is_refused_with_503() -> None:
    """It may try again later: the request itself is right."""
    store = oauth2.MemoryNonceStore(1, clock=lambda: TIMESTAMP)
    store.use("dpf43f3p2l4k3l03&&&", TIMESTAMP + 1)

    with pytest.raises(oauth2.NonceStoreFull) as caught:
        server(nonce_store=store).verify_request(received(), CONSUMER, TOKEN)

    assert caught.value.status == 503


def test_store_that_gives_no_bool_lets_nobody_in() -> None:
    """What an async client gives is true: taken for an answer, it would let in every replay."""

    class Pending:
        def use(self, key: str, expires: int) -> Any:
            return asyncio.Future(loop=loop)

    loop = asyncio.new_event_loop()
    with closing(loop), pytest.raises(TypeError, match="returned no bool: Future"):
        server(nonce_store=Pending()).verify_request(received(), CONSUMER, TOKEN)
