"""The pages that a person sees: plain HTML that reads well without its style too."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from http import HTTPStatus

from ..encoding import Pairs
from .answers import Answer
from .callback import OUT_OF_BAND
from .store import RequestToken, User

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --paper: #f4f5f7; --card: #fff;
  --line: #c9ced6; --soft: #56606f; --main: #1f5fae; --on-main: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7eaef; --paper: #14181e; --card: #1e242d; --line: #414b59; --soft: #a4aebc;
    --main: #8db8ee; --on-main: #0e1a29; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, sans-serif; }
main { max-width: 32rem; margin: 8vh auto; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
footer { margin-top: 1.75rem; padding-top: 1rem; border-top: 1px solid var(--line);
  color: var(--soft); font-size: .9rem; }
footer p { margin: 0; }
button, select { font: inherit; padding: .6rem 1.4rem; border-radius: .5rem;
  border: 1px solid var(--line); background: transparent; color: inherit; }
button { cursor: pointer; margin: .5rem .5rem 0 0; }
button.main { background: var(--main); border-color: var(--main); color: var(--on-main); }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
h2 { margin: 1.5rem 0 .5rem; font-size: 1.1rem; }
pre { margin: 0; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem;
  white-space: pre-wrap; font: .85rem/1.5 ui-monospace, monospace; }
#pin { display: block; font: 600 2.75rem/1.4 ui-monospace, monospace; letter-spacing: .12em; }
""".strip()

# No script, no frame, nothing loaded.  Without `form-action`: browsers hold that rule against the
# redirect that answers the form as well, and it leads to whatever callback the consumer has.
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode("ascii")).digest()).decode("ascii")
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY = (
    ("Content-Security-Policy", _POLICY),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
)


def page(title: str, content: str, status: int = HTTPStatus.OK) -> Answer:
    """Make a page.

    Args:
        title: text, which is the heading too.
        content: HTML.
        status: the HTTP status.
    """
    html = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{content}
<footer><p>This is a local sandbox for developers. Nothing here is a real account.</p></footer>
</main>
</body>
</html>
"""
    # A name that came in as octets that are no UTF-8 holds surrogates.
    body = html.encode("utf-8", "replace")
    return Answer(status, "text/html; charset=utf-8", body, _SECURITY)


def message(title: str, words: str, status: int = HTTPStatus.OK) -> Answer:
    """Make a page that says one thing.

    Args:
        title: text.
        words: text.
        status: the HTTP status.
    """
    return page(title, f"<p>{escape(words)}</p>", status)


def refused(answer: Answer, fields: Pairs) -> Answer:
    """Make a page of a refusal, for who looks at it in a browser.

    Args:
        answer: the refusal, as a program gets it.
        fields: what it says.
    """
    said = dict(fields)
    parts = [f"<p><code>{escape(said.pop('oauth_problem'))}</code></p>"]
    parts += [f"<p>{escape(said.pop('oauth_problem_advice'))}</p>"]
    if "explanation" in said:
        parts += ["<h2>Why</h2>", f'<pre id="why">{escape(said.pop("explanation"))}</pre>']
    for name, value in said.items():
        parts += [f"<h2>{escape(name)}</h2>", f"<pre>{escape(value)}</pre>"]
    shown = page("This request is refused", "\n".join(parts), answer.status)
    headers = [*answer.headers, *shown.headers]
    return answer._replace(content_type=shown.content_type, body=shown.body, headers=headers)


def question(action: str, record: RequestToken, users: Iterable[User]) -> Answer:
    """Ask the user whether a consumer may act for them (RFC 5849 section 2.2).

    Args:
        action: the URL that takes the answer.
        record: the request token.
        users: who may answer; the page lets a person choose if there are several.
    """
    name = escape(record.registration.name)
    return page(
        f"Allow {record.registration.name}?",
        f"""<p><strong>{name}</strong> asks to see your profile and your photos.</p>
{_what_follows(record)}
<form method="post" action="{escape(action)}">
<input type="hidden" name="oauth_token" value="{escape(record.token.key)}">
<input type="hidden" name="form_key" value="{escape(record.form_key)}">
{_who(list(users))}
<button class="main" type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button>
</form>""",
    )


def _what_follows(record: RequestToken) -> str:
    if record.token.callback == OUT_OF_BAND:
        return "<p>If you allow it, you get a PIN to type there.</p>"
    origin = record.token.callback.partition("?")[0].partition("#")[0]
    return f"<p>Your answer is sent to <code>{escape(origin)}</code>.</p>"


def _who(users: list[User]) -> str:
    if len(users) == 1:
        return f"<p>You are signed in as <strong>{escape(users[0].title)}</strong>.</p>"
    options = "\n".join(
        f'<option value="{escape(user.name)}">{escape(user.title)}</option>' for user in users
    )
    return f"""<p><label for="user">Answer as</label>
<select id="user" name="user">
{options}
</select></p>"""


def pin(name: str, verifier: str) -> Answer:
    """Show the verifier that the user types into the consumer's program.

    Args:
        name: the consumer's.
        verifier: the digits.
    """
    return page(
        "Your PIN",
        f"""<p>You have allowed <strong>{escape(name)}</strong>. Type this PIN there:</p>
<p><strong id="pin">{escape(verifier)}</strong></p>
<p>It works once. You may close this page afterwards.</p>""",
    )


def index(endpoints: Iterable[tuple[str, str]]) -> Answer:
    """Say what there is.

    Args:
        endpoints: the path of each, and what it does.
    """
    listed = "\n".join(
        f"<li><code>{escape(path)}</code>: {escape(about)}</li>" for path, about in endpoints
    )
    return page("OAuth 1.0a sandbox", f"<ul>\n{listed}\n</ul>")
