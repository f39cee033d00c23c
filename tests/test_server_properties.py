"""Laws of the provider's side: whatever a client sends is verified, or refused with a status."""

from __future__ import annotations

import io
from typing import Any

import photos
import pytest
import strategies
from hypothesis import example, given
from hypothesis import strategies as st

import oauth2

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# What WSGI hands over is latin-1 text (PEP 3333): anything, or something that is nearly right.
latin1 = st.text(st.characters(max_codepoint=0xFF), max_size=20)
environs = st.fixed_dictionaries(
    {
        "REQUEST_METHOD": latin1 | st.just("POST"),
        "PATH_INFO": latin1 | st.just("/photos"),
        "QUERY_STRING": latin1 | st.just("oauth_consumer_key=dpf43f3p2l4k3l03"),
        "HTTP_HOST": latin1 | st.just("photos.example.net"),
        "CONTENT_LENGTH": latin1 | st.just("9"),
        "CONTENT_TYPE": latin1 | st.just(FORM["Content-Type"]),
    },
    optional={"HTTP_AUTHORIZATION": strategies.headers, "REQUEST_URI": latin1.map("/{}".format)},
)
# The protocol parameters of the photos request, but for its right signature.
protocols = st.lists(
    st.sampled_from([*photos.PARAMETERS.items(), ("oauth_body_hash", ""), ("oauth_signature", "x")])
)


def verify(request: oauth2.Request | None) -> None:
    """Verify a request with the Server of the photos."""
    photos.server().verify_request(request, photos.CONSUMER, photos.TOKEN)


@given(environs, st.binary())
@example({"REQUEST_METHOD": "GET", "HTTP_HOST": "h", "HTTP_AUTHORIZATION": 'OAuth a="%FF"'}, b"")
def test_any_environ_is_refused_with_a_status(environ: dict[str, Any], body: bytes) -> None:
    """The answer to what is not signed is 400 or 401, never an error from inside."""
    environ |= {"wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body)}

    with pytest.raises(oauth2.RequestRefused) as caught:
        verify(oauth2.Request.from_wsgi(environ))

    assert caught.value.status in {400, 401}


@given(protocols, protocols, protocols, st.sampled_from([FORM, {}]))
def test_any_protocol_parameters_are_refused_with_a_status(
    header: list[tuple[str, str]],
    query: list[tuple[str, str]],
    form: list[tuple[str, str]],
    headers: dict[str, str],
) -> None:
    """Parameters that are missing, repeated or strewn about are no signature."""
    authorization = "OAuth " + ",".join(f'{name}="{value}"' for name, value in header)
    search, body = ("&".join(map("=".join, pairs)) for pairs in (query, form))
    sent = {**headers, "Authorization": authorization}

    with pytest.raises(oauth2.RequestRefused) as caught:
        verify(oauth2.Request.from_request("GET", f"http://h/?{search}", sent, body=body))

    assert caught.value.status in {400, 401}
