"""Sign in with the provider: to its page, back from there, and out again."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

import oauth2

from . import store
from .forms import own_path
from .provider import FAILURES, new_flow, who_is

site = Blueprint("site", __name__)
logger = logging.getLogger(__name__)

Answer = str | tuple[str, int] | Response


@site.before_app_request
def know_user() -> None:
    """Look up who is signed in."""
    g.user = store.user(session["user"]) if "user" in session else None


def login_required(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Make a view that sends whoever is not signed in to the sign-in, and back afterwards."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Answer:
        if g.user is None:
            wanted = request.full_path.removesuffix("?")
            return redirect(url_for("site.sign_in", next=wanted))
        return view(*args, **kwargs)

    return wrapped


@site.get("/")
@login_required
def home() -> Answer:
    """Show who is signed in."""
    return render_template("home.html")


@site.get("/sign-in")
def sign_in() -> Answer:
    """Show the button."""
    return render_template("sign_in.html", next=request.args.get("next", ""))


# By POST, with the CSRF token: no other site can start this for a user.
@site.post("/sign-in")
def begin() -> Answer:
    """Send the user to the provider."""
    flow = new_flow()
    try:
        flow.fetch_request_token(url_for("site.callback", _external=True))
    except FAILURES as error:
        return failed(error)
    # The request token with its secret stays here: Flask's session is a cookie, which is signed,
    # but which its owner can read.  The session has the number, so that nobody can finish in this
    # browser what was begun in another, and be taken for somebody else.
    target = own_path(request.form.get("next", "")) or url_for("site.home")
    session["waiting"] = store.wait(flow, target)
    return redirect(flow.authorization_url())


@site.get("/callback")
def callback() -> Answer:
    """Take up the user who comes back from the provider."""
    number = session.get("waiting")
    waiting = store.waiting(number)
    if waiting is None:
        return nothing_to_finish()
    flow = new_flow()
    try:
        flow.resume(waiting["flow"])
        # Compares the request token in the URL with the one that waits.
        flow.parse_callback(request.url)
        if not store.finish(number):
            return nothing_to_finish()  # loaded twice at once: the other one signs in
        token = flow.fetch_access_token()
        person = who_is(token)
    except oauth2.AuthorizationDenied:
        return page("Not signed in", "You did not allow it. You can try again.", 403)
    except oauth2.TokenMismatch:
        # What waits here goes on waiting: its own answer may still come.
        words = "This answer belongs to another sign-in. Please begin here."
        return page("Not your sign-in", words, 400)
    except FAILURES as error:
        return failed(error)
    # A new session: nothing that somebody else put there, or saw, is worth anything from now on.
    session.clear()
    session["user"] = store.keep_user(person, token)
    return redirect(waiting["target"])


@site.post("/sign-out")
def sign_out() -> Answer:
    """End the session.  By POST, with the CSRF token: no other site can do it with a link."""
    session.clear()
    return redirect(url_for("site.sign_in"))


def nothing_to_finish() -> Answer:
    """Answer where the callback is loaded again: it counted the first time."""
    if g.user is not None:
        return redirect(url_for("site.home"))
    return page("Nothing to finish", "Please sign in again.", 400)


def failed(error: BaseException) -> Answer:
    """Say that the provider did not play its part."""
    # What it was is for the log, not for everybody.  The library's errors hold no secret.
    logger.warning("sign-in failed: %s: %s", type(error).__name__, error)
    words = "The provider could not be asked, or did not agree. Please try again later."
    return page("Not signed in", words, 502)


def page(title: str, words: str, status: int) -> Answer:
    """Show a page that says one thing, with the way back to the sign-in."""
    return render_template("message.html", title=title, words=words), status
