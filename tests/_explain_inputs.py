"""One request of RFC 5849 in each of the forms that `oauth2 explain` reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _cli import at_home, piped

#: By openssl, of the base string of RFC 5849 section 1.2:
#: dgst -sha1 -hmac 'kd94hf93k423kf44&' -binary | base64
WITHOUT_TOKEN_SECRET = "5kncEmMfSNLFgkKq0c3pn9psDdE%3D"
#: With the key 'kd94hf93k423kf44&other-secret-1'.
WITH_ANOTHER_SECRET = "vWcp95rpEnL9ewqPXVskUk18ds4%3D"

#: As the RFC prints it, but that the scheme cannot be seen.
OF_RFC = """\
     GET /photos?file=vacation.jpg&size=original HTTP/1.1
     Host: photos.example.net
     Authorization: OAuth realm="Photos",
        oauth_consumer_key="dpf43f3p2l4k3l03",
        oauth_token="nnch734d00sl2jdk",
        oauth_signature_method="HMAC-SHA1",
        oauth_timestamp="137131202",
        oauth_nonce="chapoH",
        oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"
"""
HEADER = (
    'OAuth realm="Photos",oauth_consumer_key="dpf43f3p2l4k3l03",oauth_token="nnch734d00sl2jdk",'
    'oauth_signature_method="HMAC-SHA1",oauth_timestamp="137131202",oauth_nonce="chapoH",'
    f'oauth_signature="{WITHOUT_TOKEN_SECRET}"'
)
URL = "http://photos.example.net/photos?file=vacation.jpg&size=original"
MESSAGE = f"GET {URL} HTTP/1.1\r\nHost: photos.example.net\r\nAuthorization: {HEADER}\r\n\r\n"
CURL = f"""\
$ curl -s '{URL}' \\
  -H 'Accept: */*' \\
  -H $'Authorization: {HEADER}' | jq .
"""
VERBOSE = f"""\
* not signed: it is another origin
> GET http://photos.example.net/first
> User-Agent: oauth2/1.10.0
* base string: GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26\
oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1\
%26oauth_timestamp%3D137131202%26oauth_token%3Dnnch734d00sl2jdk%26size%3Doriginal
> GET {URL}
> User-Agent: oauth2/1.10.0
> Cookie: (hidden)
> Authorization: {HEADER}
< HTTP/1.1 401 Unauthorized
< content-type: text/plain
oauth_problem=signature_invalid
oauth2 request: The provider refused the request (401): signature_invalid.
"""
VERBOSE_OF_CURL = f"""\
*   Trying 203.0.113.1:80...
* Connected to photos.example.net (203.0.113.1) port 80 (#0)
> GET /photos?file=vacation.jpg&size=original HTTP/1.1\r
> Host: photos.example.net\r
> Authorization: {HEADER}\r
> \r
* Mark bundle as not supporting multiuse
< HTTP/1.1 100 Continue\r
< HTTP/1.1 401 Unauthorized\r
< WWW-Authenticate: OAuth oauth_problem="signature_invalid"\r
< \r
{{ [12 bytes data]
no
* Connection #0 to host photos.example.net left intact
"""

#: As Firefox and httpx's recorders write one, with the fields that nobody needs here left out.
ENTRY = {
    "startedDateTime": "2026-03-01T12:00:00.000Z",
    "time": 12.5,
    "request": {
        "method": "GET",
        "url": URL,
        "httpVersion": "HTTP/2",
        "cookies": [],
        "headers": [
            {"name": ":authority", "value": "photos.example.net"},
            {"name": "Authorization", "value": HEADER},
        ],
        "queryString": [
            {"name": "file", "value": "vacation.jpg"},
            {"name": "size", "value": "original"},
        ],
        "headersSize": 400,
        "bodySize": 0,
    },
    "response": {
        "status": 401,
        "statusText": "Unauthorized",
        "httpVersion": "HTTP/2",
        "headers": [
            {"name": "status", "value": "401 Unauthorized"},
            {"name": "content-type", "value": "text/plain"},
        ],
        "content": {
            "size": 31,
            "mimeType": "text/plain",
            "encoding": "base64",
            "text": "b2F1dGhfcHJvYmxlbT1zaWduYXR1cmVfaW52YWxpZA==",
        },
        "redirectURL": "",
    },
    "cache": {},
    "timings": {"send": 0, "wait": 12, "receive": 0.5},
}
#: What the same page loaded beside it.
OTHER_ENTRY = {
    "request": {"method": "GET", "url": "https://example.net/a.css", "headers": []},
    "response": {"status": 0, "headers": [], "content": {}},
}
HAR = json.dumps(
    {
        "log": {
            "version": "1.2",
            "creator": {"name": "Firefox", "version": "148.0"},
            "entries": [OTHER_ENTRY, ENTRY, OTHER_ENTRY],
        }
    }
)


def as_jane(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have the credentials of RFC 5849 section 1.2 in the environment, and be in a folder."""
    at_home(monkeypatch, folder)
    monkeypatch.chdir(folder)
    piped(monkeypatch)
    monkeypatch.setenv("OAUTH2_CONSUMER_KEY", "dpf43f3p2l4k3l03")
    monkeypatch.setenv("OAUTH2_CONSUMER_SECRET", "kd94hf93k423kf44")
    monkeypatch.setenv("OAUTH2_TOKEN", "nnch734d00sl2jdk")
    monkeypatch.setenv("OAUTH2_TOKEN_SECRET", "pfkkdhi9sl3r4s00")
