"""The outcomes service of a platform of LTI 1.1, to which a tool sends a user's score as XML."""

from __future__ import annotations

from http import HTTPStatus
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from ..errors import ParameterAbsent
from ..nonce import generate_nonce
from .answers import Answer, Environ
from .gate import Gate

_NAMESPACE = "http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"
_REPLACE = "replaceResult"
_ANSWER = """\
<?xml version="1.0" encoding="UTF-8"?>
<imsx_POXEnvelopeResponse xmlns="{namespace}">
  <imsx_POXHeader>
    <imsx_POXResponseHeaderInfo>
      <imsx_version>V1.0</imsx_version>
      <imsx_messageIdentifier>{identifier}</imsx_messageIdentifier>
      <imsx_statusInfo>
        <imsx_codeMajor>{code}</imsx_codeMajor>
        <imsx_severity>status</imsx_severity>
        <imsx_description>{description}</imsx_description>
        <imsx_messageRefIdentifier>{reference}</imsx_messageRefIdentifier>
        <imsx_operationRefIdentifier>{operation}</imsx_operationRefIdentifier>
      </imsx_statusInfo>
    </imsx_POXResponseHeaderInfo>
  </imsx_POXHeader>
  <imsx_POXBody>{body}</imsx_POXBody>
</imsx_POXEnvelopeResponse>
"""


def outcomes(gate: Gate, environ: Environ) -> Answer:
    """Take a score, of a consumer with or without a token, and say what became of it."""
    request = gate.admit(environ).request
    # XML is signed by its hash alone, so that LTI demands it.
    if "oauth_body_hash" not in request:
        raise ParameterAbsent("LTI wants the body hashed", parameter="oauth_body_hash")
    try:
        # The one who sent it is known here, and expat keeps entities from growing without end.
        envelope = ET.fromstring(request.body)  # noqa: S314
    except (ET.ParseError, LookupError, ValueError):  # the latter two: its encoding
        return _answer("failure", "The body is no XML.")
    return _replaced(envelope)


def _replaced(envelope: ET.Element) -> Answer:
    reference = _text(envelope, "imsx_messageIdentifier")
    body = envelope.find(f"{{{_NAMESPACE}}}imsx_POXBody")
    if body is None or body.find(f"{{{_NAMESPACE}}}{_REPLACE}Request") is None:
        return _answer("unsupported", f"The sandbox knows {_REPLACE} only.", reference)
    score, user = _text(body, "textString"), _text(body, "sourcedId")
    if not _is_score(score):
        return _answer("failure", f"{score!r} is no score from 0.0 to 1.0.", reference)
    return _answer("success", f"The score of {user} is now {score}.", reference)


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(f".//{{{_NAMESPACE}}}{name}", "").strip()


def _is_score(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _answer(code: str, description: str, reference: str = "") -> Answer:
    xml = _ANSWER.format(
        namespace=_NAMESPACE,
        identifier=generate_nonce(),
        code=code,
        description=escape(description),
        reference=escape(reference),
        operation=_REPLACE,
        body=f"<{_REPLACE}Response/>" if code == "success" else "",
    )
    # A platform says 200 to what it does not do, too.
    return Answer(HTTPStatus.OK, "application/xml", xml.encode("utf-8"))
