"""The sandbox's page for a person: who asks, allow, deny (RFC 5849 section 2.2)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from _sandbox import (
    Answer,
    Form,
    call,
    decide,
    fetch,
    new_request_token,
    open_page,
    pin_on,
    post_form,
)

import oauth2
from oauth2.sandbox import Sandbox, serve

CALLBACK = "http://127.0.0.1:9/back"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Run a sandbox."""
    with serve() as running:
        yield running


def exchange(sandbox: Sandbox, token: oauth2.Token, verifier: str) -> Answer:
    """Ask for an access token."""
    token.set_verifier(verifier)
    return call(sandbox, sandbox.access_token_url, "POST", token)


def test_page_is_accessible(sandbox: Sandbox) -> None:
    """A person finds a language, a title, one heading, who asks and two buttons, without CSS."""
    page = open_page(sandbox, new_request_token(sandbox)).html

    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>Allow Sandbox consumer?</title>" in page
    assert re.findall("<h1>(.*?)</h1>", page) == ["Allow Sandbox consumer?"]
    assert "You are signed in as <strong>Ada Sample</strong>." in page
    assert re.findall("<button .*?>(.*?)</button>", page) == ["Allow", "Deny"]
    assert "<script" not in page


def test_page_says_what_follows_with_a_pin(sandbox: Sandbox) -> None:
    """A person is told that there will be a PIN."""
    page = open_page(sandbox, new_request_token(sandbox)).html

    assert "If you allow it, you get a PIN to type there." in page


def test_page_says_where_the_answer_goes(sandbox: Sandbox) -> None:
    """A person is told the address of the callback, without its query."""
    page = open_page(sandbox, new_request_token(sandbox, CALLBACK + "?secret=1#x")).html

    assert f"Your answer is sent to <code>{CALLBACK}</code>." in page


def test_page_lets_one_of_several_users_answer(sandbox: Sandbox) -> None:
    """With more than one user there is a labelled choice, and it counts."""
    sandbox.provider.add_user("bob", "pw", title="Bob <2>")
    token = new_request_token(sandbox)

    page = open_page(sandbox, token).html
    verifier = pin_on(decide(sandbox, token, "allow", user="bob").html)

    assert '<label for="user">Answer as</label>\n<select id="user" name="user">' in page
    assert '<option value="bob">Bob &lt;2&gt;</option>' in page
    assert exchange(sandbox, token, verifier).fields["screen_name"] == "bob"


def test_page_shows_names_as_text(sandbox: Sandbox) -> None:
    """A consumer's name cannot put anything into the page."""
    name = "<script>alert(1)</script>\"'&"
    consumer = sandbox.provider.add_consumer("k", "s", name=name)
    token = new_request_token(sandbox, consumer=consumer)

    pages = open_page(sandbox, token).html + decide(sandbox, token, "allow").html

    assert "<script" not in pages
    assert pages.count("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;") == 4


def test_page_shows_a_callback_as_text(sandbox: Sandbox) -> None:
    """A callback cannot put anything into the page."""
    token = new_request_token(sandbox, "http://h/<b>'\"&")

    assert "<code>http://h/&lt;b&gt;&#x27;&quot;&amp;</code>" in open_page(sandbox, token).html


def test_pages_guard_themselves(sandbox: Sandbox) -> None:
    """No frame, no script, nothing stored, no referrer; the style is allowed by its hash."""
    answer = open_page(sandbox, new_request_token(sandbox))

    style = re.findall("<style>(.*?)</style>", answer.html, re.DOTALL)[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert answer.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_allow_shows_a_pin_that_works_once(sandbox: Sandbox) -> None:
    """With "oob" the person reads 8 digits, and they are the verifier."""
    token = new_request_token(sandbox)
    answer = decide(sandbox, token, "allow")
    verifier = pin_on(answer.html)

    first, second = exchange(sandbox, token, verifier), exchange(sandbox, token, verifier)

    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert first.status == 200
    assert (second.status, second.fields["oauth_problem"]) == (401, "token_used")


def test_allow_redirects_to_the_callback(sandbox: Sandbox) -> None:
    """With a callback the browser goes there by GET, with token and verifier."""
    token = new_request_token(sandbox, CALLBACK)

    answer = decide(sandbox, token, "allow")

    assert answer.status == 303
    assert re.fullmatch(
        re.escape(CALLBACK) + f"[?]oauth_token={token.key}&oauth_verifier=[0-9a-f]{{32}}",
        answer.headers["location"],
    )


@pytest.mark.parametrize(
    ("callback", "location"),
    [
        pytest.param(CALLBACK, CALLBACK + "?denied={}", id="plain"),
        pytest.param(CALLBACK + "?a=%20b#top", CALLBACK + "?a=%20b&denied={}#top", id="with query"),
        pytest.param("my-app://done", "my-app://done?denied={}", id="scheme of a program"),
    ],
)
def test_deny_redirects_to_the_callback(sandbox: Sandbox, callback: str, location: str) -> None:
    """The consumer is told which token was denied."""
    token = new_request_token(sandbox, callback)

    answer = decide(sandbox, token, "deny")

    assert (answer.status, answer.headers["location"]) == (303, location.format(token.key))


def test_deny_shows_a_page_without_callback(sandbox: Sandbox) -> None:
    """With "oob" the person reads that nothing is given, and nothing is."""
    token = new_request_token(sandbox)

    answer = decide(sandbox, token, "deny")
    refused = exchange(sandbox, token, "12345678")

    assert answer.status == 200
    assert "Sandbox consumer gets no access." in answer.html
    assert (refused.status, refused.fields["oauth_problem"]) == (401, "permission_denied")


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", id="none"),
        pytest.param("?oauth_token=", id="empty"),
        pytest.param("?oauth_token=%3Cb%3E", id="unknown"),
        pytest.param("?oauth_token=%ff", id="no text"),
    ],
)
def test_unknown_token_gets_a_page(sandbox: Sandbox, query: str) -> None:
    """A broken link is explained to a person."""
    answer = fetch(sandbox.authorize_url + query)

    assert answer.status == 404
    assert "<h1>Unknown request</h1>" in answer.html


def test_decided_token_gets_a_page(sandbox: Sandbox) -> None:
    """Who comes back, by reload or by another button, is told that it is decided."""
    token = new_request_token(sandbox)
    fields = {**Form(open_page(sandbox, token).html).hidden, "decision": "deny"}
    post_form(sandbox, fields)

    answers = [open_page(sandbox, token), post_form(sandbox, {**fields, "decision": "allow"})]

    assert [answer.status for answer in answers] == [410, 410]
    assert "<h1>Already answered</h1>" in answers[0].html
    assert exchange(sandbox, token, "1").fields["oauth_problem"] == "permission_denied"


@pytest.mark.parametrize(
    "form_key",
    [
        pytest.param("", id="empty"),
        pytest.param("0" * 32, id="guessed"),
        pytest.param("é", id="not ASCII"),
    ],
)
def test_decision_needs_the_page(sandbox: Sandbox, form_key: str) -> None:
    """Another site that posts the form does not know the value in it, and decides nothing."""
    token = new_request_token(sandbox)
    fields = {"oauth_token": token.key, "form_key": form_key, "decision": "allow"}

    answer = post_form(sandbox, fields)

    assert answer.status == 403
    assert open_page(sandbox, token).status == 200


def test_decision_needs_the_page_of_this_token(sandbox: Sandbox) -> None:
    """The value in the page of one token decides about no other."""
    mine, other = new_request_token(sandbox), new_request_token(sandbox)
    form_key = Form(open_page(sandbox, mine).html).hidden["form_key"]

    answer = post_form(
        sandbox, {"oauth_token": other.key, "form_key": form_key, "decision": "allow"}
    )

    assert answer.status == 403


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="no button"),
        pytest.param({"decision": "perhaps"}, id="another button"),
        pytest.param({"decision": "allow", "user": "nobody"}, id="unknown user"),
    ],
)
def test_unclear_decision_decides_nothing(sandbox: Sandbox, fields: dict[str, str]) -> None:
    """What is neither button leaves the token open."""
    token = new_request_token(sandbox)
    hidden = Form(open_page(sandbox, token).html).hidden

    answer = post_form(sandbox, {**hidden, **fields})

    assert answer.status == 400
    assert open_page(sandbox, token).status == 200


def test_only_one_of_many_decisions_counts(sandbox: Sandbox) -> None:
    """However many answers arrive at once, one decides and one verifier is given."""
    token = new_request_token(sandbox, CALLBACK)
    fields = {**Form(open_page(sandbox, token).html).hidden, "decision": "allow"}

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post_form(sandbox, fields), range(16)))

    assert sorted(answer.status for answer in answers) == [303] + [410] * 15


def test_head_of_the_page_has_no_body(sandbox: Sandbox) -> None:
    """HEAD says what GET would, without the page."""
    token = new_request_token(sandbox)

    answer = fetch(f"{sandbox.authorize_url}?oauth_token={token.key}", "HEAD")

    assert (answer.status, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 1000
