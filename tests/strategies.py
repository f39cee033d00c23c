"""What the property tests are tried with: every Hypothesis strategy of the project."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import photos
from _hostile import RIGHT, Message, edges
from hypothesis import strategies as st

import oauth2

FORM_TYPE = "application/x-www-form-urlencoded"

#: Text with octets in it that are no UTF-8, as it comes out of decoding escapes.
octet_texts = st.binary(max_size=12).map(lambda octets: octets.decode("utf-8", "surrogateescape"))
#: Decoded parameters: any text, and names that are easily repeated or sorted wrongly.
names = octet_texts | st.sampled_from(["a", "a!", "ab", "c2", "c@", "\N{SNOWMAN}", "\U0001d11e"])
pairs = st.lists(st.tuples(names, octet_texts), max_size=8)

#: What an Authorization header can carry: a parameter has a name, and it is not that of the realm.
header_names = names.filter(lambda name: name != "" and name.lower() != "realm")
header_pairs = st.lists(st.tuples(header_names, octet_texts), max_size=8)
realms = st.none() | st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=12)

#: Anything at all in place of a header field, most of it nearly right.
headers = st.one_of(
    st.text(max_size=40),
    st.text("OAuthrealm=\",\\ \t\r\n%C3é'", max_size=40).map(lambda text: f"OAuth {text}"),
    st.lists(
        st.sampled_from(["a", "=", '"', '"b"', ",", " ", "\\", '\\"', "realm", "%FF", "\r\n"]),
        max_size=12,
    ).map(lambda parts: "oauth " + "".join(parts)),
)

#: Anything at all in place of a URL, most of it nearly right.  The characters beyond ASCII are
#: those that IDNA makes into "/", ":", "@", "?", "#", ".", "%", a space, or nothing.
_AUTHORITY = "ab.:@[]%-_0189 \t\\é\uff0f\uff1a\uff20\uff1f\uff03\u3002\uff05\xa0\xad\u2100\u212a"
urls = st.one_of(
    st.text(max_size=30),
    st.builds(
        "{}://{}{}".format,
        st.sampled_from(["http", "HTTPS", "httpx", "1http"]),
        st.text(_AUTHORITY, max_size=12) | st.text(_AUTHORITY, max_size=5).map("[::1%{}]".format),
        st.text('/?#é%41 \t\r\n\x00"[]|;=&+', max_size=12),
    ),
)


class Address(NamedTuple):
    """A URL, and the base string URI of it that its parts give (RFC 5849 section 3.4.1.2)."""

    url: str
    base_uri: str


def _address(scheme: str, host: str, port: int | None, path: str, tail: str) -> Address:
    default = {"http": 80, "https": 443}[scheme.lower()]
    shown = "" if port is None else f":{port}"
    kept = "" if port in (None, default) else f":{port}"
    url = f"{scheme}://{host}{shown}{path}{tail}"
    return Address(url, f"{scheme.lower()}://{host.lower()}{kept}{path or '/'}")


# Without a raw ";": oauthlib loses one with nothing behind it.
paths = st.lists(st.text(max_size=6).map(lambda text: quote(text, safe="~!$&'()*+,=:@"))).map(
    lambda segments: "".join(f"/{segment}" for segment in segments)
)
#: URLs that RFC 3986 allows.
addresses = st.builds(
    _address,
    st.sampled_from(["http", "https", "HTTP", "Https"]),
    st.sampled_from(["example.com", "EXAMPLE.com", "a-b.Example", "localhost", "127.0.0.1"]),
    st.sampled_from([None, 80, 443, 8080]),
    paths,
    st.sampled_from(["", "?", "?a=1&b=/", "#top", "?a#b?c"]),
)

_scalars = st.text(max_size=12)
#: What a provider may send beside a token: none of the token's own fields.
_extra = st.dictionaries(
    _scalars.filter(lambda name: not name.startswith("oauth_")),
    _scalars | st.lists(_scalars, min_size=2, max_size=3),
    max_size=3,
)


def _token(key: str, secret: str, callback: Any, verifier: Any, extra: Any) -> oauth2.Token:
    token = oauth2.Token(key, secret)
    token.callback_confirmed = None
    token.callback, token.verifier, token.extra = callback, verifier, extra
    return token


_optional = st.none() | _scalars
tokens = st.builds(_token, _scalars, _scalars, _optional, _optional, _extra)


class Sending(NamedTuple):
    """The arguments of `Signer.sign`."""

    method: str
    url: str
    headers: Any
    body: Any
    oauth_params: Any


# oauthlib decodes protocol parameters in a query or a form twice, and refuses an empty key.
_keys = st.text(st.characters(codec="utf-8", exclude_characters="%"), min_size=1, max_size=12)
# Parameters of a program's own, of a kind that oauthlib reads too.
_fields = st.lists(st.tuples(_scalars.map(lambda text: f"p{text}"), _scalars), max_size=4).map(
    urlencode
)
_bodies: st.SearchStrategy[tuple[Any, Any]] = st.one_of(
    st.tuples(st.just({}), st.none()),
    st.tuples(st.just({"Content-Type": FORM_TYPE}), _fields),
    st.tuples(st.just({"content-type": f"{FORM_TYPE}; charset=UTF-8"}), _fields.map(str.encode)),
    st.tuples(st.just([(b"Content-Type", b"image/png")]), st.binary(max_size=9).map(bytearray)),
)
_locations = st.builds(
    "https://{}{}{}?{}".format,
    st.sampled_from(["example.com", "u:p@EXAMPLE.com", "h:443", "h:80"]),
    paths,
    st.sampled_from(["", "/é", "/a b", "/a;v=1"]),
    _fields,
)


def _sending(method: str, url: str, entity: tuple[Any, Any], oauth_params: Any) -> Sending:
    return Sending(method, url, entity[0], entity[1], oauth_params)


#: Requests to be signed.
sendings = st.builds(
    _sending,
    st.sampled_from(["GET", "post", "PUT", "Patch", "DELETE", "OPTIONS", "HEAD"]),
    _locations,
    _bodies,
    st.none() | st.dictionaries(st.just("oauth_callback"), _keys),
)

_options = {
    "consumer": st.builds(oauth2.Consumer, _keys, _scalars),
    "token": st.none() | st.builds(oauth2.Token, _keys, _scalars),
    "realm": realms,
    "body_hash": st.sampled_from(["auto", "always", "never"]),
    "version": st.sampled_from(["1.0", None]),
}
_hmac = [
    oauth2.SignatureMethod_HMAC_SHA1(),
    oauth2.SignatureMethod_HMAC_SHA256(),
    oauth2.SignatureMethod_HMAC_SHA512(),
]
#: What signs them.  The signature of PLAINTEXT may hold escapes, so it goes in the header.
signers = st.builds(
    oauth2.Signer,
    signature_method=st.sampled_from(_hmac),
    placement=st.sampled_from(["header", "query", "body", "classic"]),
    **_options,
) | st.builds(
    oauth2.Signer, signature_method=st.just(oauth2.SignatureMethod_PLAINTEXT()), **_options
)


# --- what a server may receive ------------------------------------------------------------------

#: What is not expected where it stands: separators, escapes of escapes, octets that are no UTF-8,
#: text that is none, a dot that is none, numbers beyond all machines, parameters once more.
_PIECES = [*',"\\=&;#?/ +%:@[\t\r\n\x00é0', "", "&&", "&a=", "a&", "+b=1&", ", ", '\\"', "realm=x,"]
_PIECES += ["%00", "%20", "%25", "%252525", "%FF", "%zz", "%C3%A9", "%ED%A0%80", "9" * 5000]
_PIECES += ["\xad", "\u2024", "\U0001d11e", "\ud800", "\udcff", "http://a/", "x" * 200]
_PIECES += [f"{name}={value}" for name, value in photos.PARAMETERS.items()]
_pieces = st.sampled_from(_PIECES) | st.text(max_size=4)


def _edited(text: str) -> st.SearchStrategy[str]:
    """Give the text with a piece put in or in place of a few characters, mostly at a separator."""
    return st.builds(
        lambda start, length, piece: f"{text[:start]}{piece}{text[start + length :]}",
        st.sampled_from(edges(text)) | st.integers(0, len(text)),
        st.just(0) | st.integers(0, 8),
        _pieces,
    )


def _with_value(message: Message, position: int, value: str) -> Message:
    fields = list(message.headers)
    fields[position] = (fields[position][0], value)
    return message._replace(headers=tuple(fields))


def _edited_message(message: Message) -> st.SearchStrategy[Message]:
    """Give the request with one of its parts edited."""
    body = message.body.decode()
    return st.one_of(
        _edited(message.method).map(lambda method: message._replace(method=method)),
        _edited(message.target).map(lambda target: message._replace(target=target)),
        _edited(body).map(
            lambda text: message._replace(body=text.encode("utf-8", "surrogatepass"))
        ),
        st.sampled_from(message.headers).map(
            lambda field: message._replace(headers=(*message.headers, field))
        ),
        *(
            st.builds(_with_value, st.just(message), st.just(position), _edited(value))
            for position, (_, value) in enumerate(message.headers)
        ),
    )


#: A request that is signed rightly, by a method that signs what is sent, and the same edited.
edits = st.sampled_from(
    [each for name, each in RIGHT.items() if name != "right-plaintext"]
).flatmap(lambda message: st.tuples(st.just(message), _edited_message(message)))

_protocol = st.sampled_from(
    [*photos.PARAMETERS.items(), ("oauth_signature", "x"), ("oauth_body_hash", "")]
)
_any_pairs = st.lists(_protocol | st.tuples(octet_texts, octet_texts), max_size=9)
_forms = _any_pairs.map(lambda some: "&".join(f"{name}={value}" for name, value in some))
_anything = st.text(max_size=20) | _pieces


def _message(
    method: str, path: str, query: str, fields: dict[str, str], body: str, repeated: bool
) -> Message:
    headers = (*fields.items(), *fields.items()) if repeated else (*fields.items(),)
    octets = body.encode("utf-8", "surrogatepass")
    return Message(method, f"{path}?{query}", headers, octets)


#: Anything at all in place of a request, most of it nearly right.
messages = st.builds(
    _message,
    st.just("POST") | _anything,
    st.just("/photos") | _anything,
    _forms | _anything,
    st.fixed_dictionaries(
        {},
        optional={
            "Host": st.just("photos.example.net") | _anything,
            "Authorization": headers
            | _any_pairs.map(
                lambda some: "OAuth " + ",".join(f'{name}="{value}"' for name, value in some)
            ),
            "Content-Type": st.just(FORM_TYPE) | _anything,
            "Content-Length": st.integers(0, 99).map(str) | _anything,
        },
    ),
    _forms | _anything,
    st.booleans(),
)
