"""Where an answer says what the problem is: what providers really send."""

from __future__ import annotations

from typing import Any

import pytest

from oauth2.problem import Problem

# What Flickr computed, in https://www.flickr.com/groups/api/discuss/ "API Request Token
# unauthorized" (an example of the method flickr.groups.discuss.topics.getList shows the topic).
FLICKR = (
    "GET&https%3A%2F%2Fwww.flickr.com%2Fservices%2Foauth%2Frequest_token&oauth_callback%3Dhttp"
    "%253A%252F%252Fwww.markriemann.com%252Fflickr%26oauth_consumer_key%3Dec61d7a4be3e3814b4b4ba"
    "ca653c8a45%26oauth_nonce%3D0462df92491c433cbc0711ad41b73ae6%26oauth_signature_method%3DHMAC"
    "-SHA1%26oauth_timestamp%3D1404850686%26oauth_version%3D1.0"
)
# github.com/Mastercard/oauth1-signer-python issue 37; it encodes the body hash once.
MASTERCARD = (
    "POST&https%3A%2F%2Fsandbox.api.mastercard.com%2Fmdes%2Fdigitization%2Fstatic%2F1%2F0%2Fdelete"
    "&oauth_body_hash%3D5FDt0rM69jVreY5dwNJCGcrHeVDSe5tJuYQvFgDNElE%3D%26oauth_nonce%3DO9WTR2xqUp"
    "BdSKVL%26oauth_signature_method%3DRSA-SHA256%26oauth_timestamp%3D1638619140"
)
# github.com/scribejava/scribejava issue 45, shortened.
GOOGLE = (
    "GET&https%3A%2F%2Fwww.google.com%2Faccounts%2FOAuthGetAccessToken&oauth_consumer_key%3D"
    "talkmail.com%26oauth_nonce%3D889555216%26oauth_version%3D1.0"
)


def said(status: int, content: str | bytes | None, **headers: Any) -> dict[str, Any]:
    """Return the attributes of the problem that say something, but for the status and the clock."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    problem = Problem.from_response({"status": status, **named}, content)
    assert problem is not None
    return {
        name: value
        for name, value in vars(problem).items()
        if name not in {"status", "clock_skew"} and value not in {None, ()}
    }


REFUSED = {"code": "token_rejected"}
TIMESTAMPS = {"code": "timestamp_refused", "acceptable_timestamps": (1420057391, 1420057991)}
VERSIONS = {"code": "version_rejected", "acceptable_versions": ("1.0", "1.0")}


@pytest.mark.parametrize(
    ("challenge", "expected"),
    [
        pytest.param("OAuth", {}, id="bare"),
        pytest.param('OAuth realm="http://sp.example.com/"', {}, id="realm only"),
        # RFC 5849 section 3.5.1 percent-encodes; the extension puts its parameters there too.
        pytest.param(
            'OAuth realm="http://sp.example.com/", oauth_problem="version_rejected",\r\n'
            '\toauth_acceptable_versions="1.0-1.0" oauth_problem_advice="Fix%20your%20client"',
            {**VERSIONS, "advice": "Fix your client"},
            id="encoded, folded, a comma left out",
        ),
        pytest.param(
            'Basic realm="x", OAuth oauth_problem="token_rejected"', REFUSED, id="behind another"
        ),
        pytest.param(
            'OAuth oauth_problem="token_rejected", Bearer realm="x", error="invalid_token"',
            REFUSED,
            id="before another",
        ),
        pytest.param('OAuth realm="", Bearer realm="", error="invalid_token"', {}, id="of another"),
        pytest.param('OAuth realm="a, oauth_problem=x"', {}, id="quoted elsewhere"),
        pytest.param(
            r'OAuth oauth_problem_advice="say \"a, b\""', {"advice": 'say "a, b"'}, id="quoted-pair"
        ),
        pytest.param('oauth OAUTH_PROBLEM = "token_rejected', REFUSED, id="case, blanks, no end"),
        pytest.param("OAuth oauth_problem=token_rejected", REFUSED, id="no quotes"),
        pytest.param('oauth_problem="token_rejected"', REFUSED, id="no scheme"),
        pytest.param('OAuth oauth_problem=""', {}, id="empty"),
        # The challenge that users of NetSuite's SuiteTalk REST report.
        pytest.param(
            'OAuth realm="9910981_SB1", error="token_rejected", '
            'error_description="Invalid login attempt."',
            {**REFUSED, "advice": "Invalid login attempt."},
            id="NetSuite",
        ),
        # Bitbucket and others write the form of the body behind the realm.
        pytest.param(
            'OAuth realm="API",oauth_problem=version_rejected&oauth_acceptable_versions=1.0-1.0',
            VERSIONS,
            id="form",
        ),
        # net.oauth, the Java library of OAuth's authors, sends its base string.
        pytest.param(
            'OAuth realm="http%3A%2F%2Fh", oauth_signature="waNR3csXxBeQk6krLYEgbOnCpaA%3D", '
            'oauth_signature_base_string="POST%26http%253A%252F%252Fh%252F%26a%253D1", '
            'oauth_problem="signature_invalid"',
            {"code": "signature_invalid", "base_string": "POST&http%3A%2F%2Fh%2F&a%3D1"},
            id="base string",
        ),
    ],
)
@pytest.mark.parametrize("kind", [str.encode, str], ids=["bytes", "text"])
def test_challenge_is_read(challenge: str, expected: dict[str, Any], kind: Any) -> None:
    """What stands in WWW-Authenticate is found beside other schemes and in any notation (H5)."""
    assert said(401, None, www_authenticate=kind(challenge)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("oauth_problem=token_rejected", REFUSED, id="Jira"),
        # The example of the extension, http://wiki.oauth.net/w/page/12238543/ProblemReporting
        pytest.param(
            "oauth_problem=parameter_absent&oauth_parameters_absent=oauth_token%26oauth_nonce",
            {"code": "parameter_absent", "parameters_absent": ("oauth_token", "oauth_nonce")},
            id="names",
        ),
        pytest.param(
            "oauth_problem=parameter_rejected&oauth_parameters_rejected=a%2526b%26oauth_%25E9&",
            {"code": "parameter_rejected", "parameters_rejected": ("a&b", "oauth_\ufffd")},
            id="names, encoded",
        ),
        # Magento 1 puts its message behind the "=" as it is.
        pytest.param(
            "oauth_parameters_absent=oauth_token&oauth_nonce&oauth_problem=parameter_absent",
            {"code": "parameter_absent", "parameters_absent": ("oauth_token", "oauth_nonce")},
            id="names, not encoded again",
        ),
        pytest.param(
            "\n oauth_problem=timestamp_refused"
            "&oauth_acceptable_timestamps=1420057391-1420057991\n",
            TIMESTAMPS,
            id="timestamps",
        ),
        # Xero: github.com/waynerobinson/xeroizer issue 446.
        pytest.param(
            "oauth_problem=signature_invalid"
            "&oauth_problem_advice=Failed%20to%20validate%20signature",
            {"code": "signature_invalid", "advice": "Failed to validate signature"},
            id="Xero",
        ),
        # A test of github.com/calcinai/xero-php holds this answer.
        pytest.param(
            "oauth_problem=rate limit exceeded"
            "&oauth_problem_advice=please wait before retrying the xero api",
            {"code": "rate limit exceeded", "advice": "please wait before retrying the xero api"},
            id="Xero, not encoded",
        ),
        # github.com/magento/magento2 issue 37913
        pytest.param(
            "oauth_problem=The+signature+is+invalid.+Verify+and+try+again.",
            {"code": "The signature is invalid. Verify and try again."},
            id="Magento 2",
        ),
        pytest.param(
            f"oauth_problem=signature_invalid&debug_sbs={FLICKR}&a=b",
            {"code": "signature_invalid", "base_string": FLICKR},
            id="Flickr",
        ),
        # github.com/jira-node/node-jira-client issue 44, shortened.
        pytest.param(
            "oauth_problem=signature_invalid&oauth_signature=ivO30fqXNHmgWJw5W8nn1Q%3D%3D"
            "&oauth_signature_base_string=GET%26https%253A%252F%252Ftravis.atlassian.net%252Frest"
            "%252Fapi%26oauth_timestamp%253D1459272339&oauth_signature_method=RSA-SHA1",
            {
                "code": "signature_invalid",
                "base_string": "GET&https%3A%2F%2Ftravis.atlassian.net%2Frest%2Fapi"
                "&oauth_timestamp%3D1459272339",
            },
            id="Jira's base string",
        ),
        # As users of E*TRADE have reported it.
        pytest.param(
            "oauth_problem=callback_rejected,oauth_acceptable_callback=oob",
            {"code": "callback_rejected"},
            id="joined by commas",
        ),
        pytest.param('{"oauth_problem": "token_rejected", "code": 1}', REFUSED, id="JSON"),
        pytest.param(
            '{"oauth_problem": ["parameter_absent"], "oauth_parameters_absent": ["a", "b"]}',
            {"code": "parameter_absent", "parameters_absent": ("a", "b")},
            id="JSON, lists",
        ),
        # github.com/MatmaRex/patchdemo issue 232
        pytest.param(
            '{"error":"mwoauth-oauth-exception","message":"Nonce already used"}',
            {"code": "mwoauth-oauth-exception", "advice": "Nonce already used"},
            id="MediaWiki",
        ),
        # What its api.php answers, as tests of its clients have it.
        pytest.param(
            '\ufeff {"error":{"code":"mwoauth-invalid-authorization","info":"No approved grant"}}',
            {"code": "mwoauth-invalid-authorization", "advice": "No approved grant"},
            id="MediaWiki's API",
        ),
    ],
)
@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("kind", [str.encode, str], ids=["bytes", "text"])
def test_report_is_read(body: str, expected: dict[str, Any], status: int, kind: Any) -> None:
    """A body that is a report counts under any status: MediaWiki has errors inside a 200 (H5)."""
    assert said(status, kind(body)) == expected


EMBEDDED = [
    # Magento 1
    pytest.param(
        '{"messages":{"error":[{"code":401,"message":"oauth_problem=token_rejected"}]}}',
        REFUSED,
        id="JSON, Magento 1",
    ),
    pytest.param('[[{"oauth_problem": "token_rejected"}], 1, null]', REFUSED, id="JSON, a list"),
    pytest.param(
        '{"reason": "oauth_problem=token_rejected&oauth_problem_advice=the oauth_token is bad"}',
        {**REFUSED, "advice": "the oauth_token is bad"},
        id="JSON, a form with blanks",
    ),
    pytest.param('{"oauth_problem": "token_rejected", "a', REFUSED, id="JSON, cut off"),
    pytest.param('"oauth_problem=token_rejected"', REFUSED, id="JSON, a text"),
    # github.com/jaredhanson/passport-fitbit issue 3
    pytest.param(
        '{"errors":[{"errorType":"oauth","fieldName":"oauth_timestamp",'
        '"message":"oauth_acceptable_timestamps=1420057391-1420057991"}],"success":false}',
        {"acceptable_timestamps": (1420057391, 1420057991)},
        id="JSON, Fitbit",
    ),
    pytest.param(
        '{"Errors":{"Error":[{"ReasonCode":"AUTHENTICATION_FAILED","Description":"OAuth signatures'
        f' did not match. Acceptable signature base string: {MASTERCARD}","Details":null}}]}}}}',
        {"base_string": MASTERCARD},
        id="JSON, Mastercard",
    ),
    # github.com/scribejava/scribejava issue 54
    pytest.param(
        "<yahoo:description>Please provide valid credentials. OAuth oauth_problem=&quot;"
        "OST_OAUTH_SIGNATURE_INVALID_ERROR&quot;, realm=&quot;yahooapis.com&quot;"
        "</yahoo:description>",
        {"code": "OST_OAUTH_SIGNATURE_INVALID_ERROR"},
        id="XML, Yahoo",
    ),
    pytest.param(
        "<e><oauth_problem>token_rejected</oauth_problem><oauth_problem_advice>Try\n it</e>",
        {**REFUSED, "advice": "Try"},
        id="XML, elements",
    ),
    pytest.param(
        f"<p>oauth_problem=signature_invalid&amp;debug_sbs={FLICKR.replace('&', '&amp;')}</p>",
        {"code": "signature_invalid", "base_string": FLICKR},
        id="HTML",
    ),
    pytest.param(
        "Refused: oauth_problem=token_rejected, oauth_problem_advice=get a new one&c=d.",
        {**REFUSED, "advice": "get a new one"},
        id="text",
    ),
    # How the error page of a servlet shows an exception of net.oauth.
    pytest.param(
        "net.oauth.OAuthProblemException: token_rejected\noauth_problem: token_rejected\n",
        REFUSED,
        id="text, a Java exception",
    ),
    pytest.param(
        f"signature_invalid\nbase_string:{GOOGLE}\n\n", {"base_string": GOOGLE}, id="text, Google"
    ),
    # The Server of python-oauth2 1.9.
    pytest.param(
        f"Invalid signature. Expected signature base string: {GOOGLE}",
        {"base_string": GOOGLE},
        id="text, python-oauth2",
    ),
]


@pytest.mark.parametrize(("body", "expected"), EMBEDDED)
def test_refusal_is_searched_everywhere(body: str, expected: dict[str, Any]) -> None:
    """Under the status of an error the parameters are found wherever they stand (H5)."""
    assert said(503, body) == expected


@pytest.mark.parametrize(("body", "expected"), EMBEDDED)
def test_page_that_quotes_a_report_is_no_report(body: str, expected: dict[str, Any]) -> None:
    """What a program downloads may speak of OAuth problems."""
    assert expected
    assert Problem.from_response({"status": 200}, body) is None
