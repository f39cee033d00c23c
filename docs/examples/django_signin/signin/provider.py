"""What the site asks the provider for."""

import json
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPException
from typing import NamedTuple

import httplib2
from django.conf import settings

import oauth2

#: What may go wrong on the way to the provider and back.
FAILURES = (oauth2.Error, OSError, HTTPException, httplib2.HttpLib2Error)

# Seconds; somebody waits for the page.
_TIMEOUT = 10
_LONGEST_ID = 255


class Person(NamedTuple):
    """Who signs in, as the provider says."""

    id: str
    name: str
    picture: str


def new_flow() -> oauth2.ThreeLeggedFlow:
    """Make the exchange for one user who signs in."""
    return oauth2.ThreeLeggedFlow(
        _consumer(),
        settings.PROVIDER["request_token_url"],
        settings.PROVIDER["authorize_url"],
        settings.PROVIDER["access_token_url"],
        placement=settings.PROVIDER["placement"],
        timeout=_TIMEOUT,
    )


def who_is(token: oauth2.Token) -> Person:
    """Ask whose access token this is."""
    with closing(oauth2.Client(_consumer(), token, timeout=_TIMEOUT)) as client:
        response, content = client.request(settings.PROVIDER["profile_url"])
    if response.status != HTTPStatus.OK:
        raise oauth2.Error(f"the provider answered {response.status} when asked for the profile")
    try:
        # The names of your provider's fields.
        said = json.loads(content)
        person = Person(_text(said["user_id"]), _text(said["name"]), _text(said["picture"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise oauth2.Error("the provider's profile is not what was expected") from None
    if not 0 < len(person.id) <= _LONGEST_ID:
        # Without this, all who have no id would be one user.
        raise oauth2.Error("the provider's profile holds no user id")
    web = person.picture.startswith(("https://", "http://"))
    return person if web else person._replace(picture="")


def _text(field: object) -> str:
    """Return a field as text, if it is text or a number, such as every database stores."""
    field = field or ""
    if type(field) not in {str, int}:
        raise TypeError
    text = str(field)
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError
    return text


def _consumer() -> oauth2.Consumer:
    return oauth2.Consumer(settings.PROVIDER["key"], settings.PROVIDER["secret"])
