"""Redirects: what a caller sends, where it is led, and what must come out there.  Only data.

Any HTTP library may be tried against the table.  Where a library has a choice (301 and 302 turn a
POST into a GET in most of them, and need not), only what follows from its choice is fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Redirect:
    """One redirect, or several in a row."""

    id: str
    #: The status of every redirect of the row.
    status: int
    #: Where the row leads: "home" is the first origin, "other" another one on the same machine.
    #: "echo" and "other echo" are these two, with a Location that repeats the query as it came.
    row: tuple[str, ...] = ("home",)
    method: str = "GET"
    content_type: str | None = None
    body: bytes | None = None
    #: The query of the first URL, and so of every Location that repeats it.
    query: str = ""

    #: Whether the last request is signed; the first one is.
    signed: bool = True
    #: The method of the last request, or None where the library may choose.  Body and type are kept
    #: where the method is, and gone where it became GET.
    sent_method: str | None = "GET"
    #: The parameters of the last request, if it is signed, normalised.
    own: str = ""


_FORM: dict[str, Any] = {"content_type": FORM, "body": b"a=1&b="}
_JSON: dict[str, Any] = {"content_type": JSON, "body": b'{"a": "\xc3\xa9"}'}


def _row(name: str, row: tuple[str, ...], signed: bool) -> list[Redirect]:
    found = [
        Redirect(f"GET {code} {name}", code, row, signed=signed)
        for code in (301, 302, 303, 307, 308)
    ]
    for code in (307, 308):
        kept: dict[str, Any] = {"row": row, "signed": signed}
        found += [
            Redirect(
                f"POST form {code} {name}",
                code,
                method="POST",
                sent_method="POST",
                own="a=1&b=",
                **_FORM,
                **kept,
            ),
            Redirect(
                f"PUT JSON {code} {name}", code, method="PUT", sent_method="PUT", **_JSON, **kept
            ),
            Redirect(f"DELETE {code} {name}", code, method="DELETE", sent_method="DELETE", **kept),
        ]
    found.append(Redirect(f"POST form 303 {name}", 303, row, "POST", **_FORM, signed=signed))
    for code in (301, 302):
        found.append(
            Redirect(
                f"POST JSON {code} {name}",
                code,
                row,
                "POST",
                **_JSON,
                signed=signed,
                sent_method=None,
            )
        )
    return found


#: Every redirect.
REDIRECTS: tuple[Redirect, ...] = (
    *_row("home", ("home",), True),
    *_row("home twice", ("home", "home"), True),
    *_row("to another origin", ("other",), False),
    *_row("away and home again", ("other", "home"), False),
    *(
        Redirect(f"GET {code} echoes the query", code, ("echo",), query="z=1&c=%7E", own="c=~&z=1")
        for code in (301, 302, 303, 307, 308)
    ),
    *(
        Redirect(
            f"GET {code} echoes the query elsewhere",
            code,
            ("other echo",),
            query="z=1",
            signed=False,
        )
        for code in (301, 302, 303, 307, 308)
    ),
)
