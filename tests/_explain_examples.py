"""The mistakes that docs/explain shows, each really made, and what `explain` prints of it.

`python tests/_explain_examples.py` writes the reports into the pages again, when their words have
changed.  What stands around a report is written by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from _mistaken_signer import FORM, MISTAKES, Sent, Shape, sign

import oauth2

FOLDER = Path(__file__).parents[1] / "docs" / "explain"
#: The report on a page.
REPORT = re.compile(r"(?<=## How it looks\n\n```text\n)(.*?)(?=```\n)", re.DOTALL)
# What changes with each new mistake.
_CHANGING = re.compile(
    r"(?<=^tried, and does not fit: ).*$|(?<=^  - )[0-9]+(?= candidates)", re.MULTILINE
)

GET = Shape("https://api.example.com/photos?size=original&file=vacation.jpg")
POST = replace(GET, url="https://api.example.com/notes", method="POST", content_type=FORM)
JSON = replace(POST, content_type="application/json", body=b'{"title": "A note"}')
# printf '%s' 'title=A%20note' | openssl sha1 -binary | base64
FORM_HASH = ("oauth_body_hash", "xhJUm6fsTjSYecWWWQTcPhJHWzg=")
# The same of '{"title":"A note"}', as JavaScript writes it.
OTHER_HASH = ("oauth_body_hash", "q2fxK7aDDfgF3gsnmOiazgwTtjI=")
CALLBACK = ("oauth_callback", "https://example.com/ready?id=7")
ALONE = replace(GET, token=None)
MULTIPART = (
    b'--B0undary\r\nContent-Disposition: form-data; name="title"\r\n\r\nA photo\r\n--B0undary--\r\n'
)


@dataclass(frozen=True)
class Example:
    """A request with a mistake in it, and what is known of it."""

    shape: Shape = GET
    #: The name in the signer, and the variant; "" for the first that there is, None for none.
    mistake: str | None = ""
    #: Whether it is the provider that makes the mistake, and says what it computed.
    by_provider: bool = False
    #: Whether the client says what it signed.
    claimed: bool = False
    #: What `explain` is given in place of what the request was signed with.
    consumer: oauth2.Consumer | None = None
    token: oauth2.Token | None = None
    #: What the provider's challenge says.
    problem: str = ""
    options: dict[str, Any] | None = None

    def sent(self, name: str) -> Sent:
        """Sign the request, wrongly."""
        if self.mistake is None:
            return sign(self.shape)
        variant = self.mistake or next(variant for each, variant in MISTAKES if each == name)
        return sign(self.shape, (name, variant))

    def report(self, name: str) -> str:
        """Return what `explain` prints, without the list of all that was ruled out."""
        sent = self.sent(name)
        options = dict(self.options or {})
        if self.by_provider:
            options["provider_base_string"] = sent.base_string
            sent = sign(self.shape)
        if self.claimed:
            options["client_base_string"] = sent.base_string
        if self.problem:
            options["response"] = {"status": 401, "WWW-Authenticate": f"OAuth {self.problem}"}
        key, secret = self.shape.consumer
        consumer = self.consumer or oauth2.Consumer(key, secret)
        token = self.token or (oauth2.Token(*self.shape.token) if self.shape.token else None)
        found = oauth2.explain(sent.arrived, consumer, token, **options)
        assert any(name in finding.names for finding in found.findings), found
        return _CHANGING.sub("...", str(found))


def at(url: str, **changes: Any) -> Shape:
    """Return the GET at another URL."""
    return replace(GET, url=url, **changes)


def form(body: bytes, **changes: Any) -> Shape:
    """Return the POST with a form."""
    return replace(POST, body=body, **changes)


ODD = "s/3cr+t="
HOME = "https://api.example.com/photos"

#: One for each name that a finding may have.
EXAMPLES: dict[str, Example] = {
    # credentials
    "key_used_as_secret": Example(),
    "verifier_used_as_token_secret": Example(
        replace(
            GET,
            url="https://api.example.com/access_token",
            method="POST",
            oauth=(("oauth_verifier", "473f82d3"),),
        )
    ),
    "request_token_secret_used": Example(options={"other_token_secrets": ["of the request token"]}),
    "secrets_swapped": Example(),
    "token_secret_missing": Example(),
    "secret_whitespace": Example(),
    "secret_encoded_twice": Example(replace(GET, consumer=("dpf43f3p2l4k3l03", ODD))),
    "secret_not_encoded": Example(replace(GET, consumer=("dpf43f3p2l4k3l03", ODD))),
    "ampersand_missing": Example(ALONE),
    # method and URL
    "method_mismatch": Example(
        replace(GET, url="https://api.example.com/access_token", method="POST"), "GET"
    ),
    "method_lower_case": Example(),
    "proxy_host": Example(
        at("http://10.0.0.7/photos", headers={"X-Forwarded-Host": "api.example.com"})
    ),
    "scheme_mismatch": Example(by_provider=True),
    "port_dropped": Example(at("https://api.example.com:8443/photos")),
    "port_kept": Example(),
    "host_www": Example(at("https://www.example.com/photos"), "dropped"),
    "host_case": Example(at("https://API.Example.com/photos")),
    "query_in_base_uri": Example(),
    "fragment_in_base_uri": Example(at("https://api.example.com/photos#top")),
    "url_whitespace": Example(at(HOME)),
    "path_params_dropped": Example(at("https://api.example.com/photos;version=1.1")),
    "path_lower_case": Example(at("https://api.example.com/Photos/Mine")),
    "path_decoded": Example(at("https://api.example.com/photos/at%20sea")),
    "path_encoded_differently": Example(at("https://api.example.com/sales%20order/42/!transform")),
    "path_double_encoded": Example(at("https://api.example.com/users/a%40example.org")),
    "trailing_slash": Example(at("https://api.example.com/photos/")),
    # which parameters
    "query_decoded_before_split": Example(at(HOME + "?title=salt%26pepper&page=1")),
    "query_omitted": Example(),
    "form_omitted": Example(form(b"title=A%20note&tag=sea")),
    "multipart_signed": Example(
        replace(POST, content_type="multipart/form-data; boundary=B0undary", body=MULTIPART)
    ),
    "json_signed": Example(JSON),
    "query_signed_twice": Example(),
    "duplicates_dropped": Example(at(HOME + "?tag=sea&tag=sky&tag=sun"), "last kept"),
    "empty_dropped": Example(at(HOME + "?title=&note=&tag=sea")),
    "parameter_not_signed": Example(replace(POST, oauth=(CALLBACK,)), "callback"),
    "parameter_signed_not_sent": Example(claimed=True),
    "realm_signed": Example(replace(GET, realm="Photos")),
    "signature_signed": Example(),
    # their values
    "plus_taken_literally": Example(at(HOME + "?title=at+sea%26sky")),
    "values_decoded_twice": Example(at(HOME + "?title=100%2525%20sea")),
    "empty_token_signed": Example(ALONE),
    "empty_token_not_signed": Example(replace(GET, token=("", ""))),
    "version_not_signed": Example(),
    "version_signed_not_sent": Example(replace(GET, without=("oauth_version",))),
    "nonce_mismatch": Example(claimed=True),
    "timestamp_mismatch": Example(mistake="+1 s"),
    "timestamp_ms_signed": Example(),
    # how they are encoded
    "params_not_encoded": Example(at(HOME + "?title=at%20sea"), "request parameters"),
    "oauth_values_not_encoded": Example(form(b"title=At%20sea!", oauth=(CALLBACK,))),
    "space_as_plus": Example(at(HOME + "?title=at%20sea")),
    "tilde_encoded": Example(at(HOME + "?user=~ada")),
    "slash_unescaped": Example(at(HOME + "?folder=2026%2Fsea*")),
    "brackets_unescaped": Example(at(HOME + "?filter[tag]=at%20sea"), "names"),
    "reserved_unescaped": Example(form(b"status=At%20the%20sea!%20(again)")),
    "hex_lower_case": Example(at(HOME + "?folder=2026%2Fsea"), "in values"),
    "callback_double_encoded": Example(replace(POST, oauth=(CALLBACK,))),
    "values_double_encoded": Example(at(HOME + "?title=at%20sea")),
    # in which order
    "unsorted": Example(at(HOME + "?size=original&file=vacation.jpg"), "request parameters first"),
    "sorted_before_encoding": Example(at(HOME + "?tag[]=sea&tagLine=x")),
    "sorted_as_joined_pairs": Example(at(HOME + "?org=1&org-country=2")),
    "sorted_case_insensitive": Example(at(HOME + "?Title=a&album=b")),
    "sorted_naturally": Example(at(HOME + "?tag[10]=b&tag[9]=a")),
    # the signature itself
    "signature_bytes_repr": Example(),
    "signature_double_encoded": Example(),
    "signature_plus_to_space": Example(),
    "signature_truncated": Example(),
    "hex_digest": Example(),
    "wrong_digest": Example(mistake="sha256"),
    "plaintext_signature": Example(),
    "signature_not_encoded": Example(),
    # beside the signature, and what only the provider knows
    "clock_skew": Example(
        mistake=None,
        options={"response": {"status": 401, "Date": "Mon, 01 Oct 2007 14:34:56 GMT"}},
    ),
    "timestamp_ms": Example(
        replace(GET, without=("oauth_timestamp",), oauth=(("oauth_timestamp", "1191242096000"),)),
        None,
    ),
    "body_hash_wrong": Example(replace(JSON, oauth=(OTHER_HASH,)), None),
    "body_hash_sent": Example(form(b"title=A%20note", oauth=(FORM_HASH,)), None),
    "body_hash_missing": Example(
        JSON,
        None,
        problem='oauth_problem="parameter_absent", oauth_parameters_absent="oauth_body_hash"',
    ),
    "wrong_credentials_pair": Example(
        mistake=None, consumer=oauth2.Consumer("0685bd9184jfhq22", "kd94hf93k423kf44")
    ),
    "stale_token_used": Example(
        mistake=None,
        token=oauth2.Token("hh5s93j4hdidpola", "hdhd0244k9j7ao03"),
        options={"other_token_secrets": ["pfkkdhi9sl3r4s00"]},
    ),
    "realm_wrong": Example(replace(GET, realm="123456-sb1"), None, problem='realm="123456_SB1"'),
    "nonce_used": Example(mistake=None, problem='oauth_problem="nonce_used"'),
    "signature_method_rejected": Example(
        mistake=None, problem='oauth_problem="signature_method_rejected"'
    ),
    "token_rejected": Example(mistake=None, problem='oauth_problem="token_expired"'),
    "parameter_absent": Example(
        at("https://api.example.com/access_token"),
        None,
        problem='oauth_problem="parameter_absent", oauth_parameters_absent="oauth_verifier"',
    ),
    "version_rejected": Example(
        replace(GET, without=("oauth_version",), oauth=(("oauth_version", "1.0a"),)), None
    ),
    "valid": Example(mistake=None, problem='oauth_problem="signature_invalid"'),
    "wrong_secret_or_unknown": Example(
        mistake=None, consumer=oauth2.Consumer("dpf43f3p2l4k3l03", "another secret")
    ),
}


def refresh() -> None:
    """Write each page's report again."""
    for name, example in EXAMPLES.items():
        page = FOLDER / f"{name}.md"
        text = page.read_text(encoding="utf-8")
        start, end = REPORT.search(text).span(1)  # type: ignore[union-attr]  # else it fails
        page.write_text(f"{text[:start]}{example.report(name)}\n{text[end:]}", encoding="utf-8")


if __name__ == "__main__":
    refresh()
