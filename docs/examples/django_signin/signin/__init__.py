"""Sign in with an OAuth 1.0a provider."""
