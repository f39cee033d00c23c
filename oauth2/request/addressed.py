"""The dict of a request with its method and its URL, in the parts that are signed."""

from __future__ import annotations

import re
from typing import Any

from ..base_string import NOTHING, PRINTABLE, URL, Fields, split_url
from ..encoding import flatten, form_decode, group_pairs, to_text
from ..errors import InvalidRequest

_COMMON = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})
_AFTER_PATH = re.compile("[?#]")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]+")


def checked_method(method: Any) -> str:
    """Return an HTTP method in upper case.

    Args:
        method: text or bytes.

    Raises:
        InvalidRequest: it is none.
    """
    if type(method) is str and method in _COMMON:
        return method
    text = to_text(method, "method")
    if not _TOKEN.fullmatch(text):
        raise InvalidRequest(f"method {text[:40]!r} is no HTTP method")
    return text.upper()


class Addressed(dict[str, Any]):
    """A dict with a method and a URL; a base of `Request`, which documents them."""

    #: The base string URI (RFC 5849 section 3.4.1.2); set together with `url`.
    normalized_url: str | None

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
        self.__dict__.pop("_fields", None)

    def _set_url(self, url: str | None, parts: URL | None) -> None:
        uri = None if parts is None else parts.base_uri
        self.__dict__.update(url=url, _parts=parts, normalized_url=uri)
        self.__dict__.pop("_fields", None)

    def _take_url_as_received(self) -> None:
        """Let the path count as it came: some clients send "[" and the like as they are (A12)."""
        url, parts = self.__dict__["url"], self._parts
        # Where nothing of it was encoded, there is nothing to take back.
        if parts is not None and not _AFTER_PATH.split(url, 1)[0].endswith(parts.path):
            self._set_url(url, split_url(url, PRINTABLE))

    @property
    def _parts(self) -> URL | None:
        """The URL, split; None before it is set."""
        known = self.__dict__
        if "_parts" not in known and known.get("url"):
            self.url = known["url"]
        parts: URL | None = known.get("_parts")
        return parts

    @property
    def method(self) -> str:
        """The HTTP method, in upper case."""
        method: str = self.__dict__["method"]
        return method

    @method.setter
    def method(self, value: str) -> None:
        self.__dict__["method"] = checked_method(value)

    def _query_fields(self) -> Fields:
        # They are asked for several times while a request is signed.
        fields: Fields | None = self.__dict__.get("_fields")
        if fields is None:
            fields = self._fields_of(self._parts.query if self._parts else None)
            self.__dict__["_fields"] = fields
        return fields

    def _protocol_in_url(self) -> dict[str, str]:
        return dict(self._query_fields().protocol())

    @classmethod
    def _fields_of(cls, query: str | None) -> Fields:
        """Return what a query holds, by way of `_split_url_string` where a program replaced it."""
        if not query:
            return NOTHING
        if not cls._splits_otherwise():
            return Fields(query)
        return Fields.of_pairs(flatten(cls._split_url_string(query).items()))

    @classmethod
    def _splits_otherwise(cls) -> bool:
        """Tell whether a program replaced `_split_url_string`."""
        return cls._split_url_string is not _SPLIT_URL_STRING

    @staticmethod
    def _split_url_string(param_str: str | bytes) -> dict[str, str | list[str]]:
        """Return the parameters in a query; values of a repeated name are a sorted list."""
        grouped = group_pairs(form_decode(param_str))
        return {
            name: sorted(value) if isinstance(value, list) else value
            for name, value in grouped.items()
        }


# Programs written for python-oauth2 replace it, and then what they say counts.
_SPLIT_URL_STRING = Addressed._split_url_string
