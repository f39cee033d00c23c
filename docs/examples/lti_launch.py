"""Launch a tool of LTI 1.1, as a platform does: a signed form, which the user's browser posts.

`oauth2 serve` in one shell, `python lti_launch.py > launch.html` in another; open that page within
five minutes, and once.  The sandbox shows what has arrived.  verify_lti.py is a tool that verifies
it: set LAUNCH_URL to http://127.0.0.1:8000/launch, and CONSUMER_KEY and CONSUMER_SECRET to what is
in that program.
"""

import os
import re
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode

import oauth2

sandbox_url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849")
url = os.environ.get("LAUNCH_URL", f"{sandbox_url}/echo")
consumer = oauth2.Consumer(
    os.environ.get("CONSUMER_KEY", "sandbox-key"),
    os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
)
LAUNCH = {
    "lti_message_type": "basic-lti-launch-request",
    "lti_version": "LTI-1p0",
    "resource_link_id": "120988f929-274612",
    "resource_link_description": "A quiz.\nIt takes 10 minutes.",
    "user_id": "292832126",
    "roles": "Learner",
    "lis_person_name_full": "Zoë Müller",
    "context_title": "Design & Craft",
    # With both of these the tool can send a score: see lti_outcome.py.
    "lis_outcome_service_url": f"{sandbox_url}/outcomes",
    "lis_result_sourcedid": "course-7:292832126",
}
PAGE = """<!DOCTYPE html>
<meta charset="utf-8">
<title>Launch</title>
<form method="post" action="{action}">
{inputs}
<button>Launch</button>
</form>
<script>document.forms[0].submit()</script>"""


def attribute(text: str) -> str:
    """Return a text as it stands in HTML, in ASCII, so that no encoding can spoil it."""
    escaped = escape(text).replace("\r\n", "&#10;")
    return escaped.encode("ascii", "xmlcharrefreplace").decode()


def page(fields: Mapping[str, str]) -> str:
    """Return the page that posts a launch as soon as it is opened."""
    # A browser sends every line break as CR LF, so that is what has to be signed.
    sent = {name: re.sub(r"\r\n?|\n", "\r\n", value) for name, value in fields.items()}
    form_type = {"Content-Type": "application/x-www-form-urlencoded"}
    signed = oauth2.Signer(consumer, placement="body").sign(
        "POST", url, form_type, urlencode(sent), oauth_params={"oauth_callback": "about:blank"}
    )
    inputs = "\n".join(
        f'<input type="hidden" name="{attribute(name)}" value="{attribute(value)}">'
        for name, value in parse_qsl(signed.body.decode(), keep_blank_values=True)
    )
    return PAGE.format(action=attribute(signed.url), inputs=inputs)


print(page(LAUNCH))
