"""What is wrong beside the signature: in the body hash, in the header's encoding, in the keys."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from ..encoding import to_text
from ..signature.by_name import RSA_METHODS, SHARED_SECRET_METHODS
from .reason import Reason
from .reasons import (
    BODY_HASH_SENT,
    BODY_HASH_WRONG,
    PARAMETER_ABSENT,
    SIGNATURE_METHOD_REJECTED,
    SIGNATURE_NOT_ENCODED,
    STALE_TOKEN_USED,
    VERSION_REJECTED,
    WRONG_CREDENTIALS_PAIR,
)
from .received import Facts, Received

_KNOWN_METHODS = {**SHARED_SECRET_METHODS, **RSA_METHODS}
_RAW = re.compile("[+/=&]")
_NEEDED = ("oauth_consumer_key", "oauth_signature_method", "oauth_signature")
_NEEDED_TO_BE_FRESH = ("oauth_timestamp", "oauth_nonce")
_UNSIGNED = replace(
    PARAMETER_ABSENT, mend="signer.sign(method, url)  # and send the headers that it returns"
)


def look_beside(facts: Facts) -> Iterator[Reason]:
    """Yield what is wrong with a request beside what is signed, and its timestamp.

    Args:
        facts: about the request.
    """
    yield from _absent(facts)
    yield from _keys(facts)
    yield from _protocol(facts.request)
    yield from _encoding(facts.request)
    yield from _body_hash(facts.request)


def _absent(facts: Facts) -> Iterator[Reason]:
    request = facts.request
    there = set(request.protocol)
    if request.signature is not None:
        there.add("oauth_signature")
    plain = request.signature_method == "PLAINTEXT"
    needed = [*_NEEDED, *(() if plain else _NEEDED_TO_BE_FRESH)]
    if facts.token is not None and facts.token.key:
        needed.append("oauth_token")
    absent = [name for name in needed if name not in there]
    if absent:
        unsigned = "oauth_signature" in absent
        mistake = _UNSIGNED if unsigned else PARAMETER_ABSENT
        yield Reason(mistake, f"did not send {' and '.join(absent)}")


def _keys(facts: Facts) -> Iterator[Reason]:
    sent = facts.request.protocol
    key = sent.get("oauth_consumer_key")
    if key is not None and key != to_text(facts.consumer.key, "consumer.key"):
        note = "oauth_consumer_key is not the key of the consumer that was given"
        yield Reason(WRONG_CREDENTIALS_PAIR, notes=(note,))
    if facts.token is None:
        return
    token = sent.get("oauth_token")
    if token is not None and token != to_text(facts.token.key, "token.key"):
        note = "oauth_token is not the key of the token that was given"
        yield Reason(STALE_TOKEN_USED, notes=(note,))


def _protocol(request: Received) -> Iterator[Reason]:
    version = request.protocol.get("oauth_version", "1.0")
    if version != "1.0":
        what = f"sent the oauth_version {version[:40]!r}, which must be '1.0'"
        yield Reason(VERSION_REJECTED, what)
    method = request.protocol.get("oauth_signature_method")
    if method is not None and method not in _KNOWN_METHODS:
        what = f"sent the oauth_signature_method {method[:40]!r}, which nobody knows"
        like = [name for name in _KNOWN_METHODS if name == method.upper().replace("_", "-")]
        yield Reason(SIGNATURE_METHOD_REJECTED, what, notes=tuple(f"write {n!r}" for n in like))


def _encoding(request: Received) -> Iterator[Reason]:
    found = sorted(set(_RAW.findall(request.raw_signature or "")))
    if found:
        marks = " and ".join(f'"{mark}"' for mark in found)
        notes = [f"raw on the wire: {marks}"]
        if "+" not in found:
            notes.append('this time there is no "+" in it, so that many providers take it')
        yield Reason(SIGNATURE_NOT_ENCODED, notes=tuple(notes))


def _body_hash(request: Received) -> Iterator[Reason]:
    sent = request.protocol.get("oauth_body_hash")
    if sent is None:
        return
    if request.is_form:
        yield Reason(BODY_HASH_SENT, "sent an oauth_body_hash with a form, whose fields are signed")
    elif request.body is not None:
        yield from _hash_of(request.body, sent, _algorithm(request))


def _algorithm(request: Received) -> str:
    method = _KNOWN_METHODS.get(request.signature_method)
    return str(getattr(method, "body_hash_algorithm", "sha1"))


def _hash_of(body: bytes, sent: str, algorithm: str) -> Iterator[Reason]:
    if sent == _hashed(body, algorithm):
        return
    others = {
        f"it is the {other.upper()} of the body, and {algorithm.upper()} is wanted": _hashed(
            body, other
        )
        for other in ("sha1", "sha256", "sha512")
    }
    digest = hashlib.new(algorithm, body, usedforsecurity=False)
    others["it is written in hexadecimal, and base64 is wanted"] = digest.hexdigest()
    others["it is the hash of an empty body"] = _hashed(b"", algorithm)
    others["it is the hash of the body without its last line break"] = _hashed(
        body.rstrip(b"\r\n"), algorithm
    )
    others["it is the hash of the text 'None'"] = _hashed(b"None", algorithm)
    notes = tuple(note for note, value in others.items() if value == sent)
    body_note = f"the body has {len(body)} octets; its hash is {_hashed(body, algorithm)}"
    yield Reason(BODY_HASH_WRONG, notes=(*notes[:1], f"sent: {sent[:100]}", body_note))


def _hashed(body: bytes, algorithm: str) -> str:
    digest = hashlib.new(algorithm, body, usedforsecurity=False).digest()
    return base64.b64encode(digest).decode("ascii")
