"""The middleware: it changes a request while it is sent, and puts it back afterwards.

aiohttp runs a middleware for every request that it sends: the program's own, each hop of a
redirect, also to another host, and the repetition where a kept-alive connection turns out to be
dead.  So each of them has a nonce of its own.  It makes the next hop of the body of the last.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from ...credentials import Consumer, Token
from ...redirect import Trail, origins_of
from ...request import OAUTH_VERSION
from ...signature import SignatureMethod
from ...signer import Signer
from ...signer.signer import OAuthParams, RealmLike, parameter_pairs
from .body import read_form
from .call import call_of
from .library import aiohttp
from .shown import hide_in_error, hide_in_response

_REDIRECTION = 3


class OAuth1:
    """Signs the requests of aiohttp: `ClientSession(middlewares=(OAuth1(consumer, token),))`.

    It never changes, so sessions, tasks and threads may share one.  A redirect within the origin
    is signed afresh; elsewhere go neither signature nor cookies of the caller's.  A middleware
    that repeats requests belongs in front of it, so that the repetition has a nonce of its own.

    Args:
        consumer: who signs.
        token: on whose behalf, or None.
        trusted_origins: further origins ("https://api.example.com") that a redirect may lead to
            and still be signed.
        oauth_params: further protocol parameters for every request, such as `oauth_callback`.
        signature_method: as of `Signer`, and so are the others.
        placement: see there.
        realm: see there.
        body_hash: see there.  Text files and multipart forms are read into memory for it, and a
            body that aiohttp compresses cannot be hashed.
        version: see there.
        empty_token: see there.
        allow_insecure: see there.
        clock: see there.
        nonce: see there.

    Raises:
        ValueError: an argument is of the wrong kind, or is none of the values it may have.
        InvalidURL: a trusted origin is no http or https URL.
        InvalidRequest: `oauth_params` names a parameter that only the Signer makes.
    """

    def __init__(
        self,
        consumer: Consumer,
        token: Token | None = None,
        *,
        trusted_origins: Iterable[str] = (),
        oauth_params: OAuthParams | None = None,
        signature_method: SignatureMethod | None = None,
        placement: str = "header",
        realm: RealmLike = None,
        body_hash: str = "auto",
        version: str | None = OAUTH_VERSION,
        empty_token: bool = False,
        allow_insecure: bool = False,
        clock: Callable[[], float] | None = None,
        nonce: Callable[[], str] | None = None,
    ) -> None:
        signer = Signer(
            consumer,
            token,
            signature_method=signature_method,
            placement=placement,
            realm=realm,
            body_hash=body_hash,
            version=version,
            empty_token=empty_token,
            allow_insecure=allow_insecure,
            clock=clock,
            nonce=nonce,
        )
        self._trail = Trail(signer, parameter_pairs(oauth_params), origins_of(trusted_origins))

    def replace(
        self,
        *,
        trusted_origins: Iterable[str] | None = None,
        oauth_params: OAuthParams | None = None,
        **signer_options: Any,
    ) -> OAuth1:
        """Return an OAuth1 with some options changed, such as for the `middlewares=` of one call.

        Args:
            trusted_origins: as of the constructor; None leaves them as they are.
            oauth_params: as of the constructor; None leaves them as they are.
            **signer_options: the others, `consumer` and `token` among them.

        Raises:
            TypeError: there is no such option.
            Error: as of the constructor; a ValueError too.
        """
        changes: dict[str, Any] = {"signer": self._trail.signer.replace(**signer_options)}
        if trusted_origins is not None:
            changes["trusted"] = origins_of(trusted_origins)
        if oauth_params is not None:
            changes["oauth_params"] = parameter_pairs(oauth_params)
        changed = copy.copy(self)
        changed._trail = dataclasses.replace(self._trail, **changes)
        return changed

    async def __call__(
        self, req: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Sign a request, or a redirect hop where it may be, and send it; aiohttp calls this.

        Args:
            req: the request; it is the same again afterwards.
            handler: sends it.

        Returns:
            The response, as it came.

        Raises:
            Error: what `Signer.sign` raises.
            InvalidBody: the body would have to be sent again, and cannot.
            MissingExtra: this aiohttp does not tell a redirect from a new request.
        """
        call = call_of(req, self._trail)
        call.check_body(req.body)
        await read_form(req)
        url, headers, body = req.url, req.headers.copy(), req.body
        try:
            trail = await call.prepare(req)
            response = await handler(req)
            hide_in_response(response, req.url, url)
        except aiohttp.ClientError as error:
            hide_in_error(error, req.url, url)
            raise
        finally:
            if req.body is not body:
                await req.update_body(body if isinstance(body, aiohttp.Payload) else None)
            # In place, so that what aiohttp's errors show of the request holds no signature.
            req.headers.clear()
            req.headers.extend(headers)
            req.url = url
        if response.status // 100 == _REDIRECTION:
            call.follow(req, trail)
        return response
