"""What httplib2 would get wrong of a request on its way out, or of an answer."""

from __future__ import annotations

from typing import Any

import httplib2

from ..body import can_rewind, remaining_length
from ..header import header_fields
from ..redirect import Trail


def set_content_length(fields: dict[str, str], body: Any) -> None:
    """Say how long a file is; else http.client sends it in chunks, which many servers cannot take.

    Args:
        fields: the header fields; changed.
        body: what is going to be sent.
    """
    said = {name.lower() for name in fields} & {"content-length", "transfer-encoding"}
    if can_rewind(body) and not said:
        fields["Content-Length"] = str(remaining_length(body))


def escaped(headers: Any) -> dict[str, str]:
    """Double the backslashes in header fields: httplib2 takes values for templates of `re.sub`.

    Args:
        headers: header fields in any form.
    """
    return {name: value.replace("\\", "\\\\") for name, value in header_fields(headers)}


def hide_signature(answer: Any, trail: Trail) -> None:
    """Let an answer name the URL that was asked for; httplib2 names the signed one.

    Args:
        answer: a response of httplib2; changed.
        trail: of the request.
    """
    if isinstance(answer, httplib2.Response) and "content-location" in answer:
        answer["content-location"] = trail.without_echo(answer["content-location"])
