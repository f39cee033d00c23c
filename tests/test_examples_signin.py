"""Signing in with Django and with Flask, without a browser: the examples' rules and refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from _signin import Running, command_of, running
from _signin_visitor import Visitor, heading, key_in

from oauth2.sandbox.rehearsal import rehearse

# Django sends the protocol's parameters in the header, Flask in the URL.
PLACEMENT = {"django_signin": "header", "flask_signin": "query"}
# They measure no line of the library that other tests do not.
MARKED = {
    "django_signin": pytest.param("django_signin", marks=pytest.mark.table(group="signin_django")),
    "flask_signin": pytest.param("flask_signin", marks=pytest.mark.table(group="signin_flask")),
}
EXAMPLES = pytest.mark.parametrize("example", MARKED.values(), scope="module", indirect=True)
DJANGO = pytest.mark.parametrize(
    "example", [MARKED["django_signin"]], scope="module", indirect=True
)
# Where each stores what it got.
STORED = {
    "django_signin": "SELECT token, secret FROM signin_profile",
    "flask_signin": "SELECT token, secret FROM user",
}


@pytest.fixture(scope="module")
def example(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """Run an example by the command of its README, with a provider that can fail."""
    name, folder = request.param, tmp_path_factory.mktemp("site")
    with rehearse() as provider:
        provider.provider.add_user("grace", "her password", title="Grace Example")
        # Half a character, which JSON can hold and a database cannot.
        provider.provider.add_user("nobody", "their password", title="\ud83d")
        settings = {
            "PROVIDER_URL": provider.url,
            "PROVIDER_PLACEMENT": PLACEMENT[name],
            "DATABASE": str(folder / "site.sqlite3"),
        }
        with running(name, folder, **settings) as site:
            yield Running(name, site, provider, folder / "site.sqlite3")


@pytest.fixture
def arrive(example: Running) -> Iterator[Callable[[], Visitor]]:
    """Return what lets one more person arrive."""
    with ExitStack() as stack:

        def new() -> Visitor:
            return stack.enter_context(closing(Visitor(example.site.origin)))

        yield new


@pytest.fixture
def visitor(arrive: Callable[[], Visitor]) -> Visitor:
    """Return a person who has not been here before."""
    return arrive()


@EXAMPLES
def test_user_is_known_by_name_and_picture(example: Running, visitor: Visitor) -> None:
    """Who has allowed it is signed in, with what the provider's profile says."""
    assert visitor.sign_in(example.provider) == "/"

    page = visitor.get()
    assert heading(page) == "Hello, Ada Sample"
    assert f'<img src="{example.provider.url}/pictures/1.svg"' in page.text


@EXAMPLES
def test_parameters_are_where_the_provider_wants_them(example: Running, visitor: Visitor) -> None:
    """Token and verifier are sent in the URL where the settings say so, else in the header."""
    visitor.sign_in(example.provider)

    asked = [each for each in example.provider.requests if "/access_token" in each.url][-1]
    in_url = {"header": False, "query": True}[PLACEMENT[example.name]]
    assert ("oauth_verifier=" in asked.url, "oauth_token=" in asked.url) == (in_url, in_url)


@EXAMPLES
def test_buttons_are_the_sites_own(example: Running, visitor: Visitor) -> None:
    """No link and no form of another site begins a sign-in or ends a session."""
    visitor.sign_in(example.provider)
    [begin, end] = {
        "django_signin": ["/sign-in/", "/sign-out/"],
        "flask_signin": ["/sign-in", "/sign-out"],
    }[example.name]

    assert visitor.post(begin).status_code in {400, 403}
    assert visitor.post(end).status_code in {400, 403}
    assert visitor.get(end).status_code == 405
    assert visitor.sees() == "Hello, Ada Sample"


@EXAMPLES
def test_user_lands_where_they_wanted_to_be(example: Running, visitor: Visitor) -> None:
    """The page that asked for the sign-in is the one that follows it."""
    assert visitor.sign_in(example.provider, wanted="/?tab=2&b=%C3%A9") == "/?tab=2&b=%C3%A9"


@EXAMPLES
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://other.example/",
        "//other.example/",
        "/\\other.example/",
        "/\t/other.example/",
        "home",
    ],
)
def test_next_page_is_never_another_sites(
    example: Running, visitor: Visitor, elsewhere: str
) -> None:
    """A link to the sign-in cannot send its user elsewhere afterwards."""
    sign_in = visitor.get(visitor.get().headers["Location"])
    visitor.page = visitor.press(sign_in, next=elsewhere).headers["Location"]
    example.provider.approve(visitor.page)

    assert visitor.come_back(example.provider).headers["Location"] == "/"


@EXAMPLES
def test_user_denies_it(example: Running, visitor: Visitor) -> None:
    """Who says no reads that, and is not signed in."""
    example.provider.deny(visitor.begin())

    answer = visitor.come_back(example.provider)
    assert (answer.status_code, heading(answer)) == (403, "Not signed in")
    assert visitor.sees() == "Sign in"


@EXAMPLES
def test_answer_is_somebody_elses(
    example: Running, visitor: Visitor, arrive: Callable[[], Visitor]
) -> None:
    """Neither who began a sign-in nor who began none becomes the user of another's answer."""
    example.provider.approve(visitor.begin())
    others = str(example.provider.callback_url(visitor.page))
    victim, passer_by = arrive(), arrive()
    example.provider.provider.approve(key_in(victim.begin()), user="grace")

    assert heading(victim.get(others)) == "Not your sign-in"
    assert heading(passer_by.get(others)) == "Nothing to finish"
    assert (victim.sees(), passer_by.sees()) == ("Sign in", "Sign in")
    assert victim.come_back(example.provider).headers["Location"] == "/"
    assert victim.sees() == "Hello, Grace Example"


@EXAMPLES
def test_callback_is_reloaded(example: Running, visitor: Visitor) -> None:
    """The same answer again leads home, asks the provider nothing, and signs nobody in."""
    visitor.sign_in(example.provider)
    asked = len(example.provider.requests)

    assert visitor.come_back(example.provider).headers["Location"] == "/"
    visitor.press(visitor.get())
    assert visitor.sees() == "Sign in"
    assert heading(visitor.come_back(example.provider)) == "Nothing to finish"
    assert len(example.provider.requests) == asked


@EXAMPLES
def test_answer_without_a_verifier(example: Running, visitor: Visitor) -> None:
    """A callback that lacks the verifier is refused on a page, and leaves the sign-in open."""
    example.provider.approve(visitor.begin())
    whole = str(example.provider.callback_url(visitor.page))

    assert heading(visitor.get(whole.partition("&oauth_verifier")[0])) == "Not signed in"
    assert visitor.get(whole).headers["Location"] == "/"


@EXAMPLES
def test_provider_gives_no_request_token(example: Running, visitor: Visitor) -> None:
    """A provider that breaks when the button is pressed shows as a page that says so."""
    sign_in = visitor.get(visitor.get().headers["Location"])
    with example.provider.failing("connection_closed", at=example.provider.request_token_url):
        answer = visitor.press(sign_in)

    assert (answer.status_code, heading(answer)) == (502, "Not signed in")


@EXAMPLES
@pytest.mark.parametrize(
    ("path", "fault"),
    [("/access_token", "connection_closed"), ("/me", "html"), ("/me", "server_error")],
)
def test_provider_fails_in_the_end(
    example: Running, visitor: Visitor, path: str, fault: str
) -> None:
    """A provider that breaks when the user is back shows so too, and nobody is signed in."""
    example.provider.approve(visitor.begin())
    with example.provider.failing(fault, at=example.provider.url + path):
        answer = visitor.come_back(example.provider)

    assert (answer.status_code, heading(answer)) == (502, "Not signed in")
    assert visitor.sees() == "Sign in"


@EXAMPLES
def test_profile_that_cannot_be_stored(example: Running, visitor: Visitor) -> None:
    """A name that is no text is the provider's mistake, and shows so."""
    example.provider.provider.approve(key_in(visitor.begin()), user="nobody")
    answer = visitor.come_back(example.provider)

    assert (answer.status_code, heading(answer)) == (502, "Not signed in")


@EXAMPLES
def test_many_sign_in_at_once(example: Running, arrive: Callable[[], Visitor]) -> None:
    """Who comes while others are served is served too."""
    visitors = [arrive() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        landed = list(pool.map(lambda each: each.sign_in(example.provider), visitors))

    assert landed == ["/"] * 8


@EXAMPLES
def test_nothing_secret_is_logged(
    example: Running, visitor: Visitor, arrive: Callable[[], Visitor]
) -> None:
    """What went wrong is in the log; tokens, their secrets and verifiers are not."""
    arrive().sign_in(example.provider)
    with example.provider.failing("server_error", at=example.provider.access_token_url):
        verifier = example.provider.approve(visitor.begin())
        visitor.come_back(example.provider)

    log = example.site.log.read_text(encoding="utf-8")
    secrets = [str(text) for row in example.stored(STORED[example.name]) for text in row]
    assert "sign-in failed: TokenRequestDenied" in log
    assert [text for text in [verifier, visitor.page, *secrets] if text in log] == []


@DJANGO
def test_users_in_django(example: Running, arrive: Callable[[], Visitor]) -> None:
    """Each has one account, however often they come; with no password and no e-mail address."""
    arrive().sign_in(example.provider)
    arrive().sign_in(example.provider)
    arrive().sign_in(example.provider, "grace")

    rows = example.stored(
        "SELECT provider_id, name, substr(password, 1, 1), email, length(username)"
        " FROM signin_profile JOIN auth_user ON auth_user.id = user_id ORDER BY provider_id"
    )
    # A password that begins with "!" is one that none fits.
    assert rows == [("1", "Ada Sample", "!", "", 32), ("2", "Grace Example", "!", "", 32)]


@DJANGO
def test_closed_account_in_django(example: Running, visitor: Visitor) -> None:
    """Who was shut out stays out, and reads that."""
    visitor.sign_in(example.provider, "grace")
    example.change("UPDATE auth_user SET is_active = 0")

    example.provider.provider.approve(key_in(visitor.begin()), user="grace")
    answer = visitor.come_back(example.provider)
    example.change("UPDATE auth_user SET is_active = 1")
    assert (answer.status_code, "This account is closed." in answer.text) == (403, True)


@DJANGO
def test_session_key_changes_in_django(example: Running, visitor: Visitor) -> None:
    """Each sign-in gets a new session, also one who is signed in; the old one ends."""
    visitor.begin()
    before = visitor.cookies["sessionid"]
    example.provider.approve(visitor.page)
    visitor.come_back(example.provider)
    first = visitor.cookies["sessionid"]
    again = visitor.get("/sign-in/")
    visitor.page = visitor.press(again).headers["Location"]
    example.provider.approve(visitor.page)
    visitor.come_back(example.provider)

    assert len({before, first, visitor.cookies["sessionid"]}) == 3
    kept = {row[0] for row in example.stored("SELECT session_key FROM django_session")}
    assert kept & {before, first} == set()


@pytest.mark.parametrize("name", MARKED.values())
def test_readme_starts_site_and_sandbox(name: str, tmp_path: Path) -> None:
    """The one command of the README installs what is needed, and is all that is needed."""
    assert command_of(name)["module"] == name.partition("_")[0]
    with running(name, tmp_path) as site, closing(Visitor(site.origin)) as visitor:
        page = visitor.get(visitor.begin())

    assert heading(page) == "Allow Sandbox consumer?"
