"""`Server(explain=True)`: the error of a refused request says which known mistake was made."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import photos
import pytest
from _mistaken_signer import SHAPES, Mistake, Sent, sign
from photos import CONSUMER, TOKEN, received, server

import oauth2
from oauth2.server import problem_fields

MULTIPART = SHAPES["POST, multipart, two-legged"]
NO_SLASH = ("trailing_slash", "dropped")
# printf '%s' "$BASE_STRING" | openssl sha1 -hmac "$KEY" -binary | base64, where the base string is
# that of photos.py with POST for GET, or the key has no token secret.
SIGNED_AS_POST = "wPkvxykrw+BTdCcGqKr+3I+PsiM="
SIGNED_WITHOUT_TOKEN_SECRET = "53jgttsWLqA74Y7pXpdaQdhgDfI="


def refused(
    request: oauth2.Request | None, verifier: oauth2.Server, token: oauth2.Token | None = TOKEN
) -> oauth2.RequestRefused:
    """Return the error with which a request is refused."""
    with pytest.raises(oauth2.RequestRefused) as caught:
        verifier.verify_request(request, CONSUMER, token)
    return caught.value


def names(error: oauth2.RequestRefused) -> list[tuple[str, ...]]:
    """Return the names of what an error's explanation has found."""
    return [finding.names for finding in error.explanation.findings]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"oauth_signature": SIGNED_AS_POST}, "method_mismatch", id="method"),
        pytest.param(
            {"oauth_signature": SIGNED_WITHOUT_TOKEN_SECRET}, "token_secret_missing", id="secret"
        ),
        pytest.param({"oauth_signature": "x"}, "wrong_secret_or_unknown", id="unknown"),
        pytest.param({"oauth_signature": None}, "parameter_absent", id="unsigned"),
        pytest.param({"oauth_consumer_key": "another"}, "wrong_credentials_pair", id="consumer"),
        pytest.param({"oauth_token": "another"}, "stale_token_used", id="token"),
        pytest.param({"oauth_timestamp": "1191242096000"}, "timestamp_ms", id="milliseconds"),
    ],
)
def test_error_has_the_explanation(changes: dict[str, Any], expected: str) -> None:
    """The first finding is the mistake that was made."""
    error = refused(received(**changes), server(explain=True))

    assert names(error)[0][0] == expected


def test_replay_is_explained_by_what_the_server_says() -> None:
    """Where the signature is right, the reason is the Server's own."""
    verifier = server(explain=True)
    verifier.verify_request(received(), CONSUMER, TOKEN)

    error = refused(received(), verifier)

    assert names(error) == [("nonce_used",)]
    assert error.explanation.findings[0].certainty == "the provider says"


@pytest.mark.parametrize(
    ("clock", "threshold", "expected"),
    [
        pytest.param(1191242096 + 301, 300, [("clock_skew",)], id="too old"),
        pytest.param(1191242096 + 60, 30, [("clock_skew",)], id="too old for a strict server"),
        pytest.param(1191242096 + 900, 600, [("clock_skew",)], id="too old for a patient server"),
    ],
)
def test_timestamp_is_held_against_the_servers_clock(
    clock: int, threshold: int, expected: list[tuple[str, ...]]
) -> None:
    """The clock and the threshold are those of the Server."""
    error = refused(received(), server(clock, explain=True, timestamp_threshold=threshold))

    assert names(error) == expected


def test_timestamp_that_a_patient_server_takes_is_no_fault() -> None:
    """With a longer threshold, what lies within it is not blamed."""
    request = received(oauth_signature="x")

    error = refused(request, server(1191242096 + 500, explain=True, timestamp_threshold=600))

    assert names(error) == [("wrong_secret_or_unknown",)]


def test_nothing_is_explained_by_default() -> None:
    """An Explanation is work, and tells much: only who asks gets one."""
    assert refused(received(oauth_signature="x"), server()).explanation is None


def test_subclass_without_our_init_explains_nothing() -> None:
    """Programs written for python-oauth2 may not call `Server.__init__`."""

    class Old(oauth2.Server):
        def __init__(self) -> None:
            self.signature_methods = {}

    assert refused(received(), Old()).explanation is None


def test_answer_says_no_more_than_without_it() -> None:
    """Neither the text of the error nor the header field holds the explanation."""
    request = received(oauth_signature=SIGNED_AS_POST)
    error, plain = refused(request, server(explain=True)), refused(request, server())

    assert str(error) == str(plain)
    assert problem_fields(error) == problem_fields(plain)


def test_explanation_holds_no_secret() -> None:
    """What a program shows of it gives no secret away (D1)."""
    error = refused(received(oauth_signature=photos.KEY), server(explain=True))

    shown = str(error.explanation) + repr(error.explanation) + str(error.explanation.to_dict())
    assert "kd94hf93k423kf44" not in shown
    assert "pfkkdhi9sl3r4s00" not in shown


def test_request_that_is_none_is_refused_as_before() -> None:
    """What has no parameters at all has nothing to explain."""
    error = refused(None, server(explain=True))

    assert type(error) is oauth2.MissingSignature
    assert error.explanation is None


class Broken(oauth2.Request):
    """A request that cannot be explained."""

    def __eq__(self, other: object) -> bool:
        """Fail as a program's own code may."""
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


def test_refusal_stays_a_refusal_where_explaining_fails() -> None:
    """Whatever goes wrong while it is explained, the request is refused as it would be."""
    request = Broken.from_request("GET", photos.URL, photos.authorization(oauth_signature="x"))

    error = refused(request, server(explain=True))

    assert type(error) is oauth2.InvalidSignature
    assert error.explanation is None


def test_method_of_the_programs_own_is_not_explained() -> None:
    """How its requests are signed is not known, so that any explanation would be a guess."""

    class Own(oauth2.SignatureMethod_HMAC_SHA1):
        body_hash_algorithm = "sha256"

    verifier = oauth2.Server({"HMAC-SHA1": Own()}, clock=lambda: photos.TIMESTAMP, explain=True)

    assert refused(received(oauth_signature="x"), verifier).explanation is None


def test_right_request_passes() -> None:
    """Nothing changes for who signs rightly."""
    found = server(explain=True).verify_request(received(), CONSUMER, TOKEN)

    assert found == {"file": "vacation.jpg", "size": "original"}


# --- what arrived beside what is signed ----------------------------------------------------------


def from_request(sent: Sent) -> oauth2.Request:
    """Make a Request of the parts."""
    request = oauth2.Request.from_request(*sent.arrived[:3], body=sent.body)
    assert request is not None
    return request


def from_wsgi(sent: Sent) -> oauth2.Request:
    """Make a Request of an environ, as a server behind a proxy has it."""
    named = {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent.headers.items()
    }
    environ = named | {
        "REQUEST_METHOD": sent.method,
        "REQUEST_URI": sent.url.partition("example.com")[2],
        "HTTP_HOST": "example.com",
        "CONTENT_TYPE": named.pop("HTTP_CONTENT_TYPE", ""),
        "wsgi.url_scheme": "https",
        "wsgi.input": None,
    }
    return oauth2.Request.from_wsgi(environ, body=sent.body)


def from_asgi(sent: Sent) -> oauth2.Request:
    """Make a Request of a scope, as a server behind a proxy has it."""
    fields = {**sent.headers, "Host": "example.com"}
    scope = {
        "type": "http",
        "method": sent.method,
        "scheme": "https",
        "raw_path": sent.url.partition("example.com")[2].encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in fields.items()],
    }
    return oauth2.Request.from_asgi(scope, sent.body)


BUILDERS = [
    pytest.param(build, id=build.__name__) for build in (from_request, from_wsgi, from_asgi)
]


def explained(request: oauth2.Request, sent: Sent) -> list[tuple[str, ...]]:
    """Return what a Server finds that knows the consumer of `_mistaken_signer`."""
    verifier = oauth2.Server(clock=lambda: 1191242096, explain=True)
    for method in (oauth2.SignatureMethod_HMAC_SHA1(), oauth2.SignatureMethod_HMAC_SHA512()):
        verifier.add_signature_method(method)
    with pytest.raises(oauth2.InvalidSignature) as caught:
        verifier.verify_request(request, CONSUMER, None)
    return names(caught.value)


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize(
    "mistake", [("multipart_signed", "text fields"), NO_SLASH, ("scheme_mismatch", "")]
)
def test_raw_request_counts(build: Any, mistake: Mistake) -> None:
    """Content-Type and body are known however the Request was made."""
    sent = sign(MULTIPART, mistake)

    assert explained(build(sent), sent) == [(mistake[0],)]


@pytest.mark.parametrize("build", BUILDERS)
def test_proxy_is_found_by_its_header_fields(build: Any) -> None:
    """That the client called another host than the Server knows is said by what the proxy adds."""
    behind = replace(MULTIPART, headers={"X-Forwarded-Host": "outer.example.org"})
    sent = sign(behind, ("proxy_host", "X-Forwarded-*"))

    assert explained(build(sent), sent) == [("proxy_host",)]


def test_request_that_was_changed_is_explained_as_it_is() -> None:
    """What is verified counts, not what arrived, where the program changed it."""
    request = received()
    request["tint"] = "sepia"

    error = refused(request, server(explain=True))

    assert names(error)[0] == ("parameter_not_signed",)
    assert error.explanation.base_string.endswith("%26size%3Doriginal%26tint%3Dsepia")


def test_request_without_a_url_is_refused_as_before() -> None:
    """A request made by hand may lack all that explains it."""
    request = oauth2.Request(parameters={**photos.PARAMETERS, "oauth_version": "2"})

    error = refused(request, server(explain=True))

    assert type(error) is oauth2.VersionRejected
    assert error.explanation is None


def test_body_that_is_a_file_is_not_read_again() -> None:
    """Of what was read once there is nothing more to say."""
    with Path(__file__).open("rb") as file:
        request = oauth2.Request.from_request(
            "PUT", photos.URL, photos.authorization(oauth_signature="x"), body=file
        )
        error = refused(request, server(explain=True))

    assert names(error) == [("wrong_secret_or_unknown",)]


def test_request_of_an_environ_can_be_copied_and_pickled() -> None:
    """What is kept for an explanation stays behind: an environ holds what cannot be copied."""
    environ = {
        "REQUEST_METHOD": "GET",
        "REQUEST_URI": "/photos?file=vacation.jpg&size=original",
        "HTTP_HOST": "photos.example.net",
        "HTTP_AUTHORIZATION": photos.authorization()["Authorization"],
        "wsgi.url_scheme": "http",
        "wsgi.input": sys.stdin,
    }
    request = oauth2.Request.from_wsgi(environ, body=b"")

    assert copy.deepcopy(request) == request
    assert pickle.loads(pickle.dumps(request)) == request  # noqa: S301  # our own


def test_server_is_imported_without_the_mistakes() -> None:
    """Who does not ask for explanations does not wait for their import."""
    program = (
        "import oauth2, sys; oauth2.Server(explain=True); print('oauth2.diagnosis' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"
