"""Stand-ins for providers: each makes the demands of one, as its documentation has them.

They know nothing of the presets.  Signatures are verified by the strict verifier, which shares no
code with the library; a request that is not what the provider demands is refused as it refuses.
"""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from _loopback import Answer, Loopback, Recorded
from _provider_demands import ACCESS_TOKEN, RENEWED_TOKEN, REQUEST_TOKEN, VERIFIER, Demands
from _verifiers import CONSUMER, Refused, Verified, verify_strictly

from oauth2 import Consumer, ThreeLeggedFlow, providers


class StandIn:
    """A provider on loopback: what it is asked, it verifies.

    Args:
        demands: of the provider.
        loopback: the server, whose answers it gives from now on.
    """

    def __init__(self, demands: Demands, loopback: Loopback) -> None:
        self.demands = demands
        self.loopback = loopback
        loopback.default = self._react
        #: Why requests were refused.
        self.refused: list[str] = []
        self._callback = "oob"
        self._timestamp = 0
        self._nonces: set[str] = set()
        self._allowed = False

    def _react(self, request: Recorded) -> Answer:
        legs = {
            self.demands.request_token: self._first,
            self.demands.access_token: self._last,
            self.demands.renewal: self._renew,
        }
        leg = legs.get(request.target, self._authorize)
        try:
            return leg(request)
        except Refused as error:
            self.refused.append(str(error))
            return self.demands.refuse(str(error))

    def _first(self, request: Recorded) -> Answer:
        protocol = self._verify(request, ("", "")).protocol
        sent = protocol.get("oauth_token")
        _need(sent == ("" if self.demands.empty_token else None), "token")
        self._callback = protocol.get("oauth_callback", "")
        _need(self._callback in self.demands.callbacks, "callback")
        confirmed = self.demands.confirmed
        return _token(REQUEST_TOKEN, {"oauth_callback_confirmed": confirmed} if confirmed else {})

    def _authorize(self, request: Recorded) -> Answer:
        """Show the page, on which this user always agrees."""
        target, _, query = request.target.partition("?")
        page, _, own = self.demands.authorize.partition("?")
        _need((request.method, target) == ("GET", page), "page")
        fields = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True))
        returns_to = fields.pop(self.demands.returns_to or "", self._callback)
        expected = {**dict(parse_qsl(own)), **self.demands.asked}
        expected[self.demands.token_parameter] = REQUEST_TOKEN[0]
        _need(fields == expected, f"authorization parameters {sorted(fields)}")
        self._allowed = True
        if returns_to == "oob":
            return Answer(200, body=VERIFIER.encode())
        back = {"oauth_token": REQUEST_TOKEN[0]}
        if self.demands.verifier:
            back["oauth_verifier"] = VERIFIER
        return Answer(302, (("Location", f"{returns_to}?{urlencode(back)}"),), b"")

    def _last(self, request: Recorded) -> Answer:
        renews = "oauth_session_handle" in request.octets.decode("latin-1")
        if self.demands.session_handle and renews:
            return self._renew(request)
        protocol = self._verify(request, REQUEST_TOKEN).protocol
        _need(protocol.get("oauth_token") == REQUEST_TOKEN[0], "token")
        _need(self._allowed, "the user has not agreed")
        _need(protocol.get("oauth_verifier") == (VERIFIER if self.demands.verifier else None), "v")
        return _token((ACCESS_TOKEN[0], self.demands.access_secret), self.demands.answer)

    def _renew(self, request: Recorded) -> Answer:
        protocol = self._verify(request, ACCESS_TOKEN).protocol
        _need(protocol.get("oauth_token") == ACCESS_TOKEN[0], "token")
        if self.demands.session_handle is None:
            return Answer(body=b"Access Token has been renewed")
        _need(protocol["oauth_session_handle"] == self.demands.session_handle, "session handle")
        return _token(RENEWED_TOKEN, {})

    def _verify(self, request: Recorded, token: tuple[str, str]) -> Verified:
        demands = self.demands
        _need(request.method == demands.http_method, "HTTP method")
        agent = request.value("User-Agent") or ""
        library = not agent or agent.startswith("Python-httplib2")
        _need(not (demands.user_agent and library), "User-Agent")
        verified = verify_strictly(request, token=token)
        _need(verified.protocol["oauth_signature_method"] in demands.methods, "method")
        _need(verified.place == demands.place, "place")
        _need(verified.realm == demands.realm, "realm")
        self._take(verified.protocol)
        return verified

    def _take(self, protocol: Mapping[str, str]) -> None:
        timestamp = int(protocol["oauth_timestamp"])
        _need(not self.demands.in_order or timestamp >= self._timestamp, "timestamp")
        _need(protocol["oauth_nonce"] not in self._nonces, "nonce")
        self._timestamp = timestamp
        self._nonces.add(protocol["oauth_nonce"])


class Page(NamedTuple):
    """What a browser was answered."""

    status: int
    location: str | None
    text: str


def visit(url: str) -> Page:
    """Go to a URL as a browser does, without following where it sends on."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        return Page(response.status, response.getheader("Location"), response.read().decode())
    finally:
        connection.close()


def flow_at(loopback: Loopback, name: str, **changes: Any) -> ThreeLeggedFlow:
    """Make the flow of a preset, with its URLs moved to loopback: all but the origin stays."""
    options = providers.preset(name).flow_options(**changes)
    moved = {
        each: _moved(options[each], loopback)
        for each in ("request_token_url", "authorize_url", "access_token_url", "renew_token_url")
    }
    # The base is in the moved URLs.
    return ThreeLeggedFlow.for_provider(name, Consumer(*CONSUMER), **{**changes, **moved})


def walk(flow: ThreeLeggedFlow, callback: str, **extra: Any) -> None:
    """Walk the three legs, as a program and its user."""
    flow.fetch_request_token(callback)
    page = visit(flow.authorization_url(**extra))
    if page.status == 200:
        flow.fetch_access_token(page.text)
    else:
        assert page.location is not None, page
        flow.parse_callback(page.location)
        flow.fetch_access_token()


def _moved(url: str | None, loopback: Loopback) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    return loopback.url(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _need(condition: bool, reason: str) -> None:
    if not condition:
        raise Refused(reason)


def _token(token: tuple[str, str], further: Mapping[str, str]) -> Answer:
    fields = {"oauth_token": token[0], "oauth_token_secret": token[1], **further}
    return Answer(body=urlencode(fields).encode())
