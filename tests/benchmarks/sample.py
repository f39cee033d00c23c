"""The one request that is signed, sent and verified: a POST with a query and a form."""

from __future__ import annotations

import oauth2

from . import floor

CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03dpf43f3p", "kd94hf93k423kf44kd94hf93")
TOKEN = oauth2.Token("nnch734d00sl2jdknnch734d", "pfkkdhi9sl3r4s00pfkkdhi9")
METHOD = "POST"
TARGET = "/photos/update?size=original&with_tags=true"
URL = f"https://photos.example.net{TARGET}"
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}
FORM = "title=A+walk+by+the+lake%2C+with+swans%21&lat=47.36667&long=8.54167&public=false"
#: The same, decoded, for libraries that take it so.
QUERY_FIELDS = {"size": "original", "with_tags": "true"}
FORM_FIELDS = {
    "title": "A walk by the lake, with swans!",
    "lat": "47.36667",
    "long": "8.54167",
    "public": "false",
}


def signed_by_the_floor(url: str, form: str = FORM) -> str:
    """Return a new Authorization header for the sample at a URL.

    Args:
        url: of the sample, on whatever host.
        form: in place of the sample's.
    """
    consumer = (str(CONSUMER.key), str(CONSUMER.secret))
    token = (str(TOKEN.key), str(TOKEN.secret))
    return floor.authorization(METHOD, url, form, consumer, token)
