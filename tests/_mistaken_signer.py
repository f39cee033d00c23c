"""An OAuth 1.0a signer that makes each known mistake on demand.

It stands on the standard library alone and shares nothing with what it is held against.  A mistake
is a few hooks: functions that take what the right signer has at one step, and give something else.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, unquote_plus, urlsplit

Hooks = dict[str, Callable[..., Any]]
Mistake = tuple[str, str]


class Pair(NamedTuple):
    """A parameter, decoded; where it stands, and how it stands there."""

    name: str
    value: str
    source: str
    raw: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Shape:
    """A request to be signed."""

    url: str
    method: str = "GET"
    body: bytes | None = None
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    hash: str = "sha1"
    consumer: tuple[str, str] = ("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
    token: tuple[str, str] | None = ("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
    oauth: tuple[tuple[str, str], ...] = ()
    realm: str | None = None
    placement: str = "header"
    without: tuple[str, ...] = ()
    method_name: str | None = None


@dataclass(frozen=True)
class Sent:
    """What went on the wire, and the base string that was signed."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None
    base_string: str
    signature: str

    @property
    def arrived(self) -> tuple[str, str, dict[str, str], bytes | None]:
        """The request as it is explained."""
        return self.method, self.url, self.headers, self.body


def enc(text: str) -> str:
    """Percent-encode as RFC 5849 section 3.6 wants it."""
    return quote(text, safe="~", errors="surrogateescape")


def dec(text: str) -> str:
    """Decode one level."""
    return unquote(text, errors="surrogateescape")


def _split(encoded: str, source: str) -> list[Pair]:
    pairs = []
    for part in encoded.split("&"):
        if part:
            name, _, value = part.partition("=")
            decoded = [unquote_plus(text, errors="surrogateescape") for text in (name, value)]
            pairs.append(Pair(decoded[0], decoded[1], source, (name, value)))
    return pairs


def _protocol(shape: Shape) -> list[tuple[str, str]]:
    names = {"sha1": "HMAC-SHA1", "sha256": "HMAC-SHA256", "sha512": "HMAC-SHA512", "": "PLAINTEXT"}
    protocol = [
        ("oauth_consumer_key", shape.consumer[0]),
        ("oauth_nonce", "Kb~cV93/f=x"),
        ("oauth_signature_method", shape.method_name or names[shape.hash]),
        ("oauth_timestamp", "1191242096"),
        ("oauth_version", "1.0"),
    ]
    if shape.token:
        protocol.insert(1, ("oauth_token", shape.token[0]))
    # What the shape says itself goes before what is usual.
    left_out = {*shape.without, *(name for name, _ in shape.oauth)}
    return [pair for pair in protocol if pair[0] not in left_out] + list(shape.oauth)


def _chain(mistakes: list[Hooks], step: str, value: Any, *more: Any) -> Any:
    for hooks in mistakes:
        if step in hooks:
            value = hooks[step](value, *more)
    return value


def _uri(mistakes: list[Hooks], shape: Shape) -> str:
    parts = urlsplit(shape.url)
    host = (shape.headers.get("Host") or parts.netloc.rpartition("@")[2]).lower()
    default = {"http": ":80", "https": ":443"}[parts.scheme]
    split = {
        "scheme": parts.scheme,
        "host": re.sub(":.*", "", host),
        "port": "".join(re.findall(":.*", host.removesuffix(default))),
        "path": parts.path or "/",
        "query": "",
        "fragment": "",
    }
    split = _chain(mistakes, "uri", split, shape)
    whole = "{scheme}://{host}{port}{path}{query}{fragment}".format(**split)
    return str(_chain(mistakes, "whole_uri", whole, shape))


def _pairs(mistakes: list[Hooks], shape: Shape) -> list[Pair]:
    pairs = _split(urlsplit(shape.url).query, "query")
    if shape.content_type == "application/x-www-form-urlencoded":
        pairs += _split((shape.body or b"").decode(), "form")
    pairs = [pair for pair in pairs if pair.name != "oauth_signature"]
    pairs += [Pair(*pair, "header", (enc(pair[0]), enc(pair[1]))) for pair in _protocol(shape)]
    return list(_chain(mistakes, "pairs", pairs, shape))


def _normalized(mistakes: list[Hooks], shape: Shape) -> str:
    def encoded(text: str, pair: Pair, step: str) -> str:
        return str(_chain(mistakes, step, _chain(mistakes, "encode", enc(text), pair), pair))

    ready = [
        (encoded(pair.name, pair, "encode_name"), encoded(pair.value, pair, "encode_value"), pair)
        for pair in _pairs(mistakes, shape)
    ]
    ordered = _chain(mistakes, "order", sorted(ready, key=lambda each: each[:2]), ready)
    return "&".join(f"{name}={value}" for name, value, _ in ordered)


def _base_string(mistakes: list[Hooks], shape: Shape) -> str:
    method = _chain(mistakes, "method", shape.method)
    texts = (method, _uri(mistakes, shape), _normalized(mistakes, shape))
    return "&".join(str(_chain(mistakes, "again", enc(text))) for text in texts)


def _key(mistakes: list[Hooks], shape: Shape) -> str:
    secrets = [shape.consumer[1], shape.token[1] if shape.token else ""]
    secrets = _chain(mistakes, "secrets", secrets, shape)
    encoded = [str(_chain(mistakes, "encode_secret", enc(secret), secret)) for secret in secrets]
    return str(_chain(mistakes, "key", f"{encoded[0]}&{encoded[1]}", encoded))


def sign(shape: Shape, *mistakes: Mistake) -> Sent:
    """Sign a request with some mistakes.

    Args:
        shape: the request.
        mistakes: names and variants, as in MISTAKES.
    """
    hooks = [MISTAKES[mistake] for mistake in mistakes]
    text, key = _base_string(hooks, shape), _key(hooks, shape)
    if shape.hash:
        name = _chain(hooks, "hash", shape.hash)
        digest = hmac.new(key.encode(), text.encode(errors="surrogateescape"), name).digest()
        written = _chain(hooks, "digest", base64.b64encode(digest).decode(), digest)
    else:
        written = key
    signature = str(_chain(hooks, "signature", written, key))
    return _send(hooks, shape, text, signature)


def _send(hooks: list[Hooks], shape: Shape, text: str, signature: str) -> Sent:
    protocol = _chain(hooks, "sent", _protocol(shape))
    written = _chain(hooks, "wire", enc(signature), signature)
    fields = [*((enc(name), enc(value)) for name, value in protocol), ("oauth_signature", written)]
    headers = dict(shape.headers)
    if shape.content_type:
        headers["Content-Type"] = shape.content_type
    sent = Sent(shape.method, shape.url, headers, shape.body, text, signature)
    form = "&".join(f"{name}={value}" for name, value in fields)
    if shape.placement == "query":
        return replace(sent, url=f"{shape.url}{'&' if '?' in shape.url else '?'}{form}")
    if shape.placement == "body":
        return replace(sent, body=b"&".join(filter(None, (shape.body, form.encode()))))
    realm = [] if shape.realm is None else [f'realm="{shape.realm}"']
    headers["Authorization"] = "OAuth " + ", ".join(
        [*realm, *(f'{name}="{value}"' for name, value in fields)]
    )
    return sent


# --- the mistakes --------------------------------------------------------------------------------


def _is_oauth(pair: Pair) -> bool:
    return pair.name.startswith("oauth_")


def _keep(test: Callable[[Pair], bool]) -> Hooks:
    return {"pairs": lambda pairs, _shape: [pair for pair in pairs if test(pair)]}


def _add(*added: tuple[str, str]) -> Hooks:
    return {"pairs": lambda pairs, _shape: pairs + [Pair(*pair, "header") for pair in added]}


def _more(extra: Callable[[Shape], list[tuple[str, str]]]) -> Hooks:
    return {"pairs": lambda pairs, shape: pairs + [Pair(*pair, "form") for pair in extra(shape)]}


def _value(change: Callable[[Pair], str], test: Callable[[Pair], bool]) -> Hooks:
    return {
        "pairs": lambda pairs, _shape: [
            pair._replace(value=change(pair)) if test(pair) else pair for pair in pairs
        ]
    }


def _part(**changes: Callable[[dict[str, str], Shape], str]) -> Hooks:
    return {
        "uri": lambda parts, shape: {
            **parts,
            **{name: change(parts, shape) for name, change in changes.items()},
        }
    }


def _secret(which: int, change: Callable[[str, Shape], str]) -> Hooks:
    def changed(secrets: list[str], shape: Shape) -> list[str]:
        return [change(each, shape) if at == which else each for at, each in enumerate(secrets)]

    return {"secrets": changed}


def _raw(characters: str, step: str = "encode") -> Hooks:
    def left(text: str, _pair: Pair) -> str:
        for character in characters:
            text = text.replace(enc(character), character)
        return text

    return {step: left}


def _sorted_by(key: Callable[[Any], Any]) -> Hooks:
    return {"order": lambda _right, ready: sorted(ready, key=key)}


def _natural(text: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in re.split("([0-9]+)", text)]


def _dictionary(pairs: list[Pair], first: bool) -> list[Pair]:
    found: dict[str, Pair] = {}
    for pair in pairs:
        if not (first and pair.name in found):
            found[pair.name] = pair
    return list(found.values())


def _split_decoded(pairs: list[Pair], shape: Shape) -> list[Pair]:
    parts = [part.partition("=") for part in unquote_plus(urlsplit(shape.url).query).split("&")]
    return [pair for pair in pairs if pair.source != "query"] + [
        Pair(name, value, "query") for name, _, value in parts if name
    ]


def _fields(shape: Shape, files: bool) -> list[tuple[str, str]]:
    found = []
    for part in (shape.body or b"").split(b"--B0undary"):
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb' name="([^"]*)"', head)
        if name and (files or b"filename=" not in head):
            text = content.removesuffix(b"\r\n").decode(errors="surrogateescape")
            found.append((name[1].decode(), text))
    return found


def _members(shape: Shape) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in json.loads(shape.body or b"{}").items()]


def _forwarded(parts: dict[str, str], shape: Shape) -> str:
    return shape.headers.get("X-Forwarded-Host", parts["host"])


_WHITE = {
    "trailing newline": ("", "\n"),
    "trailing CRLF": ("", "\r\n"),
    "trailing space": ("", " "),
    "leading space": (" ", ""),
    "leading tab": ("\t", ""),
    "both spaces": (" ", " "),
}


def _white() -> Iterator[tuple[Mistake, Hooks]]:
    for which, whose in enumerate(("consumer", "token")):
        for label, (before, behind) in _WHITE.items():

            def blank(secret: str, _shape: Shape, ends: tuple[str, str] = (before, behind)) -> str:
                return ends[0] + secret + ends[1]

            yield ("secret_whitespace", f"{whose} {label}"), _secret(which, blank)


_CREDENTIALS: dict[Mistake, Hooks] = {
    ("token_secret_missing", ""): _secret(1, lambda _secret, _shape: ""),
    ("ampersand_missing", ""): {"key": lambda _key, halves: "".join(halves)},
    **dict(_white()),
    ("secret_encoded_twice", ""): {"encode_secret": lambda encoded, _secret: enc(encoded)},
    ("secrets_swapped", ""): {"secrets": lambda secrets, _shape: secrets[::-1]},
    ("request_token_secret_used", ""): _secret(1, lambda _secret, _shape: "of the request token"),
    ("key_used_as_secret", "token"): _secret(1, lambda _secret, shape: (shape.token or [""])[0]),
    ("key_used_as_secret", "consumer"): _secret(0, lambda _secret, shape: shape.consumer[0]),
    ("secret_not_encoded", ""): {"encode_secret": lambda _encoded, secret: secret},
    ("verifier_used_as_token_secret", ""): _secret(
        1, lambda secret, shape: dict(shape.oauth).get("oauth_verifier", secret)
    ),
}

_ADDRESS: dict[Mistake, Hooks] = {
    ("port_dropped", ""): _part(port=lambda _parts, _shape: ""),
    ("trailing_slash", "dropped"): _part(
        path=lambda p, _s: p["path"].removesuffix("/") if p["path"] != "/" else "/"
    ),
    ("trailing_slash", "added"): _part(
        path=lambda p, _s: p["path"] if p["path"].endswith("/") else p["path"] + "/"
    ),
    ("trailing_slash", "empty path"): _part(
        path=lambda p, _s: "" if p["path"] == "/" else p["path"]
    ),
    ("query_in_base_uri", "and not in the parameters"): {
        **_part(query=lambda _p, s: f"?{urlsplit(s.url).query}" if "?" in s.url else ""),
        **_keep(lambda pair: pair.source != "query"),
    },
    ("query_in_base_uri", "and in the parameters too"): _part(
        query=lambda _p, s: f"?{urlsplit(s.url).query}" if "?" in s.url else ""
    ),
    ("scheme_mismatch", ""): _part(
        scheme=lambda p, _s: "http" if p["scheme"] == "https" else "https"
    ),
    **{
        ("method_mismatch", method): {"method": lambda _method, other=method: other}
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD")
    },
    ("method_lower_case", ""): {"method": lambda method: method.lower()},
    ("path_lower_case", ""): _part(path=lambda p, _s: p["path"].lower()),
    ("port_kept", ""): _part(
        port=lambda p, _s: p["port"] or {"http": ":80", "https": ":443"}[p["scheme"]]
    ),
    ("host_case", ""): _part(
        host=lambda p, s: (
            re.sub(r"^.*://|[:/?].*$", "", s.url.partition("://")[2])
            if p["host"] == re.sub("[:/?].*", "", s.url.partition("://")[2]).lower()
            else p["host"]
        )
    ),
    ("path_decoded", ""): _part(path=lambda p, _s: unquote(p["path"])),
    ("path_double_encoded", ""): _part(path=lambda p, _s: quote(p["path"], safe="/~")),
    ("path_params_dropped", ""): _part(path=lambda p, _s: re.sub(";.*", "", p["path"])),
    ("host_www", "added"): _part(
        host=lambda p, _s: p["host"] if p["host"].startswith("www.") else f"www.{p['host']}"
    ),
    ("host_www", "dropped"): _part(host=lambda p, _s: p["host"].removeprefix("www.")),
    ("path_encoded_differently", "! alone"): _part(
        path=lambda parts, _shape: parts["path"].replace("!", "%21")
    ),
    ("path_encoded_differently", "each segment"): _part(
        path=lambda parts, _shape: "/".join(enc(dec(part)) for part in parts["path"].split("/"))
    ),
    ("path_encoded_differently", ""): _part(
        path=lambda p, _s: quote(unquote(p["path"]), safe="/~")
    ),
    ("proxy_host", "X-Forwarded-*"): _part(host=_forwarded),
    ("proxy_host", "Host header"): _part(
        host=lambda _p, s: urlsplit(s.url).hostname or "",
        port=lambda p, s: f":{urlsplit(s.url).port}" if "Host" in s.headers else p["port"],
    ),
    ("url_whitespace", ""): _part(path=lambda p, _s: p["path"] + " "),
    ("fragment_in_base_uri", ""): _part(
        fragment=lambda _p, s: f"#{urlsplit(s.url).fragment}" if "#" in s.url else ""
    ),
}

_SELECTION: dict[Mistake, Hooks] = {
    ("query_omitted", ""): _keep(lambda pair: pair.source != "query"),
    ("form_omitted", ""): _keep(lambda pair: pair.source != "form"),
    ("duplicates_dropped", "first kept"): {"pairs": lambda pairs, _s: _dictionary(pairs, True)},
    ("duplicates_dropped", "last kept"): {"pairs": lambda pairs, _s: _dictionary(pairs, False)},
    ("multipart_signed", "text fields"): _more(lambda shape: _fields(shape, files=False)),
    ("multipart_signed", "text and file fields"): _more(lambda shape: _fields(shape, files=True)),
    ("json_signed", "members"): _more(
        lambda shape: _members(shape) if shape.content_type.endswith("json") else []
    ),
    ("json_signed", "whole body as a name"): _more(
        lambda shape: [((shape.body or b"").decode(), "")] if "json" in shape.content_type else []
    ),
    ("json_signed", "body parsed as a form"): _more(
        lambda shape: (
            [pair[:2] for pair in _split((shape.body or b"").decode(), "form")]
            if "json" in shape.content_type
            else []
        )
    ),
    ("parameter_not_signed", "callback"): _keep(lambda pair: pair.name != "oauth_callback"),
    ("parameter_not_signed", "nonce"): _keep(lambda pair: pair.name != "oauth_nonce"),
    ("realm_signed", ""): {
        "pairs": lambda pairs, shape: (
            pairs + ([] if shape.realm is None else [Pair("realm", shape.realm, "header")])
        )
    },
    ("empty_dropped", ""): _keep(lambda pair: pair.value != "" or _is_oauth(pair)),
    ("query_signed_twice", ""): {
        "pairs": lambda pairs, _s: pairs + [pair for pair in pairs if pair.source == "query"]
    },
    ("query_decoded_before_split", ""): {"pairs": _split_decoded},
    ("signature_signed", "empty"): _add(("oauth_signature", "")),
    ("empty_token_signed", ""): {
        "pairs": lambda pairs, _s: (
            pairs
            if "oauth_token" in [pair.name for pair in pairs]
            else [*pairs, Pair("oauth_token", "", "header")]
        )
    },
    ("empty_token_not_signed", ""): _keep(lambda pair: pair[:2] != ("oauth_token", "")),
    ("version_not_signed", ""): _keep(lambda pair: pair.name != "oauth_version"),
    ("version_signed_not_sent", ""): {
        "pairs": lambda pairs, _s: (
            pairs
            if "oauth_version" in [pair.name for pair in pairs]
            else [*pairs, Pair("oauth_version", "1.0", "header")]
        )
    },
}

_VALUES: dict[Mistake, Hooks] = {
    ("plus_taken_literally", ""): _value(
        lambda pair: dec(pair.raw[1]), lambda pair: pair.source != "header"
    ),
    ("values_decoded_twice", ""): _value(lambda pair: dec(pair.value), lambda p: not _is_oauth(p)),
    **{
        ("timestamp_mismatch", f"{seconds:+} s"): _value(
            lambda pair, ahead=seconds: str(int(pair.value) + ahead),  # type: ignore[misc]
            lambda pair: pair.name == "oauth_timestamp",
        )
        for seconds in (*range(-5, 0), *range(1, 6))
    },
    ("timestamp_ms_signed", ""): _value(
        lambda pair: f"{pair.value}000", lambda pair: pair.name == "oauth_timestamp"
    ),
}


def _lower(text: str, *_more: Any) -> str:
    return re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), text)


_ENCODING: dict[Mistake, Hooks] = {
    ("reserved_unescaped", "!*'()"): _raw("!*'()"),
    ("reserved_unescaped", "* only"): _raw("*"),
    ("reserved_unescaped", "!*'() in values only"): _raw("!*'()", "encode_value"),
    ("reserved_unescaped", ","): _raw(","),
    ("reserved_unescaped", ": , ; @ $"): _raw(":,;@$"),
    ("params_not_encoded", "all"): {
        "encode_name": lambda _text, pair: pair.name,
        "encode_value": lambda _text, pair: pair.value,
    },
    ("params_not_encoded", "request parameters"): {
        "encode_name": lambda text, pair: text if _is_oauth(pair) else pair.name,
        "encode_value": lambda text, pair: text if _is_oauth(pair) else pair.value,
    },
    ("tilde_encoded", ""): {"encode": lambda text, _pair: text.replace("~", "%7E")},
    ("callback_double_encoded", ""): {
        "encode_value": lambda text, pair: enc(text) if pair.name == "oauth_callback" else text
    },
    ("space_as_plus", ""): {"encode": lambda text, _pair: text.replace("%20", "+")},
    ("values_double_encoded", "query as sent"): _value(
        lambda pair: pair.raw[1], lambda pair: pair.source == "query"
    ),
    ("values_double_encoded", "encoded again"): {
        "encode_value": lambda text, pair: text if _is_oauth(pair) else enc(text)
    },
    ("values_double_encoded", "once joined"): {
        "again": lambda text: enc(text) if "oauth_nonce%3D" in text else text
    },
    ("brackets_unescaped", "names"): _raw("[]", "encode_name"),
    ("brackets_unescaped", "names and values"): _raw("[]"),
    ("oauth_values_not_encoded", ""): {
        "encode_value": lambda text, pair: pair.value if _is_oauth(pair) else text
    },
    ("hex_lower_case", "everywhere"): {"encode": _lower, "again": _lower},
    ("hex_lower_case", "in the base string alone"): {"again": _lower},
    ("hex_lower_case", "in values"): {"encode_value": _lower},
    ("slash_unescaped", "in values"): _raw("/", "encode_value"),
    ("slash_unescaped", "everywhere"): {
        **_raw("/"),
        "again": lambda text: text.replace("%2F", "/"),
    },
}

_ORDER: dict[Mistake, Hooks] = {
    ("unsorted", "as collected"): {"order": lambda _right, ready: ready},
    ("unsorted", "request parameters first"): _sorted_by(
        lambda each: (_is_oauth(each[2]), each[:2])
    ),
    ("unsorted", "oauth parameters first"): _sorted_by(
        lambda each: (not _is_oauth(each[2]), each[:2])
    ),
    ("unsorted", "values of equal names"): _sorted_by(lambda each: each[0]),
    ("sorted_as_joined_pairs", ""): _sorted_by(lambda each: f"{each[0]}={each[1]}"),
    ("sorted_before_encoding", ""): _sorted_by(lambda each: each[2][:2]),
    ("sorted_case_insensitive", ""): _sorted_by(lambda each: (each[0].lower(), each[1])),
    ("sorted_naturally", ""): _sorted_by(lambda each: (_natural(each[2].name), each[1])),
}

#: In the signature's own text.
SPELLED: dict[Mistake, Hooks] = {
    ("signature_bytes_repr", ""): {"signature": lambda text, _key: repr(text.encode())},
    ("signature_double_encoded", ""): {"signature": lambda text, _key: enc(text)},
    ("signature_plus_to_space", ""): {"signature": lambda text, _key: text.replace("+", " ")},
    ("signature_truncated", "cut at ="): {"signature": lambda text, _key: text.rstrip("=")},
    ("signature_truncated", "cut at +"): {"signature": lambda text, _key: text.partition("+")[0]},
    ("signature_truncated", "cut at /"): {"signature": lambda text, _key: text.partition("/")[0]},
    **{
        ("wrong_digest", name): {"hash": lambda _right, other=name: other}
        for name in ("sha1", "sha256", "sha512")
    },
    ("hex_digest", "hex"): {"digest": lambda _text, digest: digest.hex()},
    ("hex_digest", "base64 of hex"): {
        "digest": lambda _text, digest: base64.b64encode(digest.hex().encode()).decode()
    },
    ("plaintext_signature", ""): {"signature": lambda _text, key: key},
}

#: Seen beside the signature.
BESIDE: dict[Mistake, Hooks] = {
    ("signature_not_encoded", ""): {"wire": lambda _encoded, signature: signature},
}
#: Seen only by who knows what was signed.
BY_CLAIM: dict[Mistake, Hooks] = {
    ("nonce_mismatch", ""): _value(
        lambda _pair: "another", lambda pair: pair.name == "oauth_nonce"
    ),
    ("parameter_signed_not_sent", ""): _add(("oauth_callback_url", "http://a.example/b c")),
}
#: Seen in the signature.
IN_SIGNATURE: dict[Mistake, Hooks] = {
    **_CREDENTIALS,
    **_ADDRESS,
    **_SELECTION,
    **_VALUES,
    **_ENCODING,
    **_ORDER,
    **SPELLED,
}
#: The same, but found only where nothing else is wrong.
ALONE: dict[Mistake, Hooks] = {
    ("timestamp_ms_signed", f"in {milliseconds}"): _value(
        lambda pair, digits=milliseconds: pair.value + digits,  # type: ignore[misc]
        lambda pair: pair.name == "oauth_timestamp",
    )
    for milliseconds in ("001", "278", "999")
}
MISTAKES = {**IN_SIGNATURE, **ALONE, **BESIDE, **BY_CLAIM}


# --- requests in which they show -----------------------------------------------------------------

FORM = "application/x-www-form-urlencoded"
_ODD = ("k%+&/ =é", "s&+/=~ %é")
_MULTIPART = (
    b'--B0undary\r\nContent-Disposition: form-data; name="title"\r\n\r\nA photo\r\n'
    b'--B0undary\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n\x00\xffab\r\n--B0undary--\r\n"
)

SHAPES: dict[str, Shape] = {
    "GET, query": Shape(
        "http://photos.example.net/photos?size=original&file=vacation.jpg&empty=&Zeta=a%20b&text=a+b~"
    ),
    "GET, rich query": Shape(
        "https://WWW.Example.COM:443/A%20b/!x;v=1/caf%C3%A9/?filter[10]=a&filter[9]=b&a=2&a=1"
        "&org-x=1&org=%2526%20%2B&B=%26c%3D~!*'()&e=,:;@$[]/&d=100%25#frag",
        realm="Photos",
        oauth=(("oauth_callback", "http://printer.example.com/ready?a=b c"),),
    ),
    "POST, form": Shape(
        "https://api.example.com:8443/1.1/statuses/update.json?include=true",
        "POST",
        b"status=Hello%20Ladies%20%2b%20Gentlemen!&empty=&c2=&c@=x&C=*~&status=again+x%2Fy",
        FORM,
        token=_ODD,
        consumer=("key one", "secret=1&2%41"),
        hash="sha256",
        headers={"Host": "proxied.example.org:8443", "X-Forwarded-Host": "outer.example.com"},
    ),
    "PUT, JSON": Shape(
        "http://www.example.com/",
        "PUT",
        b'{"a": 1, "b": "x y", "c": "d=e&f"}',
        "application/json",
        oauth=(
            # printf '%s' '{"a": 1, "b": "x y", "c": "d=e&f"}' | openssl sha1 -binary | base64
            ("oauth_body_hash", "eHLtUBXZs6tcOIRGsqimaoDWcWw="),
            ("oauth_verifier", "hfdp7dh39dks9884"),
        ),
        headers={"X-Forwarded-Host": "outer.example.com"},
    ),
    "POST, multipart, two-legged": Shape(
        "https://example.com/upload/",
        "POST",
        _MULTIPART,
        "multipart/form-data; boundary=B0undary",
        token=None,
        without=("oauth_version",),
        hash="sha512",
    ),
    "DELETE, empty token, in the query": Shape(
        "https://example.com/1/x?q=a%2Bb",
        "DELETE",
        token=("", ""),
        placement="query",
    ),
}
