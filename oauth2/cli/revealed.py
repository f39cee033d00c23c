"""What was signed, as text for a person, step by step; the two secrets are never in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base_string import normalize_parameters, redact_base_string, redact_pairs
from ..body import is_form
from ..credentials import Consumer, Token
from ..encoding import form_decode, form_encode, percent_decode
from ..header import first_value
from ..redirect import PRIVATE_FIELDS
from ..signature import SignatureMethod
from ..signer import SignedRequest
from .curl_arguments import Identity

#: What stands where something is not shown.
HIDDEN = "(hidden)"
#: In front of the base string, and of what is said of a body that is not shown.
BASE_STRING = "base string: "
BODY = "body: "
# In a header field and in a query; RFC 5849 section 3.5.
_SIGNATURE = re.compile(r'(?<![A-Za-z0-9_%])(oauth_signature=)("?)([^"&,\s]*)')
_PRIVATE = re.compile(
    r'(?<![A-Za-z0-9_%])((?:oauth_verifier|oauth_session_handle|x_auth_\w+|\w+_secret)=)("?)[^"&,\s]*'
)


def sent_lines(signed: SignedRequest, method: SignatureMethod) -> Iterator[str]:
    """Return what is sent, and what of it was signed, for `-v`.

    Args:
        signed: the request.
        method: signed it.
    """
    if signed.parameters:
        yield f"* {BASE_STRING}{redact_base_string(signed.base_string)}"
    else:
        yield "* not signed: it is another origin"
    form = _form(signed)
    if signed.body and form is None:
        size = f"{len(signed.body)} octets, " if isinstance(signed.body, bytes) else ""
        yield f"* {BODY}{size}not shown"
    yield f"> {signed.method} {_concealed(signed.url, method)}"
    for name, value in signed.headers.items():
        ours = value.startswith("OAuth ")
        private = name.lower() in PRIVATE_FIELDS and not ours
        yield f"> {name}: {HIDDEN if private else _concealed(value, method)}"
    if form is not None:
        # It is signed as well, so that nobody can check the signature without it.
        yield ">"
        yield f"> {'&'.join(_concealed_pair(pair, method) for pair in form.split('&'))}"


def steps(signed: SignedRequest, who: Identity) -> Iterator[str]:
    """Return each step of a signature (RFC 5849 section 3.4), whole but for the secrets.

    Args:
        signed: the request.
        who: signed it.
    """
    method = who.method
    pairs = sorted(signed.parameters)
    yield _step("method", signed.method)
    yield _step("base string URI", signed.base_uri)
    yield _step("parameters", "\n".join(form_encode([pair]) for pair in pairs))
    yield _step("normalized", normalize_parameters(signed.parameters))
    yield _step("base string", signed.base_string)
    yield _step("signature method", method.name)
    yield _step("key", _key(who.consumer, who.token, method))
    yield _step("signature", _signature(signed, method))


def signature_place(signed: SignedRequest) -> str:
    """Return where the signature stands: "header", "query" or "body".

    Args:
        signed: the request.
    """
    if signed.headers.get("Authorization", "").startswith("OAuth "):
        return "header"
    return "query" if _SIGNATURE.search(signed.url) else "body"


def _key(consumer: Consumer, token: Token | None, method: SignatureMethod) -> str:
    if method.name.startswith("RSA-"):
        return "the private key; the secrets take no part"
    secrets = {"consumer secret": consumer.secret, "token secret": token.secret if token else ""}
    return "&".join(
        f"({name})" if secret else f"({name}: empty)" for name, secret in secrets.items()
    )


def _signature(signed: SignedRequest, method: SignatureMethod) -> str:
    if method.sends_secrets:
        return f"{HIDDEN}: it is the key"
    body = signed.body.decode("latin-1") if isinstance(signed.body, bytes) else ""
    places = {"header": signed.headers.get("Authorization", ""), "query": signed.url, "body": body}
    found = _SIGNATURE.search(places[signature_place(signed)])
    return percent_decode(found[3]) if found else ""


def _concealed(text: str, method: SignatureMethod) -> str:
    text = _PRIVATE.sub(rf"\1\2{HIDDEN}", text)
    return _SIGNATURE.sub(rf"\1\2{HIDDEN}", text) if method.sends_secrets else text


def _form(signed: SignedRequest) -> str | None:
    """Return the body if it is a form that can be shown as one line."""
    kind = first_value(signed.headers.items(), "content-type")
    if not (isinstance(signed.body, bytes) and signed.body and is_form(kind)):
        return None
    text = signed.body.decode("utf-8", "replace")
    return text if text.isprintable() and text.encode("utf-8") == signed.body else None


def _concealed_pair(pair: str, method: SignatureMethod) -> str:
    shown = _concealed(pair, method)
    pairs = form_decode(pair)
    return shown if redact_pairs(pairs) == pairs else f"{pair.partition('=')[0]}={HIDDEN}"


def _step(name: str, text: str) -> str:
    first, *others = text.split("\n")
    return "\n".join([f"{name:<18}{first}", *(" " * 18 + line for line in others)])
