"""A site whose users sign in with an OAuth 1.0a provider."""

import os
import secrets

from flask import Flask

from oauth2.sandbox import CONSUMER_KEY, CONSUMER_SECRET

from . import forms, views


def create_app() -> Flask:
    """Make the site.  What differs from place to place comes from the environment."""
    app = Flask(__name__)
    # The provider: by default the sandbox, as `oauth2 serve` runs it.
    url = os.environ.get("PROVIDER_URL", "http://127.0.0.1:5849")
    app.config.from_mapping(
        # What the provider gave you when you registered the site.
        PROVIDER_KEY=os.environ.get("PROVIDER_KEY", CONSUMER_KEY),
        PROVIDER_SECRET=os.environ.get("PROVIDER_SECRET", CONSUMER_SECRET),
        REQUEST_TOKEN_URL=os.environ.get("PROVIDER_REQUEST_TOKEN_URL", f"{url}/request_token"),
        AUTHORIZE_URL=os.environ.get("PROVIDER_AUTHORIZE_URL", f"{url}/authorize"),
        ACCESS_TOKEN_URL=os.environ.get("PROVIDER_ACCESS_TOKEN_URL", f"{url}/access_token"),
        # Says who the user is, in JSON; provider.py reads it.
        PROFILE_URL=os.environ.get("PROVIDER_PROFILE_URL", f"{url}/me"),
        # Where oauth_token, oauth_verifier and the signature are sent: some providers want them
        # in the URL of the POST, which is "query".
        PLACEMENT=os.environ.get("PROVIDER_PLACEMENT", "header"),
        DATABASE=os.environ.get("DATABASE", "site.sqlite3"),
        # One that lasts, or everybody is signed out when the site starts anew.
        SECRET_KEY=os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50),
        # The callback's address is made of the host that the browser asked for: name yours.
        TRUSTED_HOSTS=os.environ.get("TRUSTED_HOSTS", "127.0.0.1 localhost").split(),
        # Not "Strict": the user comes back from another site, and the cookie has to come along.
        SESSION_COOKIE_SAMESITE="Lax",
        # True wherever the site is reached over https: everywhere but on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS") == "1",
    )
    forms.protect(app)
    app.register_blueprint(views.site)
    return app
