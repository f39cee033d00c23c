"""The dict of a request's parameters, with its method and URL: normalised and serialised."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from ..base_string import PRINTABLE, URL, normalize_parameters, redact_pairs, split_url
from ..encoding import (
    Pairs,
    flatten,
    form_decode,
    form_encode,
    group_pairs,
    to_text,
    to_unicode,
    to_unicode_optional_iterator,
)
from ..errors import InvalidRequest, InvalidURL, ParameterAbsent
from ..header import build_authorization, parse_parameters

_Items = Iterable[tuple[Any, Any]]

#: The method of a request that names none.
HTTP_METHOD = "GET"

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]+")
_P = TypeVar("_P", bound="ParameterDict")


def items_of(parameters: Mapping[Any, Any] | _Items) -> _Items:
    """Return the items of a mapping of parameters; pairs are returned as they are.

    Args:
        parameters: a mapping or pairs.  Of the forms of Django and of werkzeug, whose `items()`
            give one value for each name, all values are taken.

    Raises:
        TypeError: it is neither.
    """
    if hasattr(parameters, "lists"):
        return [
            (name, values[0] if len(values) == 1 else values) for name, values in parameters.lists()
        ]
    if isinstance(parameters, (str, bytes)) or not isinstance(parameters, Iterable):
        raise TypeError(f"parameters must be a mapping, not {type(parameters).__name__}")
    return parameters.items() if isinstance(parameters, Mapping) else parameters


class ParameterDict(dict[str, Any]):
    """Parameters with a method and a URL; the base of `Request`, which documents them."""

    #: The base string URI (RFC 5849 section 3.4.1.2); set together with `url`.
    normalized_url: str | None

    # On the class, because a Request that python-oauth2 pickled comes without them.
    # The query of the URL that the dict holds already, so that it must not count again.
    _held_query: str | None = None
    # Where the protocol parameters of a received request stood, and their names there.
    _places: Mapping[str, tuple[str, ...]] = MappingProxyType({})
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
        for name, value in items_of(parameters or {}):
            if isinstance(value, Mapping):
                raise TypeError(f"the value of parameter {name!r} must not be a dict")
            self[to_unicode(name)] = to_unicode_optional_iterator(value)
        self.body = body
        self.is_form_encoded = is_form_encoded
        self._body_known = bool(body)

    @property
    def url(self) -> str | None:
        """The URL as it was given; there is no such attribute before it is set."""
        try:
            url: str | None = self.__dict__["url"]
        except KeyError:
            raise AttributeError("url") from None
        return url

    @url.setter
    def url(self, value: str | None) -> None:
        self._set_url(value, None if value is None else split_url(value))

    @url.deleter
    def url(self) -> None:
        if "url" not in self.__dict__:
            raise AttributeError("url")
        del self.__dict__["url"], self.__dict__["_parts"], self.normalized_url

    def _set_url(self, url: str | None, parts: URL | None) -> None:
        self.__dict__.update(url=url, _parts=parts)
        self.normalized_url = None if parts is None else parts.base_uri

    def _take_url_as_received(self) -> None:
        """Let the path count as it came: some clients send "[" and the like as they are (A12)."""
        url = self.__dict__["url"]
        self._set_url(url, None if url is None else split_url(url, PRINTABLE))

    @property
    def _parts(self) -> URL | None:
        """The URL, split; None before it is set."""
        if "_parts" not in self.__dict__ and self.__dict__.get("url"):
            self.url = self.__dict__["url"]
        parts: URL | None = self.__dict__.get("_parts")
        return parts

    @property
    def method(self) -> str:
        """The HTTP method, in upper case."""
        method: str = self.__dict__["method"]
        return method

    @method.setter
    def method(self, value: str) -> None:
        method = to_text(value, "method")
        if not _TOKEN.fullmatch(method):
            raise InvalidRequest(f"method {method[:40]!r} is no HTTP method")
        self.__dict__["method"] = method.upper()

    def __eq__(self, other: object) -> bool:
        """Compare parameters, and with another Request the method and the URL too."""
        if isinstance(other, ParameterDict):
            return dict.__eq__(self, other) and self._address() == other._address()
        return dict.__eq__(self, other)

    __hash__ = None  # as of every dict: it can change

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

    def get_normalized_parameters(self) -> str:
        """Return every parameter on the wire, encoded, sorted, joined (section 3.4.1.3.2).

        Raises:
            InvalidText: a value is bytes that are not UTF-8.
        """
        return normalize_parameters(self._pairs_of_dict() + self._pairs_beside_dict())

    def _pairs_of_dict(self) -> Pairs:
        return flatten(self.items())

    def _pairs_beside_dict(self) -> Pairs:
        """Return the pairs of the query, unless the dict holds them."""
        parts = self._parts
        held = parts is not None and parts.query is not None and parts.query == self._held_query
        return [] if held else self._query_pairs()

    def _query_pairs(self) -> Pairs:
        parts = self._parts
        if parts is None or not parts.query:
            return []
        return flatten(self._split_url_string(parts.query).items())

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
            held = Counter(self._query_pairs())
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

    @staticmethod
    def _split_url_string(param_str: str | bytes) -> dict[str, str | list[str]]:
        """Return the parameters in a query; values of a repeated name are a sorted list."""
        grouped = group_pairs(form_decode(param_str))
        return {
            name: sorted(value) if isinstance(value, list) else value
            for name, value in grouped.items()
        }
