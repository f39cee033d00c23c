"""Consumer and Token: what they hold, how they are stored, what they do not show."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from oauth2.credentials import Consumer, Token, need_credentials
from oauth2.errors import Error, InvalidText, InvalidToken

# pickle.dumps(…, 0) of python-oauth2 1.9.0.post1 on Python 3.11, of
# Token("a b&c", "d=é") after set_callback("http://c/?x=1") and set_verifier("v")
PICKLED_TOKEN = (
    b"ccopy_reg\n_reconstructor\np0\n(coauth2\nToken\np1\nc__builtin__\nobject\np2\nNtp3\nRp4\n"
    b"(dp5\nVkey\np6\nVa b&c\np7\nsVsecret\np8\nVd=\xe9\np9\nsVcallback\np10\nVhttp://c/?x=1\n"
    b"p11\nsVcallback_confirmed\np12\nVtrue\np13\nsVverifier\np14\nVv\np15\nsb."
)
# The same of Consumer("ck", "cs")
PICKLED_CONSUMER = (
    b"ccopy_reg\n_reconstructor\np0\n(coauth2\nConsumer\np1\nc__builtin__\nobject\np2\nNtp3\nRp4\n"
    b"(dp5\nVkey\np6\nVck\np7\nsVsecret\np8\nVcs\np9\nsb."
)


def full_token() -> Token:
    """Return a token with all that one can have."""
    token = Token("key", "hunter2")
    token.set_callback("http://c/?x=hunter2")
    token.set_verifier("hunter2")
    token.extra = {"oauth_session_handle": "hunter2", "x": ["hunter2", "2"]}
    return token


# --- made --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Consumer, Token])
@pytest.mark.parametrize(("key", "secret"), [(None, "s"), ("k", None)], ids=["key", "secret"])
def test_credentials_are_refused_when_a_part_is_none(kind: Any, key: Any, secret: Any) -> None:
    """Both parts must be set, as in python-oauth2."""
    with pytest.raises(ValueError, match="must be set"):
        kind(key, secret)


@pytest.mark.parametrize("consumer", [None, "key", {"key": "k", "secret": "s"}], ids=repr)
def test_need_credentials_says_what_is_none(consumer: Any) -> None:
    """What is no consumer is a clear error, no AttributeError from inside (C21)."""
    with pytest.raises(ValueError, match=f"must be a Consumer, not {type(consumer).__name__}"):
        need_credentials(consumer)


@pytest.mark.parametrize("kind", [Consumer, Token])
def test_credentials_may_be_empty(kind: Any) -> None:
    """An empty key and an empty secret are values (A30, D3)."""
    made = kind("", "")

    assert (made.key, made.secret) == ("", "")


def test_token_has_nothing_else_at_first() -> None:
    """What a provider may add is None or empty before it has."""
    token = Token("k", "s")

    assert (token.callback, token.callback_confirmed, token.verifier) == (None, None, None)
    assert token.extra == {}


def test_extra_fields_are_each_tokens_own() -> None:
    """Two tokens do not share their extra fields."""
    token = Token("k", "s")
    token.extra["x"] = "1"

    assert Token("k", "s").extra == {}


def test_set_callback_confirms_it() -> None:
    """A callback that is set is confirmed, as in python-oauth2."""
    token = Token("k", "s")

    token.set_callback("oob")

    assert (token.callback, token.callback_confirmed) == ("oob", "true")


def test_set_verifier_makes_eight_digits_when_none_is_given() -> None:
    """A provider's verifier is short enough to be typed."""
    token = Token("k", "s")

    token.set_verifier()

    assert token.verifier.isdigit()
    assert len(token.verifier) == 8


# --- shown -------------------------------------------------------------------------------------


def test_repr_of_consumer_holds_no_secret() -> None:
    """A Consumer in a log or in a traceback shows its key alone (E17)."""
    assert repr(Consumer("key", "hunter2")) == "<Consumer key='key' secret=(hidden)>"


def test_repr_of_token_holds_no_secret() -> None:
    """Nor does a Token show its secret, its verifier, its callback or what else it holds (E17)."""
    shown = repr(full_token())

    assert "hunter2" not in shown
    assert shown.startswith("<Token key='key' secret=(hidden)")


@pytest.mark.parametrize("kind", [Consumer, Token])
def test_repr_names_the_subclass(kind: type[Consumer | Token]) -> None:
    """A program's own subclass shows its own name."""
    assert repr(type("Mine", (kind,), {})("k", "s")).startswith("<Mine key='k'")


# --- stored ------------------------------------------------------------------------------------


def test_str_of_consumer_is_python_oauth2s() -> None:
    """Programs store what `str(consumer)` gives."""
    assert str(Consumer("k y", "s&")) == "oauth_consumer_key=k+y&oauth_consumer_secret=s%26"


def test_to_string_is_python_oauth2s_when_there_is_no_more() -> None:
    """A token that python-oauth2 could store is stored in the same words."""
    token = Token("a b&c", "d=é")
    token.callback_confirmed = "true"

    stored = "oauth_token=a+b%26c&oauth_token_secret=d%3D%C3%A9&oauth_callback_confirmed=true"
    assert token.to_string() == stored
    assert str(token) == stored


def test_to_string_keeps_verifier_callback_and_extra_fields() -> None:
    """Nothing that a flow needs later is lost (D4, D9)."""
    assert full_token().to_string() == (
        "oauth_token=key&oauth_token_secret=hunter2&oauth_callback_confirmed=true"
        "&oauth_callback=http%3A%2F%2Fc%2F%3Fx%3Dhunter2&oauth_verifier=hunter2"
        "&oauth_session_handle=hunter2&x=hunter2&x=2"
    )


def test_from_string_reads_what_to_string_wrote() -> None:
    """Write after the first leg, read before the third (D9)."""
    assert vars(Token.from_string(full_token().to_string())) == vars(full_token())


@pytest.mark.parametrize("name", ["oauth_token", "oauth_token_secret", "oauth_verifier"])
def test_extra_field_of_a_tokens_own_name_does_not_spoil_it(name: str) -> None:
    """What `to_string` writes can be read, whatever `extra` holds: the attribute counts (D9)."""
    token = full_token()
    token.extra[name] = "other"

    assert Token.from_string(token.to_string()).key == "key"


@pytest.mark.parametrize(
    ("stored", "key", "secret"),
    [
        pytest.param("oauth_token=a&oauth_token_secret=b", "a", "b", id="plain"),
        pytest.param("oauth_token_secret=b&oauth_token=a", "a", "b", id="other order"),
        pytest.param("oauth_token=a&oauth_token_secret=", "a", "", id="D3"),
        pytest.param("oauth_token=a+b%26c&oauth_token_secret=%C3%A9", "a b&c", "é", id="encoded"),
        pytest.param(b"oauth_token=a&oauth_token_secret=b", "a", "b", id="bytes"),
        pytest.param("oauth_token=a&oauth_token_secret=b\r\n", "a", "b", id="line break behind"),
    ],
)
def test_from_string_reads_a_providers_answer(stored: Any, key: str, secret: str) -> None:
    """Key and secret come out decoded; an empty secret is one (D3)."""
    token = Token.from_string(stored)

    assert (token.key, token.secret, token.extra) == (key, secret, {})


def test_from_string_keeps_extra_fields() -> None:
    """What a provider says beside the token is kept, repeats as a list (D4)."""
    token = Token.from_string(
        "oauth_token=a&oauth_token_secret=b&oauth_session_handle=h&user_id=1&x=1&x=2&y="
    )

    assert token.extra == {"oauth_session_handle": "h", "user_id": "1", "x": ["1", "2"], "y": ""}


def test_from_string_passes_on_octets_that_are_no_utf8() -> None:
    """Escaped octets are stored again as they came (A17)."""
    stored = "oauth_token=%FF&oauth_token_secret=b"

    assert Token.from_string(stored).to_string() == stored


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        pytest.param("", "'oauth_token' is missing", id="nothing"),
        pytest.param("oauth_token=hunter2", "'oauth_token_secret' is missing", id="no secret"),
        pytest.param("oauth_token_secret=hunter2", "'oauth_token' is missing", id="no key"),
        pytest.param("<html>hunter2</html>", "'oauth_token' is missing", id="error page"),
        pytest.param(
            "oauth_token=a&oauth_token_secret=hunter2&oauth_token=b", "repeated", id="repeated"
        ),
    ],
)
def test_from_string_names_the_part_that_is_missing(stored: str, message: str) -> None:
    """A token string without its parts is a clear error, and the string is not shown."""
    with pytest.raises(InvalidToken, match=message) as caught:
        Token.from_string(stored)

    assert isinstance(caught.value, ValueError)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("stored", [b"\xff", "\ud800"], ids=ascii)
def test_from_string_refuses_what_is_no_text(stored: str | bytes) -> None:
    """No UnicodeDecodeError comes from inside."""
    with pytest.raises(InvalidText, match="the token string"):
        Token.from_string(stored)


@pytest.mark.parametrize("stored", [None, 5, ["oauth_token=a"]], ids=ascii)
def test_from_string_is_a_type_error_when_it_gets_no_text(stored: Any) -> None:
    """The message names the argument and its type."""
    with pytest.raises(TypeError, match="the token string must be text or bytes, not "):
        Token.from_string(stored)


def test_from_string_makes_the_subclass_it_is_called_on() -> None:
    """A program's own subclass gets an object of its own."""

    class Mine(Token):
        """A token of a program's own."""

    assert type(Mine.from_string("oauth_token=a&oauth_token_secret=b")) is Mine


def test_token_that_python_oauth2_pickled_is_read() -> None:
    """A pickled token of before is whole, and has the fields of today (D9)."""
    token: Token = pickle.loads(PICKLED_TOKEN)  # noqa: S301  a literal above

    assert (token.key, token.secret, token.verifier) == ("a b&c", "d=é", "v")
    assert (token.callback, token.callback_confirmed) == ("http://c/?x=1", "true")
    assert token.extra == {}


def test_consumer_that_python_oauth2_pickled_is_read() -> None:
    """A pickled consumer of before is whole."""
    consumer: Consumer = pickle.loads(PICKLED_CONSUMER)  # noqa: S301  a literal above

    assert (consumer.key, consumer.secret) == ("ck", "cs")


def pickled(token: Token) -> Token:
    """Return what comes out of another process."""
    made: Token = pickle.loads(pickle.dumps(token))  # noqa: S301  what we pickled ourselves
    return made


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled])
def test_token_is_copied_whole(duplicate: Any) -> None:
    """A copied or pickled token has all of the first one's parts."""
    assert vars(duplicate(full_token())) == vars(full_token())


# --- the callback URL (RFC 5849 section 2.2) ---------------------------------------------------


@pytest.mark.parametrize(
    ("callback", "verifier", "url"),
    [
        pytest.param(
            "http://c/?a=1", "1 &x", "http://c/?a=1&oauth_token=tk&oauth_verifier=1%20%26x", id="D5"
        ),
        pytest.param("http://c/", "v", "http://c/?oauth_token=tk&oauth_verifier=v", id="no query"),
        pytest.param("http://c/?", "v", "http://c/?oauth_token=tk&oauth_verifier=v", id="empty"),
        pytest.param("http://c/?a&", "v", "http://c/?a&oauth_token=tk&oauth_verifier=v", id="end"),
        pytest.param(
            "http://c/#f?g", "v", "http://c/?oauth_token=tk&oauth_verifier=v#f?g", id="fragment"
        ),
        pytest.param("myapp://cb", "v", "myapp://cb?oauth_token=tk&oauth_verifier=v", id="D16"),
        pytest.param(b"http://c/", b"v", "http://c/?oauth_token=tk&oauth_verifier=v", id="bytes"),
        pytest.param("http://c/", 12, "http://c/?oauth_token=tk&oauth_verifier=12", id="number"),
        pytest.param("http://c/?a=1", None, "http://c/?a=1", id="no verifier yet"),
        pytest.param("oob", "v", None, id="D5 oob"),
        pytest.param(None, "v", None, id="no callback"),
    ],
)
def test_callback_url_carries_token_and_verifier(
    callback: Any, verifier: Any, url: str | None
) -> None:
    """Both parameters are added, encoded, and the callback's own stay; oob has no URL (D5)."""
    token = Token("tk", "ts")
    token.callback = callback
    token.verifier = verifier

    assert token.get_callback_url() == url


def test_callback_is_an_error_of_ours_when_it_is_no_text() -> None:
    """The message says that it is the callback."""
    token = Token("tk", "ts")
    token.set_callback(b"\xff")

    with pytest.raises(Error, match="the callback must be UTF-8"):
        token.get_callback_url()
