"""The sandbox's protected resources: the echo and the album."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _sandbox import call, fetch, new_access_token

import oauth2
from oauth2.sandbox import Sandbox, serve

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def test_echo_of_a_form(sandbox: Sandbox) -> None:
    """The echo says method, path, query, header fields, body, parameters, and who asks."""
    token = new_access_token(sandbox)

    echo = call(
        sandbox,
        sandbox.echo_url + "?b=2&a=%20x",
        "PATCH",
        token,
        body="c=3&c=é",
        headers={**FORM, "X-Test": "yes"},
    ).json

    assert echo["method"] == "PATCH"
    assert echo["path"] == "/echo"
    assert echo["query"] == [["b", "2"], ["a", " x"]]
    assert echo["headers"]["X-Test"] == "yes"
    assert echo["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    assert echo["headers"]["Content-Length"] == "8"
    assert echo["body"] == "c=3&c=é"
    assert [pair for pair in echo["parameters"] if not pair[0].startswith("oauth_")] == [
        ["a", " x"],
        ["b", "2"],
        ["c", "3"],
        ["c", "é"],
    ]
    assert echo["consumer"] == "sandbox-key"
    assert echo["token"] == token.key
    assert echo["user"] == "ada"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "REPORT"])
def test_echo_takes_any_method(sandbox: Sandbox, method: str) -> None:
    """The echo answers whatever the method."""
    assert call(sandbox, sandbox.echo_url, method).json["method"] == method


def test_echo_takes_head(sandbox: Sandbox) -> None:
    """HEAD has the length and no body."""
    answer = call(sandbox, sandbox.echo_url, "HEAD")

    assert (answer.status, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 100


def test_echo_of_a_consumer_alone(sandbox: Sandbox) -> None:
    """A consumer may ask for itself, with no token."""
    echo = call(sandbox, sandbox.echo_url).json

    assert (echo["consumer"], echo["token"], echo["user"]) == ("sandbox-key", None, None)


def test_echo_of_an_empty_token(sandbox: Sandbox) -> None:
    """An empty oauth_token says the same as none (RFC 5849 section 3.1)."""
    echo = call(sandbox, sandbox.echo_url, empty_token=True).json

    assert ["oauth_token", ""] in echo["parameters"]
    assert echo["token"] is None


def test_echo_has_only_what_was_sent(sandbox: Sandbox) -> None:
    """No header field is made up, and the Authorization is left out."""
    headers = call(sandbox, sandbox.echo_url).json["headers"]

    assert sorted(headers) == ["Accept-Encoding", "Host", "User-Agent"]


def test_echo_of_octets(sandbox: Sandbox) -> None:
    """A body that is no text is shown in base64."""
    octets = {"Content-Type": "application/octet-stream"}

    echo = call(sandbox, sandbox.echo_url, "PUT", body=b"\xff\x00", headers=octets).json

    # printf '\377\000' | base64
    assert echo["body_base64"] == "/wA="
    assert "body" not in echo


def test_echo_of_octets_in_the_query(sandbox: Sandbox) -> None:
    """Escaped octets that are no UTF-8 pass through, as the escapes that Python gives them."""
    echo = call(sandbox, sandbox.echo_url + "?a=%FF").json

    assert echo["query"] == [["a", "\udcff"]]


@pytest.mark.parametrize("placement", ["header", "query", "body"])
def test_echo_hides_a_plaintext_signature(sandbox: Sandbox, placement: str) -> None:
    """With PLAINTEXT the signature is the secrets, so that the echo leaves it out."""
    token = sandbox.provider.add_access_token(sandbox.consumer, oauth2.Token("t", "token-secret"))

    answer = call(
        sandbox,
        sandbox.echo_url + "?x=1",
        "POST",
        token,
        body="y=2",
        headers=FORM,
        placement=placement,
        signature_method=oauth2.SignatureMethod_PLAINTEXT(),
    )

    assert answer.status == 200
    assert b"secret" not in answer.content


def test_profile(sandbox: Sandbox) -> None:
    """The profile names the user, and where the picture is."""
    answer = call(sandbox, sandbox.url + "/me", token=new_access_token(sandbox))

    assert answer.headers["content-type"] == "application/json"
    assert answer.json == {
        "user_id": "1",
        "screen_name": "ada",
        "name": "Ada Sample",
        "picture": sandbox.url + "/pictures/1.svg",
        "photos": sandbox.url + "/photos",
    }


def test_picture(sandbox: Sandbox) -> None:
    """The picture is an image, so that a client has something that is no text to fetch."""
    answer = call(sandbox, sandbox.url + "/avatar.svg", token=new_access_token(sandbox))

    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg xmlns=")


def test_picture_of_the_profile_opens_in_a_browser(sandbox: Sandbox) -> None:
    """The picture that the profile names needs no signature, since a browser has none."""
    token = new_access_token(sandbox)
    profile = call(sandbox, sandbox.url + "/me", token=token).json

    answer = fetch(profile["picture"])

    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.content == call(sandbox, sandbox.url + "/avatar.svg", token=token).content


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param("", [1, 2, 3], id="none"),
        pytest.param("?page=1", [1, 2, 3], id="first"),
        pytest.param("?page=3", [7], id="last"),
    ],
)
def test_photos_come_in_pages(sandbox: Sandbox, query: str, ids: list[int]) -> None:
    """The list is split, and says how many pages there are."""
    listed = call(sandbox, sandbox.url + "/photos" + query, token=new_access_token(sandbox)).json

    assert [photo["id"] for photo in listed["photos"]] == ids
    assert listed["photos"][0]["url"] == f"{sandbox.url}/photos/{ids[0]}"
    assert (listed["pages"], listed["total"]) == (3, 7)


@pytest.mark.parametrize("query", ["page=0", "page=4", "page=x", "page=", "page=1&page=2"])
def test_photos_refuse_a_page_that_is_none(sandbox: Sandbox, query: str) -> None:
    """A page that is not there is refused in words."""
    answer = call(sandbox, f"{sandbox.url}/photos?{query}", token=new_access_token(sandbox))

    assert (answer.status, answer.fields["oauth_problem"]) == (400, "parameter_rejected")
    assert answer.fields["oauth_problem_advice"] == "page must be a number from 1 to 3"


def test_photo(sandbox: Sandbox) -> None:
    """Each photo of the list has an address of its own."""
    answer = call(sandbox, sandbox.url + "/photos/4", token=new_access_token(sandbox))

    assert answer.json == {"id": 4, "title": "A door in Évora"}


@pytest.mark.parametrize(
    "path", ["/photos/8", "/photos/", "/photos/x", "/pictures/2.svg", "/nothing"]
)
def test_what_is_not_there(sandbox: Sandbox, path: str) -> None:
    """An address that nothing has is 404."""
    assert call(sandbox, sandbox.url + path, token=new_access_token(sandbox)).status == 404


@pytest.mark.parametrize("path", ["/me", "/avatar.svg", "/photos", "/photos/1"])
def test_what_is_a_users_needs_a_token(sandbox: Sandbox, path: str) -> None:
    """A consumer alone sees nothing of any user."""
    answer = call(sandbox, sandbox.url + path)

    assert (answer.status, answer.fields["oauth_problem"]) == (401, "token_rejected")


@pytest.mark.parametrize("path", ["/me", "/avatar.svg", "/photos", "/photos/1"])
def test_album_is_only_read(sandbox: Sandbox, path: str) -> None:
    """A resource that takes GET only says so."""
    answer = call(sandbox, sandbox.url + path, "POST", new_access_token(sandbox))

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
