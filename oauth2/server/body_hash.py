"""Whether a body is the one whose hash was signed (OAuth Request Body Hash, a draft of 2009)."""

from __future__ import annotations

from ..body import body_hash
from ..errors import BodyHashInvalid, ParameterAbsent
from ..request import Request
from ..signature import SignatureMethod, same

_NAME = "oauth_body_hash"
# What clients take for one another, so that a refusal can name it.
_ALGORITHMS = ("sha1", "sha256", "sha512")


def check_body_hash(request: Request, method: SignatureMethod, *, required: bool) -> None:
    """Refuse a request whose body is not the one that was signed.

    Args:
        request: as received; where its body is not known, a hash cannot be checked.
        method: of its signature, which tells the algorithm.
        required: True refuses a body that is not proved, unless it is a form.

    Raises:
        ParameterAbsent: there is no hash, and it is required.
        BodyHashInvalid: there is one with a form, or it does not fit.
    """
    given = request.get(_NAME)
    if given is None:
        if required and not request.is_form_encoded:
            raise ParameterAbsent(f"{_NAME} is missing", parameter=_NAME)
        return
    if request.is_form_encoded:
        # Section 4.1.1 of the draft: a form is signed itself.
        raise BodyHashInvalid(f"{_NAME} must not be sent with a form", parameter=_NAME)
    wanted = method.body_hash_algorithm
    checkable = request._body_known or bool(request.body) or required
    if checkable and not same(given, body_hash(request.body, wanted)):
        why = f"{_NAME} does not fit the body{_other_algorithm(request, given, wanted)}"
        raise BodyHashInvalid(why, parameter=_NAME)


def _other_algorithm(request: Request, given: str, wanted: str) -> str:
    # Many a client hashes with SHA-1 whatever the signature method is.
    for algorithm in _ALGORITHMS:
        if algorithm != wanted and same(given, body_hash(request.body, algorithm)):
            return f": it is its {algorithm}, and {wanted} is what the signature method takes"
    return ""
