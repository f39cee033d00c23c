"""The same signing for other HTTP libraries, one module each; import the one that you need.

`oauth2.adapters.requests`, `oauth2.adapters.httpx` and `oauth2.adapters.aiohttp`: each needs the
library it is named after, which the extra of the same name installs.
"""
