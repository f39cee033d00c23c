"""Sign in with the provider: to its page, back from there, and out again."""

import logging

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

import oauth2

from .models import Profile
from .provider import FAILURES, new_flow, who_is

logger = logging.getLogger(__name__)

# Where a session keeps what waits for the user to come back.
WAITING = "oauth"


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show who is signed in."""
    return render(request, "signin/home.html")


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the button; where it was pressed, send the user to the provider."""
    # By POST, with Django's CSRF token: no other site can start this for a user.
    if request.method != "POST":
        return render(request, "signin/sign_in.html", {"next": request.GET.get("next", "")})
    flow = new_flow()
    try:
        flow.fetch_request_token(request.build_absolute_uri(reverse("callback")))
    except FAILURES as error:
        return failed(request, error)
    # The request token with its secret.  In the session of this browser, so that nobody can finish
    # in it what was begun in another, and be taken for somebody else there.
    request.session[WAITING] = {"flow": flow.save(), "next": where_to(request)}
    return redirect(flow.authorization_url())


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take up the user who comes back from the provider."""
    waiting = request.session.get(WAITING)
    if waiting is None:
        # The page was loaded again: the answer counted the first time.
        if request.user.is_authenticated:
            return redirect(settings.LOGIN_REDIRECT_URL)
        return page(request, "Nothing to finish", "Please sign in again.", 400)
    flow = new_flow()
    try:
        flow.resume(waiting["flow"])
        # Compares the request token in the URL with that of the session.
        flow.parse_callback(request.get_full_path())
        # The answer counts once.  (Django keeps no session of an answer of 500 and above: where the
        # provider fails, a reload tries once more, and the provider takes a verifier once.)
        del request.session[WAITING]
        token = flow.fetch_access_token()
        person = who_is(token)
    except oauth2.AuthorizationDenied:
        return page(request, "Not signed in", "You did not allow it. You can try again.", 403)
    except oauth2.TokenMismatch:
        # What waits here goes on waiting: its own answer may still come.
        words = "This answer belongs to another sign-in. Please begin here."
        return page(request, "Not your sign-in", words, 400)
    except FAILURES as error:
        return failed(request, error)
    return welcome(request, Profile.keep(person, token), waiting["next"])


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session.  By POST, with the CSRF token: no other site can do it with a link."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def welcome(request: HttpRequest, profile: Profile, target: str) -> HttpResponse:
    """Sign a user in."""
    if not profile.user.is_active:
        return page(request, "Not signed in", "This account is closed.", 403)
    login(request, profile.user)
    # A session key that somebody else knows, or has planted, is worth nothing from now on.  `login`
    # does this too, but not for a user who is signed in already and signs in again.
    request.session.cycle_key()
    # Not `redirect`, for which a word without a slash is the name of a view.
    return HttpResponseRedirect(target)


def where_to(request: HttpRequest) -> str:
    """Return the page that the user wanted to see, if it is one of this site."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None):
        return str(wanted)
    return str(resolve_url(settings.LOGIN_REDIRECT_URL))


def failed(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Say that the provider did not play its part."""
    # What it was is for the log, not for everybody.  The library's errors hold no secret.
    logger.warning("sign-in failed: %s: %s", type(error).__name__, error)
    words = "The provider could not be asked, or did not agree. Please try again later."
    return page(request, "Not signed in", words, 502)


def page(request: HttpRequest, title: str, words: str, status: int) -> HttpResponse:
    """Show a page that says one thing, with the way back to the sign-in."""
    shown = {"title": title, "words": words}
    return render(request, "signin/message.html", shown, status=status)
