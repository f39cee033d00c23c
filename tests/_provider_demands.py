"""What the providers of the presets demand, by their documentation; the presets are not asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from _loopback import Answer

#: A callback URL that is registered everywhere.
BACK = "https://app.example/back"
#: What E*TRADE's documentation has for a token; all of it has to be encoded.
REQUEST_TOKEN = ("/iQRgQCRGPo7Xdk6G8QDSEzX0Jsy6sKNcULcDavAGgU=", "/rC9scEpzcwSEMy4vE7nodSzPLqf")
ACCESS_TOKEN = ("3TiQRgQCRGPo7Xdk6G8QDSEzX0Jsy6sKNcULcDavAGgU=", "8vE7nodSzPLqf+& ~")
RENEWED_TOKEN = ("renewed-key", "renewed-secret")
VERIFIER = "WXYZ89"


def says_problem(reason: str) -> Answer:
    """Refuse in the words of the OAuth Problem Reporting extension."""
    named = {"method": "signature_method_rejected", "callback": "callback_rejected"}
    return Answer(401, body=f"oauth_problem={named.get(reason, 'signature_invalid')}".encode())


def says_text(reason: str) -> Answer:
    """Refuse in a sentence."""
    return Answer(400, body=f"Invalid request: {reason}".encode())


def says_json_with_200(reason: str) -> Answer:
    """Refuse as MediaWiki does, with a status that says all is well."""
    message = f"An error occurred in the OAuth protocol: {reason}"
    body = json.dumps({"error": "mwoauth-oauth-exception", "message": message}).encode()
    return Answer(200, (("Content-Type", "application/json"),), body)


@dataclass(frozen=True)
class Demands:
    """What a provider demands; the targets and names are those of its documentation."""

    request_token: str
    authorize: str
    access_token: str
    renewal: str | None = None
    #: The HTTP method of the token requests.
    http_method: str = "POST"
    methods: tuple[str, ...] = ("HMAC-SHA1",)
    place: str = "header"
    realm: str | None = None
    #: The callbacks that it takes.
    callbacks: tuple[str, ...] = (BACK, "oob")
    confirmed: str | None = "true"
    #: The name of the request token on the authorization URL, and all else that is there.
    token_parameter: str = "oauth_token"
    asked: Mapping[str, str] = field(default_factory=dict)
    #: The parameter of the authorization URL that says where the user goes back to, if any.
    returns_to: str | None = None
    verifier: bool = True
    user_agent: bool = False
    empty_token: bool = False
    in_order: bool = False
    access_secret: str = ACCESS_TOKEN[1]
    #: What the access token comes with.
    answer: Mapping[str, str] = field(default_factory=dict)
    session_handle: str | None = None
    refuse: Callable[[str], Answer] = says_problem


#: By the name of the preset.
DEMANDS = {
    "x": Demands(
        "/oauth/request_token",
        "/oauth/authorize",
        "/oauth/access_token",
        asked={"force_login": "true"},
        answer={"user_id": "6253282", "screen_name": "xapi"},
    ),
    "tumblr": Demands(
        "/oauth/request_token",
        "/oauth/authorize",
        "/oauth/access_token",
        callbacks=(BACK,),
        refuse=says_text,
    ),
    "flickr": Demands(
        "/services/oauth/request_token",
        "/services/oauth/authorize",
        "/services/oauth/access_token",
        http_method="GET",
        asked={"perms": "write"},
        answer={"fullname": "Jamal Fanaian", "user_nsid": "21207597@N07", "username": "jamalfa"},
    ),
    "discogs": Demands(
        "/oauth/request_token",
        "/oauth/authorize",
        "/oauth/access_token",
        methods=("PLAINTEXT", "HMAC-SHA1"),
        user_agent=True,
        refuse=says_text,
    ),
    "trello": Demands(
        "/1/OAuthGetRequestToken",
        "/1/OAuthAuthorizeToken",
        "/1/OAuthGetAccessToken",
        asked={"name": "My App", "scope": "read,write", "expiration": "30days"},
        refuse=says_text,
    ),
    "etrade": Demands(
        "/oauth/request_token",
        "/e/t/etws/authorize",
        "/oauth/access_token",
        "/oauth/renew_access_token",
        http_method="GET",
        realm="",
        callbacks=("oob",),
        confirmed="false",
        token_parameter="token",
        asked={"key": "ck-1"},
    ),
    "mediawiki": Demands(
        "/w/index.php?title=Special:OAuth/initiate",
        "/w/index.php?title=Special:OAuth/authorize",
        "/w/index.php?title=Special:OAuth/token",
        methods=("HMAC-SHA1", "RSA-SHA1"),
        asked={"oauth_consumer_key": "ck-1"},
        user_agent=True,
        refuse=says_json_with_200,
    ),
    "smugmug": Demands(
        "/services/oauth/1.0a/getRequestToken",
        "/services/oauth/1.0a/authorize",
        "/services/oauth/1.0a/getAccessToken",
        methods=("HMAC-SHA1", "PLAINTEXT"),
        asked={"Access": "Full", "Permissions": "Modify"},
    ),
    "zotero": Demands(
        "/oauth/request",
        "/oauth/authorize",
        "/oauth/access",
        asked={"name": "My App", "library_access": "1", "all_groups": "read"},
        access_secret="P9NiFoyLeZu2bZNvvuQPDWsd",
        answer={"userID": "475425", "username": "Z. User"},
        refuse=says_text,
    ),
    "fatsecret": Demands(
        "/oauth/request_token",
        "/oauth/authorize",
        "/oauth/access_token",
        place="body",
        in_order=True,
        refuse=says_text,
    ),
    "schoology": Demands(
        "/v1/oauth/request_token",
        "/oauth/authorize",
        "/v1/oauth/access_token",
        http_method="GET",
        methods=("HMAC-SHA1", "PLAINTEXT"),
        realm="Schoology API",
        confirmed=None,
        returns_to="return_url",
        verifier=False,
        empty_token=True,
        in_order=True,
        refuse=says_text,
    ),
    "jira": Demands(
        "/jira/plugins/servlet/oauth/request-token",
        "/jira/plugins/servlet/oauth/authorize",
        "/jira/plugins/servlet/oauth/access-token",
        methods=("RSA-SHA1",),
        answer={"oauth_session_handle": "handle-1"},
        session_handle="handle-1",
    ),
}
