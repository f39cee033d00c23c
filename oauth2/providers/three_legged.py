"""Services that run the three legs: endpoints and demands."""

from __future__ import annotations

from .model import Preset, ThreeLegs

_CHECKED = "2026-11-22"
_X = "https://docs.x.com/fundamentals/authentication/"
_ETRADE = "https://apisb.etrade.com/docs/api/authorization/"
_MEDIAWIKI = "https://github.com/wikimedia/mediawiki-extensions-OAuth/"
_MWOAUTH = "https://github.com/mediawiki-utilities/python-mwoauth/"
_WIKIMEDIA = "https://foundation.wikimedia.org/wiki/"
_SMUGMUG = "https://api.smugmug.com/api/v2/doc/tutorial/"
_ZOTERO = "https://www.zotero.org/support/dev/web_api/"
_FATSECRET = "https://platform.fatsecret.com/docs/guides/authentication/oauth1"
_SCHOOLOGY = "https://developers.schoology.com/"
_JIRA = "https://developer.atlassian.com/server/jira/platform/"

THREE_LEGGED = (
    Preset(
        "x",
        "X (Twitter)",
        (_X + "oauth-1-0a/obtaining-user-access-tokens", _X + "api-reference"),
        _CHECKED,
        demands=("JSON and multipart bodies are not signed",),
        legs=ThreeLegs(
            "https://api.x.com/oauth/request_token",
            "https://api.x.com/oauth/authorize",
            "https://api.x.com/oauth/access_token",
            callback="registered",
            pin=True,
            authorize_fields=("force_login", "screen_name"),
            answer_fields=("user_id", "screen_name"),
        ),
    ),
    Preset(
        "tumblr",
        "Tumblr",
        ("https://github.com/tumblr/docs/blob/master/api.md",),
        _CHECKED,
        legs=ThreeLegs(
            "https://www.tumblr.com/oauth/request_token",
            "https://www.tumblr.com/oauth/authorize",
            "https://www.tumblr.com/oauth/access_token",
            callback="registered",
        ),
    ),
    Preset(
        "flickr",
        "Flickr",
        (
            "https://www.flickr.com/services/api/auth.oauth.html",
            # The verifier for "oob".
            "http://librdf.org/flickcurl/api/flickcurl-auth-authenticate.html",
        ),
        _CHECKED,
        demands=(
            "the photo of an upload is not signed, the other fields are",
            "a user who says no does not come back",
        ),
        legs=ThreeLegs(
            "https://www.flickr.com/services/oauth/request_token",
            "https://www.flickr.com/services/oauth/authorize",
            "https://www.flickr.com/services/oauth/access_token",
            method="GET",
            pin=True,
            authorize_fields=("perms",),
            answer_fields=("fullname", "user_nsid", "username"),
        ),
    ),
    Preset(
        "discogs",
        "Discogs",
        (
            "https://www.discogs.com/developers",
            # To which that page links; it sends both token requests with POST.
            "https://github.com/jesseward/discogs-oauth-example",
        ),
        _CHECKED,
        other_methods=("PLAINTEXT",),
        user_agent=True,
        legs=ThreeLegs(
            "https://api.discogs.com/oauth/request_token",
            "https://www.discogs.com/oauth/authorize",
            "https://api.discogs.com/oauth/access_token",
            pin=True,
        ),
    ),
    Preset(
        "trello",
        "Trello",
        (
            "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/",
            "https://github.com/sarumont/py-trello/blob/master/trello/util.py",
        ),
        _CHECKED,
        demands=("the callback's origin is among the allowed origins of the API key",),
        legs=ThreeLegs(
            "https://trello.com/1/OAuthGetRequestToken",
            "https://trello.com/1/OAuthAuthorizeToken",
            "https://trello.com/1/OAuthGetAccessToken",
            callback="prefix",
            pin=True,
            authorize_fields=("name", "scope", "expiration"),
        ),
    ),
    Preset(
        "etrade",
        "E*TRADE",
        (
            _ETRADE + "request_token.html",
            _ETRADE + "authorize.html",
            _ETRADE + "get_access_token.html",
            _ETRADE + "renew_access_token.html",
        ),
        _CHECKED,
        realm="",
        demands=(
            "the clock is right within five minutes",
            "the access token sleeps after two idle hours, until it is renewed",
            "the access token ends at midnight, US Eastern time",
        ),
        legs=ThreeLegs(
            "https://api.etrade.com/oauth/request_token",
            "https://us.etrade.com/e/t/etws/authorize",
            "https://api.etrade.com/oauth/access_token",
            renew_token_url="https://api.etrade.com/oauth/renew_access_token",  # noqa: S106
            method="GET",
            # It says "true" only where a callback URL is set up for the consumer.
            strict=False,
            callback="oob",
            pin=True,
            token_parameter="token",  # noqa: S106  the name of a parameter
            consumer_parameter="key",
        ),
    ),
    Preset(
        "mediawiki",
        "MediaWiki",
        (
            "https://www.mediawiki.org/wiki/OAuth/For_Developers",
            # What callbacks are taken; how the URLs are called; who must say who they are.
            _MEDIAWIKI + "blob/master/src/Backend/MWOAuthServer.php",
            _MWOAUTH + "blob/master/mwoauth/functions.py",
            _WIKIMEDIA + "Policy:Wikimedia_Foundation_User-Agent_Policy",
        ),
        _CHECKED,
        other_methods=("RSA-SHA1",),
        user_agent=True,
        demands=("base_url is the URL of index.php", "an error may come with the status 200"),
        legs=ThreeLegs(
            "{base_url}?title=Special:OAuth/initiate",
            "{base_url}?title=Special:OAuth/authorize",
            "{base_url}?title=Special:OAuth/token",
            base_url="https://meta.wikimedia.org/w/index.php",
            callback="prefix",
            pin=True,
            consumer_parameter="oauth_consumer_key",
        ),
    ),
    Preset(
        "smugmug",
        "SmugMug",
        (_SMUGMUG + "authorization.html", _SMUGMUG + "oauth/faq.html"),
        _CHECKED,
        other_methods=("PLAINTEXT",),
        demands=("a request token lives five minutes",),
        legs=ThreeLegs(
            "https://api.smugmug.com/services/oauth/1.0a/getRequestToken",
            "https://api.smugmug.com/services/oauth/1.0a/authorize",
            "https://api.smugmug.com/services/oauth/1.0a/getAccessToken",
            pin=True,
            authorize_fields=(
                "Access",
                "Permissions",
                "allowThirdPartyLogin",
                "showSignUpButton",
                "username",
                "viewportScale",
            ),
        ),
    ),
    Preset(
        "zotero",
        "Zotero",
        (_ZOTERO + "v3/oauth", _ZOTERO + "v2/oauth"),
        _CHECKED,
        demands=("the access token's secret is the API key, and requests are not signed",),
        legs=ThreeLegs(
            "https://www.zotero.org/oauth/request",
            "https://www.zotero.org/oauth/authorize",
            "https://www.zotero.org/oauth/access",
            authorize_fields=(
                "name",
                "library_access",
                "notes_access",
                "write_access",
                "all_groups",
                "identity",
            ),
            answer_fields=("userID", "username"),
        ),
    ),
    Preset(
        "fatsecret",
        "FatSecret",
        (_FATSECRET + "/three-legged", _FATSECRET),
        _CHECKED,
        placement="classic",
        monotonic=True,
        legs=ThreeLegs(
            "https://authentication.fatsecret.com/oauth/request_token",
            "https://authentication.fatsecret.com/oauth/authorize",
            "https://authentication.fatsecret.com/oauth/access_token",
            pin=True,
        ),
    ),
    Preset(
        "schoology",
        "Schoology",
        (
            _SCHOOLOGY + "api-documentation/authentication",
            _SCHOOLOGY + "app-platform/handling-domains",
            # The service's own; it shows that there is no verifier.
            "https://github.com/schoology/schoology_php_sdk/blob/master/SchoologyApi.class.php",
        ),
        _CHECKED,
        other_methods=("PLAINTEXT",),
        realm="Schoology API",
        empty_token=True,
        monotonic=True,
        demands=("base_url is where the user logs in, such as the school's own domain",),
        legs=ThreeLegs(
            "https://api.schoology.com/v1/oauth/request_token",
            "{base_url}/oauth/authorize",
            "https://api.schoology.com/v1/oauth/access_token",
            base_url="https://www.schoology.com",
            method="GET",
            strict=False,
            callback="authorize",
            callback_parameter="return_url",
            authorize_fields=("return_url", "oauth_callback"),
        ),
    ),
    Preset(
        "jira",
        "Jira Data Center",
        (
            _JIRA + "oauth/",
            _JIRA + "jira-rest-api-example-oauth-authentication-6291692",
            "https://github.com/rkadam/jira-oauth-generator",
        ),
        _CHECKED,
        signature_method="RSA-SHA1",
        demands=("base_url is that of the Jira site",),
        legs=ThreeLegs(
            "{base_url}/plugins/servlet/oauth/request-token",
            "{base_url}/plugins/servlet/oauth/authorize",
            "{base_url}/plugins/servlet/oauth/access-token",
            pin=True,
            answer_fields=("oauth_session_handle",),
        ),
    ),
)
