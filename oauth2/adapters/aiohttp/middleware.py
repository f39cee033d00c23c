"""The middleware: it changes a request while it is sent, and puts it back afterwards.

aiohttp runs a middleware for every request that it sends: the program's own, each hop of a
redirect, also to another host, and the repetition where a kept-alive connection turns out to be
dead.  So each of them has a nonce of its own.  It makes the next hop of the body of the last.
"""

from __future__ import annotations

from ..signing import Signing
from .body import read_form
from .call import call_of
from .library import aiohttp
from .shown import hide_in_error, hide_in_response

_REDIRECTION = 3


class OAuth1(Signing):
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
