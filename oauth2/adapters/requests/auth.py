"""`OAuth1`: its options, and the request that it is called for."""

from __future__ import annotations

from requests.auth import AuthBase
from requests.models import PreparedRequest

from ..signing import Signing
from .hop import sign


class OAuth1(Signing, AuthBase):
    """Signs the requests of requests: `requests.get(url, auth=OAuth1(consumer, token))`.

    It never changes, so threads and sessions may share one.  A redirect within the origin is
    signed afresh, whatever a .netrc file says; elsewhere go neither signature nor cookies.

    Args:
        consumer: who signs.
        token: on whose behalf, or None.
        trusted_origins: further origins ("https://api.example.com") that a redirect may lead to
            and still be signed.
        oauth_params: further protocol parameters for every request, such as `oauth_callback`.
        signature_method: as of `Signer`, and so are the others.
        placement: see there.
        realm: see there.
        body_hash: see there.
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

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Sign a request that requests has prepared; requests calls this.

        Args:
            r: the request; it is changed.

        Returns:
            The same request.

        Raises:
            Error: what `Signer.sign` raises.
        """
        sign(r, self._trail)
        return r
