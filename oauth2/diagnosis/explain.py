"""`explain`: finds which known mistake is behind a refusal."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..credentials import Consumer, Token
from ..encoding import percent_decode, percent_encode, to_text
from ..problem import Problem
from ..request import Request
from ..signer import SignedRequest
from .answer import in_words, look_at_realm, read_answer, said
from .beside import look_beside
from .clock import look_at_timestamp, sent_at
from .compare import claimed_pairs, cut
from .entry import Entry
from .explanation import Explanation
from .finding import CANNOT_TELL
from .reason import Reason
from .received import Arrived, Facts, facts_of
from .shape import has_blanks, shapes
from .signed import Explained, explain_base_string, explain_signature
from .table import BY_NAME
from .unknown import rules_out, why_unknown
from .veil import Veil, is_sensitive
from .verdict import Known, entries

# In a base string: behind the method, and behind the URI.
_SIGNS = 2
# More often no provider decodes a nonce, or encodes one.
_MOST_DECODINGS = 3
_OF_ANOTHER = (
    "the provider's base string has another nonce: it is that of another request, and is left aside"
)


def explain(
    request: SignedRequest | Request | Arrived,
    consumer: Consumer,
    token: Token | None = None,
    *,
    response: Mapping[Any, Any] | None = None,
    content: str | bytes | None = None,
    client_base_string: str | None = None,
    provider_base_string: str | None = None,
    other_token_secrets: Iterable[str] = (),
    now: float | None = None,
) -> Explanation:
    """Say why the other side refused a signature (RFC 5849 section 3).

    Known mistakes are made again, alone and in pairs, until one gives the signature that was sent;
    a finding that is "proved" is proved by the signature.  Nothing is sent, and no secret shown.

    Args:
        request: what was sent or received: a SignedRequest, a Request, or a tuple of method, URL,
            header fields and body.  A body that is None, or a file, counts as unknown.
        consumer: who signs.  Its secret may be an RSA key or a certificate in PEM, to check an RSA
            signature with.
        token: on whose behalf, or None.
        response: the provider's answer: a mapping of `status` and of header fields by their names
            in any case, such as httplib2 returns; or None.
        content: its body, or None.
        client_base_string: the base string that the client says it signed, or None.
        provider_base_string: the base string that the provider computed, or None; many an answer
            holds it, and is searched for it.
        other_token_secrets: secrets that the token may have had, such as the request token's.
        now: the time to hold the timestamp against, in seconds since 1970, 300 on either side
            accepted; None holds it against nothing but the answer.

    Returns:
        The explanation, with at least one finding.

    Raises:
        InvalidURL: the request has no URL, or none that can be signed.
        InvalidHeader: its Authorization header field cannot be read.
        InvalidRequest: its method is none.
        LimitExceeded: it has too many parameters.
        InvalidText: bytes that are not UTF-8 where text is wanted.
        TypeError: an argument is of the wrong kind.
        ValueError: consumer or token is no such object.
    """
    facts = facts_of(request, consumer, token, other_token_secrets)
    sent = facts.request.protocol.get("oauth_timestamp")
    problem = read_answer(response, content, sent_at(sent))
    claim = _base_string(client_base_string, facts.request.claim)
    theirs = _base_string(provider_base_string, _found_in(problem))
    of_another = theirs is not None and _is_of_another(facts, theirs)
    theirs = None if of_another else theirs
    signed = None if facts.request.signature is None else explain_signature(facts, claim)
    provider = _explain_theirs(facts, theirs)
    refused = problem is not None
    known = Known(
        signed,
        provider,
        [*look_beside(facts), *look_at_timestamp(sent, problem, now)],
        list(said(problem)) if problem else [],
        shapes(facts),
        facts.token_is_missing,
        refused,
        [*_doubts(facts), *look_at_realm(response, facts.request.realm)],
        None if signed is None else why_unknown(facts, signed, claim, provider),
    )
    found = entries(known)
    if of_another:
        found[0] = replace(found[0], notes=(*found[0].notes, _OF_ANOTHER))
    return _explanation(facts, known, found, problem)


def _is_of_another(facts: Facts, base_string: str) -> bool:
    """Tell whether a provider's base string has another nonce, however that is encoded."""
    sent = facts.request.protocol.get("oauth_nonce", "")
    theirs = [value for name, value in claimed_pairs(base_string) if name == "oauth_nonce"]
    return bool(sent and theirs) and _bare(sent) not in map(_bare, theirs)


def _bare(nonce: str) -> str:
    for _ in range(_MOST_DECODINGS):
        nonce = percent_decode(nonce)
    return re.sub("[^A-Za-z0-9]", "", nonce)


def _base_string(given: str | None, found: str | None) -> str | None:
    if given is None:
        return found
    text = to_text(given, "the base string").strip()
    text = text.replace("\\u0026", "&")
    return html.unescape(text) if "&amp;" in text else text


def _found_in(problem: Problem | None) -> str | None:
    """Return the base string in an answer, if it has the parts of one."""
    found = problem.base_string if problem else None
    return found if found and found.count("&") >= _SIGNS else None


def _explain_theirs(facts: Facts, base_string: str | None) -> Explained | None:
    """Explain the provider's base string, unless it only breaks off somewhere."""
    if base_string is None:
        return None
    right = facts.recipe.render().base_string
    beginning = base_string.rstrip(".\u2026 ")
    rest = right.removeprefix(beginning)
    # One that ends behind a parameter lacks the others, unless dots stand for them.
    whole = beginning == base_string and rest.startswith("%26")
    broken = 0 < len(rest) < len(right) and not whole
    return None if broken else explain_base_string(facts, base_string)


def _doubts(facts: Facts) -> Iterator[Reason]:
    """Yield what may be wrong with the secrets that were given, though the signature fits them."""
    if has_blanks(facts):
        what = "made the key of a secret with white space around it, as it was given"
        yield Reason(BY_NAME["secret_whitespace"], what, CANNOT_TELL, shapes(facts))
    if facts.token_is_missing:
        what = "made the key without a token secret, though the request carries a token"
        yield Reason(BY_NAME["token_secret_missing"], what, CANNOT_TELL)


def _explanation(
    facts: Facts, known: Known, found: list[Entry], problem: Problem | None
) -> Explanation:
    secrets, keys = _secrets(facts), _keys(facts)
    base = known.signature or known.provider
    right = None if base is None else base.right.base_string
    names = {name for entry in found for name in entry.names}
    tried = known.signature.tried if known.signature and rules_out(facts, known.signature) else ()
    ruled_out = tuple(name for name in dict.fromkeys(tried) if name not in names)
    method = facts.request.protocol.get("oauth_signature_method", "no signature method")
    line = f"{facts.request.method} {cut(facts.request.url.base_uri)}, {cut(method)}"

    def shown(veil: Veil) -> Explanation:
        return Explanation(
            tuple(entry.shown(veil) for entry in found),
            ruled_out,
            veil.text(line),
            None if right is None else veil.text(right),
            veil.text(in_words(problem)) if problem else None,
        )

    return replace(shown(Veil(secrets)), redacted_parts=shown(Veil(secrets, keys)))


def _secrets(facts: Facts) -> list[str]:
    key, request = facts.recipe.key, facts.request
    joined = f"{percent_encode(key.consumer)}&{percent_encode(key.token)}"
    given = [key.consumer, key.token, joined, *facts.other_secrets]
    sent = [piece.value for piece in request.pieces if is_sensitive(piece.name)]
    signatures = [request.signature or "", request.raw_signature or ""]
    return [*given, *(secret.strip() for secret in given), *sent, *signatures]


def _keys(facts: Facts) -> list[str]:
    protocol = facts.request.protocol
    own = [facts.consumer.key, facts.token.key if facts.token else ""]
    sent = [protocol.get("oauth_consumer_key", ""), protocol.get("oauth_token", "")]
    return [*(to_text(key, "a key") for key in own), *sent]
