"""The dict of a request's parameters, with its method and URL: normalised and serialised."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from ..base_string import (
    NOTHING,
    Fields,
    join_fields,
    redact_pairs,
)
from ..encoding import (
    Pairs,
    encode_pairs,
    flatten,
    form_encode,
    group_pairs,
    to_text,
    to_unicode,
    to_unicode_optional_iterator,
)
from ..errors import InvalidURL, ParameterAbsent
from ..header import build_authorization, parse_parameters
from .addressed import Addressed

_Items = Iterable[tuple[Any, Any]]

#: The method of a request that names none.
HTTP_METHOD = "GET"

_P = TypeVar("_P", bound="ParameterDict")


def items_of(parameters: Mapping[Any, Any] | _Items) -> _Items:
    """Return the items of a mapping of parameters; pairs are returned as they are.

    Args:
        parameters: a mapping or pairs.  Of the forms of Django and of werkzeug, whose `items()`
            give one value for each name, all values are taken.

    Raises:
        TypeError: it is neither.
    """
    if type(parameters) is dict:
        return parameters.items()
    if hasattr(parameters, "lists"):
        return [
            (name, values[0] if len(values) == 1 else values) for name, values in parameters.lists()
        ]
    if isinstance(parameters, (str, bytes)) or not isinstance(parameters, Iterable):
        raise TypeError(f"parameters must be a mapping, not {type(parameters).__name__}")
    return parameters.items() if isinstance(parameters, Mapping) else parameters


class ParameterDict(Addressed):
    """Parameters with a method and a URL; the base of `Request`, which documents them."""

    # On the class, because a Request that python-oauth2 pickled comes without them.
    # The query of the URL that the dict holds already, so that it must not count again.
    _held_query: str | None = None
    # Where the protocol parameters of a received request stood, and their names there.
    _places: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    # What the dict of a received request held, with the same as fields, if no name was repeated.
    _received: tuple[dict[str, Any], list[str]] | None = None
    # True where `body` is what was received, so that a hash can be held against it.
    _body_known = False

    def __init__(
        self,
        method: str = HTTP_METHOD,
        url: str | bytes | None = None,
        parameters: Mapping[Any, Any] | None = None,
        body: Any = b"",
        is_form_encoded: bool = False,
    ) -> None:
        super().__init__()
        if url is not None:
            self.url = to_text(url, "the URL") if isinstance(url, bytes) else url
        self.method = method
        for name, value in items_of(parameters) if parameters else ():
            if type(value) is str:  # what it nearly always is
                self[to_unicode(name)] = to_text(value)
            elif isinstance(value, Mapping):
                raise TypeError(f"the value of parameter {name!r} must not be a dict")
            else:
                self[to_unicode(name)] = to_unicode_optional_iterator(value)
        self.body = body
        self.is_form_encoded = is_form_encoded
        self._body_known = bool(body)

    def __eq__(self, other: object) -> bool:
        """Compare parameters, and with another Request the method and the URL too."""
        if isinstance(other, ParameterDict):
            return dict.__eq__(self, other) and self._address() == other._address()
        return dict.__eq__(self, other)

    __hash__ = None  # type: ignore[assignment]  # as of every dict: it can change

    def __ne__(self, other: object) -> bool:
        """Return the opposite of `==`; without this, `!=` would be that of dict."""
        return not self == other

    def __repr__(self) -> str:
        """Return a text without signature, query and sensitive values."""
        try:
            shown = redact_pairs(self._pairs_of_dict())
        except (TypeError, ValueError):  # a value that cannot be signed can still be looked at
            shown = [(str(name), "…") for name in self]
        kept = group_pairs(pair for pair in shown if pair[0] != "oauth_signature")
        uri = getattr(self, "normalized_url", None)
        return f"<{type(self).__name__} {self.method} {uri} {kept}>"

    def copy(self: _P) -> _P:
        """Return a copy that is a Request too."""
        return copy.copy(self)

    def _address(self) -> tuple[str, str | None]:
        return self.method, self.__dict__.get("url")

    def _get_timestamp_nonce(self) -> tuple[Any, Any]:
        return self.get_parameter("oauth_timestamp"), self.get_parameter("oauth_nonce")

    def get_nonoauth_parameters(self) -> dict[str, Any]:
        """Return the parameters in the dict that are no protocol parameters."""
        return {name: value for name, value in self.items() if not name.startswith("oauth_")}

    def get_parameter(self, parameter: str) -> Any:
        """Return a parameter of the dict.

        Args:
            parameter: its name.

        Raises:
            ParameterAbsent: it is not there.
        """
        value = self.get(parameter)
        if value is None:
            raise ParameterAbsent(f"Parameter not found: {parameter}", parameter=parameter)
        return value

    @classmethod
    def _normalizes_otherwise(cls) -> bool:
        """Tell whether a program replaced `get_normalized_parameters`."""
        return cls.get_normalized_parameters is not _GET_NORMALIZED_PARAMETERS

    def get_normalized_parameters(self) -> str:
        """Return every parameter on the wire, encoded, sorted, joined (section 3.4.1.3.2).

        Raises:
            InvalidText: a value is bytes that are not UTF-8.
        """
        return join_fields(self._fields_of_dict() + self._fields_beside_dict().encoded)

    def _fields_of_dict(self) -> list[str]:
        # What came encoded is not encoded once more.
        received = self._fields_as_received()
        return encode_pairs(self._pairs_of_dict()) if received is None else received

    def _fields_as_received(self) -> list[str] | None:
        """Return the fields that came, where the dict is known to hold just these; else None."""
        if self._received is None:
            return None
        held, fields = self._received
        return fields if dict.__eq__(self, held) else None

    def _pairs_of_dict(self) -> Pairs:
        return flatten(self.items())

    def _fields_beside_dict(self) -> Fields:
        """Return the fields of the query, unless the dict holds them."""
        parts = self._parts
        held = parts is not None and parts.query is not None and parts.query == self._held_query
        return NOTHING if held else self._query_fields()

    def to_header(self, realm: str | None = "") -> dict[str, str]:
        """Return the protocol parameters as a header field (RFC 5849 section 3.5.1).

        Args:
            realm: the protection realm; None leaves it out.

        Returns:
            `Authorization` and its value.

        Raises:
            InvalidHeader: the realm cannot be sent in a header field.
        """
        protocol = [pair for pair in self._pairs_of_dict() if pair[0].startswith("oauth_")]
        return {"Authorization": build_authorization(protocol, realm)}

    def to_postdata(self) -> str:
        """Return the parameters in the dict as a form body, sorted by name (section 3.5.2)."""
        return form_encode(flatten(sorted(self.items(), key=lambda item: item[0])))

    def to_url(self) -> str:
        """Return the URL with the parameters added to its query (RFC 5849 section 3.5.3).

        Raises:
            InvalidURL: there is no URL.
        """
        parts = self._parts
        if parts is None:
            raise InvalidURL("the URL of the request is not set")
        pairs = self._pairs_of_dict()
        before = parts.query
        if parts.query and parts.query == self._held_query:
            held = Counter(self._query_fields().pairs)
            if held - Counter(pairs):
                # One of them was changed or removed: the dict says what is sent.
                before = None
            else:
                pairs = list((Counter(pairs) - held).elements())
        query = "&".join(part for part in (before, form_encode(pairs)) if part)
        return parts.with_query(query or None)

    @staticmethod
    def _split_header(header: str) -> dict[str, str | list[str]]:
        """Return the parameters in an Authorization header field, behind the word OAuth."""
        return group_pairs(parse_parameters(header))


# Programs written for python-oauth2 replace it, and then what they say counts.
_GET_NORMALIZED_PARAMETERS = ParameterDict.get_normalized_parameters
