"""The XOAUTH string: its form, its signature, its freshness."""

from __future__ import annotations

import pytest
import xoauth_provider as provider
from xoauth_provider import Verdict, verdict

from oauth2 import Consumer, InvalidURL, Request, Token, build_xoauth_string

URL = "https://mail.example.com/mail/b/user@example.com/imap/"
CONSUMER = Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
TOKEN = Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")


@pytest.fixture
def _at_a_known_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patch the hooks that programs patch."""
    monkeypatch.setattr(Request, "make_nonce", staticmethod(lambda: "kllo9940pd9333jh"))
    monkeypatch.setattr(Request, "make_timestamp", staticmethod(lambda: "1191242096"))


# Each signature by: printf %s "$base_string" | openssl dgst -sha1 -hmac "$key" -binary | base64
@pytest.mark.usefixtures("_at_a_known_moment")
@pytest.mark.parametrize(
    ("url", "token", "expected"),
    [
        pytest.param(
            # GET&https%3A%2F%2Fmail.example.com%2Fmail%2Fb%2Fuser%40example.com%2Fimap%2F&oauth_
            # consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_
            # method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096%26oauth_token%3Dnnch734d00sl2jdk
            # %26oauth_version%3D1.0, key kd94hf93k423kf44&pfkkdhi9sl3r4s00
            URL,
            TOKEN,
            "GET https://mail.example.com/mail/b/user@example.com/imap/"
            ' oauth_consumer_key="dpf43f3p2l4k3l03",oauth_nonce="kllo9940pd9333jh"'
            ',oauth_signature="Xkl743FxdzHRxBQbNw0AwOh4%2FUc%3D",oauth_signature_method="HMAC-SHA1"'
            ',oauth_timestamp="1191242096",oauth_token="nnch734d00sl2jdk",oauth_version="1.0"',
            id="token",
        ),
        pytest.param(
            # The same without oauth_token, and %26xoauth_requestor_id%3Duser%2540example.com at
            # the end; key kd94hf93k423kf44&
            f"{URL}?xoauth_requestor_id=user%40example.com",
            None,
            "GET https://mail.example.com/mail/b/user@example.com/imap/"
            "?xoauth_requestor_id=user%40example.com"
            ' oauth_consumer_key="dpf43f3p2l4k3l03",oauth_nonce="kllo9940pd9333jh"'
            ',oauth_signature="zDXkpJM2nZVuOAmty8D%2BruzvNpo%3D",oauth_signature_method="HMAC-SHA1"'
            ',oauth_timestamp="1191242096",oauth_version="1.0"',
            id="consumer alone, query",
        ),
        pytest.param(
            # As the first, with oauth_token%3D1%252FfFAG%2522%252C%25C3%25A9; key
            # kd94hf93k423kf44&s%26cret%2F%C3%A9
            URL,
            Token('1/fFAG",é', "s&cret/é"),
            "GET https://mail.example.com/mail/b/user@example.com/imap/"
            ' oauth_consumer_key="dpf43f3p2l4k3l03",oauth_nonce="kllo9940pd9333jh"'
            ',oauth_signature="I8%2Fv3ZWFdyokS98mSYChnfHELq4%3D",oauth_signature_method="HMAC-SHA1"'
            ',oauth_timestamp="1191242096",oauth_token="1%2FfFAG%22%2C%C3%A9",oauth_version="1.0"',
            id="token to be encoded",
        ),
    ],
)
def test_string_is_method_url_and_parameters_by_name(
    url: str, token: Token | None, expected: str
) -> None:
    """The parameters are sorted by name, encoded and quoted, and joined by bare commas."""
    assert build_xoauth_string(url, CONSUMER, token) == expected


@pytest.mark.parametrize(
    ("url", "written"),
    [
        pytest.param(URL.encode(), URL, id="bytes"),
        pytest.param(
            "https://mail.example.com/mail/b/josé l/",
            "https://mail.example.com/mail/b/jos%C3%A9%20l/",
            id="not ASCII",
        ),
        pytest.param(
            "https://mail.example.com/a\r\nb", "https://mail.example.com/a%0D%0Ab", id="line break"
        ),
        pytest.param(
            "https://mail.example.com/%61%2f%FF/?a=%7E",
            "https://mail.example.com/%61%2f%FF/?a=%7E",
            id="escapes",
        ),
    ],
)
def test_url_is_written_as_it_is_signed(url: str, written: str) -> None:
    """What cannot stand in a URL is encoded once; what is encoded already stays as it is."""
    method, found, _ = build_xoauth_string(url, CONSUMER, TOKEN).split(" ")

    assert (method, found) == ("GET", written)


@pytest.mark.parametrize(
    ("url", "token"),
    [
        pytest.param(URL, Token(provider.TOKEN_KEY, provider.TOKEN_SECRET), id="token"),
        pytest.param(f"{URL}?xoauth_requestor_id=me%40example.com", None, id="consumer alone"),
        pytest.param(
            "https://MAIL.example.com:443/b/%7Euser%2F/?b=1%202&a=",
            Token(provider.TOKEN_KEY, provider.TOKEN_SECRET),
            id="URL to be normalised",
        ),
    ],
)
def test_string_is_accepted_by_oauthlib(url: str, token: Token | None) -> None:
    """Another implementation finds the signature right."""
    consumer = Consumer(provider.CONSUMER_KEY, provider.CONSUMER_SECRET)
    xoauth = build_xoauth_string(url, consumer, token)

    assert verdict(xoauth.encode("ascii")) is Verdict.ACCEPTED


def test_string_is_another_one_each_time() -> None:
    """A nonce is used for one login only."""
    assert build_xoauth_string(URL, CONSUMER, TOKEN) != build_xoauth_string(URL, CONSUMER, TOKEN)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("imap://mail.example.com/", id="imap"),
        pytest.param("mail.example.com", id="host alone"),
        pytest.param("", id="empty"),
    ],
)
def test_url_is_refused_where_it_is_not_http(url: str) -> None:
    """XOAUTH names a mailbox by an http or https URL, as RFC 5849 signs it."""
    with pytest.raises(InvalidURL, match="http:// or https://"):
        build_xoauth_string(url, CONSUMER, TOKEN)


def test_consumer_is_needed() -> None:
    """A consumer that is None is named as what is wrong."""
    with pytest.raises(ValueError, match="consumer must be a Consumer, not None"):
        build_xoauth_string(URL, None, TOKEN)  # type: ignore[arg-type]
