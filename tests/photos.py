"""The photos request of OAuth Core 1.0a, appendix A.5, whose every stage is published."""

from __future__ import annotations

from typing import Any

import oauth2

CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
TOKEN = oauth2.Token("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
URL = "http://photos.example.net/photos?file=vacation.jpg&size=original"
BASE_URI = "http://photos.example.net/photos"
TIMESTAMP = 1191242096
NONCE = "kllo9940pd9333jh"
#: The protocol parameters, but for the signature.
PARAMETERS = {
    "oauth_consumer_key": "dpf43f3p2l4k3l03",
    "oauth_token": "nnch734d00sl2jdk",
    "oauth_signature_method": "HMAC-SHA1",
    "oauth_timestamp": "1191242096",
    "oauth_nonce": "kllo9940pd9333jh",
    "oauth_version": "1.0",
}
KEY = "kd94hf93k423kf44&pfkkdhi9sl3r4s00"
BASE_STRING = (
    "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26"
    "oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3Dkllo9940pd9333jh%26"
    "oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096%26"
    "oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal"
)
SIGNATURE = "tR3+Ty81lMeYAr/Fid0kMTYa/WM="


def unsigned() -> oauth2.Request:
    """Return the request as a client makes it, before it is signed."""
    return oauth2.Request("GET", URL, PARAMETERS, is_form_encoded=True)


def authorization(**changes: str | None) -> dict[str, str]:
    """Return its header, some parameters changed; None leaves one out."""
    signed: dict[str, Any] = {**PARAMETERS, "oauth_signature": SIGNATURE, **changes}
    return oauth2.Request(parameters=signed).to_header(realm="http://photos.example.net/")


def received(url: str = URL, method: str = "GET", **changes: str | None) -> oauth2.Request:
    """Return the request as a server takes it from the wire, some parameters changed."""
    request = oauth2.Request.from_request(method, url, authorization(**changes))
    assert request is not None
    return request


def server(clock: float = TIMESTAMP, **options: Any) -> oauth2.Server:
    """Return a Server at the time of the request, which takes HMAC-SHA1."""
    methods: dict[str, oauth2.SignatureMethod] = {"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()}
    return oauth2.Server(methods, clock=lambda: clock, **options)
