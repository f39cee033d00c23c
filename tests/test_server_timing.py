"""Who asks cannot tell from a refusal which consumers and tokens are known (RFC 5849 section 4.6).

The way is the documented one: what is not known gets a secret that nobody has.  How long it takes
is measured by `benchmarks/timing.py`; here it is shown that the same is done.
"""

from __future__ import annotations

import gc
import hmac
import sys
from types import FrameType
from typing import Any

import photos
import pytest
from photos import CONSUMER, TIMESTAMP, TOKEN

import oauth2

CONSUMERS = {CONSUMER.key: CONSUMER.secret}
TOKENS = {TOKEN.key: TOKEN.secret}
DUMMY = "5e0f1a9c83b7d264"
WRONG = {"oauth_signature": "tR3+Ty81lMeYAr/Fid0kMTYa/WA="}
NOBODY = {"oauth_consumer_key": "0000000000000000"}
NOTHING = {"oauth_token": "1111111111111111"}

strangers = pytest.mark.parametrize(
    "changes",
    [
        pytest.param(NOBODY, id="unknown-consumer"),
        pytest.param(NOTHING, id="unknown-token"),
        pytest.param({**NOBODY, **NOTHING}, id="both-unknown"),
    ],
)


class Untouched:
    """A nonce store that must not be asked."""

    def use(self, key: str, expires: int) -> bool:
        """Fail: whose signature is wrong uses up no nonce."""
        raise AssertionError(key)


def refusal(changes: dict[str, str]) -> oauth2.RequestRefused:
    """Return the error of the photos request with a wrong signature and other keys."""
    server = photos.server(TIMESTAMP, nonce_store=Untouched())
    request = photos.received(**{**WRONG, **changes})
    key, token_key = request["oauth_consumer_key"], request["oauth_token"]
    consumer = oauth2.Consumer(key, CONSUMERS.get(key, DUMMY))
    token = oauth2.Token(token_key, TOKENS.get(token_key, DUMMY))
    with pytest.raises(oauth2.RequestRefused) as caught:
        server.verify_request(request, consumer, token)
    return caught.value


def steps(changes: dict[str, str]) -> list[tuple[Any, ...]]:
    """Return every call that a refusal makes, those of C functions too, and from which line."""
    seen: list[tuple[Any, ...]] = []

    def note(frame: FrameType, event: str, argument: Any) -> None:
        name = getattr(argument, "__qualname__", "") if event.startswith("c_") else ""
        seen.append((event, frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name, name))

    refusal(changes)  # what is made once, such as a compiled pattern, is made here
    before = sys.getprofile()
    gc.disable()  # what it calls would be among the steps
    sys.setprofile(note)
    try:
        refusal(changes)
    finally:
        sys.setprofile(before)
        gc.enable()
    return seen


@strangers
def test_unknown_key_takes_the_same_steps_as_a_wrong_signature(changes: dict[str, str]) -> None:
    """The same calls from the same lines, in the same order: nothing is left out (E23)."""
    assert steps(changes) == steps({})


@strangers
def test_unknown_key_is_answered_as_a_wrong_signature_is(changes: dict[str, str]) -> None:
    """Class, status, problem and text are those of a wrong signature (E23, E21)."""
    error, wrong = refusal(changes), refusal({})

    assert type(error) is type(wrong) is oauth2.InvalidSignature
    assert (error.status, error.problem) == (wrong.status, wrong.problem)
    assert (error.status, error.problem) == (401, "signature_invalid")
    assert error.parameter == wrong.parameter == "oauth_signature"


@strangers
def test_unknown_key_is_told_nothing_but_what_it_sent(changes: dict[str, str]) -> None:
    """The base string is that of the request; nothing in it says who is known (E23)."""
    base_string = (
        photos.BASE_STRING.replace(CONSUMER.key, changes.get("oauth_consumer_key", CONSUMER.key))
    ).replace(TOKEN.key, changes.get("oauth_token", TOKEN.key))

    error = refusal(changes)

    assert error.base_string == base_string
    assert str(error) == f"invalid signature. Expected signature base string: {base_string}"


def test_wrong_signature_is_compared_in_constant_time() -> None:
    """Both keys and the signature go through `hmac.compare_digest` (E2)."""
    called = [name for event, *_, name in steps(NOBODY) if event == "c_call"]

    assert [name for name in called if name.endswith("compare_digest")] == [
        hmac.compare_digest.__qualname__
    ] * 3
