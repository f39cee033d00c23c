"""A person who uses the sign-in examples without a browser: cookies, links and forms."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import requests
from _sandbox import Form

from oauth2.sandbox import Rehearsal


class Visitor:
    """One person, with their cookies; follows no redirect by themselves."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._session = requests.Session()
        self._session.trust_env = False
        #: The URL of the provider's page, where the site has sent them there.
        self.page = ""

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that the site has set."""
        return dict(self._session.cookies)

    def get(self, where: str = "/") -> requests.Response:
        """Open an address, or a path of the site."""
        return self._send("GET", where)

    def post(self, path: str, fields: dict[str, str] | None = None) -> requests.Response:
        """Send a form that the site did not make."""
        return self._send("POST", path, data=fields)

    def press(self, page: requests.Response, **fields: str) -> requests.Response:
        """Press the button of the form on a page."""
        form = Form(page.text)
        return self.post(form.action, form.hidden | fields)

    def begin(self, wanted: str = "/") -> str:
        """Open a page that wants a sign-in, press the button; return the provider's page."""
        sign_in = self.get(self.get(wanted).headers["Location"])
        answer = self.press(sign_in)
        assert answer.status_code == 302, answer.text
        self.page = answer.headers["Location"]
        return self.page

    def come_back(self, provider: Rehearsal) -> requests.Response:
        """Go where the provider sends them, now that it has its answer."""
        return self.get(str(provider.callback_url(self.page)))

    def sign_in(self, provider: Rehearsal, user: str = "ada", wanted: str = "/") -> str:
        """Begin, allow, and come back; return the address where that ends."""
        provider.provider.approve(key_in(self.begin(wanted)), user=user)
        answer = self.come_back(provider)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def sees(self) -> str:
        """Return the heading of the first page, after the redirect if there is one."""
        page = self.get()
        if page.status_code == 302:
            page = self.get(page.headers["Location"])
        return heading(page)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _send(self, method: str, where: str, **options: Any) -> requests.Response:
        url = urljoin(self.origin, where)
        return self._session.request(method, url, allow_redirects=False, timeout=60, **options)


def heading(page: requests.Response) -> str:
    """Return the heading of a page."""
    return page.text.partition("<h1>")[2].partition("</h1>")[0]


def key_in(page: str) -> str:
    """Return the request token in the URL of the provider's page."""
    return page.partition("oauth_token=")[2].partition("&")[0]
