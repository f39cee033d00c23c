"""Mistakes in the method and the base string URI (RFC 5849 sections 3.4.1.1 and 3.4.1.2)."""

from __future__ import annotations

from collections.abc import Iterator

from ..base_string import URL
from .forwarded import forwarded_urls
from .mistake import known
from .received import Facts
from .recipe import Recipe

_Changes = Iterator[tuple[str, Recipe]]

_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_OTHER_SCHEME = {"http": "https", "https": "http"}


@known(
    "method_mismatch",
    3,
    what="signed another method than the one that was sent",
    mend="signer.sign(method, url)  # the very method that is sent",
)
def method_mismatch(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sign another method."""
    for method in _METHODS:
        yield method, recipe.at(method=method)


@known(
    "method_lower_case",
    0,
    what="did not write the method in capital letters",
    mend='base_string = f\'{method.upper()}&{quote(uri, safe="~")}&{quote(joined, safe="~")}\'',
)
def method_lower_case(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sign the method in small letters."""
    yield "", recipe.at(method=recipe.address.method.lower())
    yield "capitalised", recipe.at(method=recipe.address.method.capitalize())


@known(
    "proxy_host",
    1,
    what="signed another host than the one in the request",
    mend="Request.from_wsgi(environ, scheme='https', host='api.example.com')  # as clients see it",
)
def proxy_host(facts: Facts, recipe: Recipe) -> _Changes:
    """Take the host from another place: a proxy's header fields, or the URL instead of `Host`."""
    own = facts.request.own_url
    if own is not None:
        yield "Host header", _at_url(recipe, own)
        yield "Host header", recipe.at(host=own.host)
    for url in forwarded_urls(facts.request):
        yield "X-Forwarded-*", _at_url(recipe, url)
        yield "X-Forwarded-*", recipe.at(host=url.host)
        yield "X-Forwarded-*", recipe.at(host=url.host, port="")


def _at_url(recipe: Recipe, url: URL) -> Recipe:
    return recipe.at(
        scheme=url.scheme, host=url.host, port="" if url.port is None else f":{url.port}"
    )


@known(
    "scheme_mismatch",
    4,
    what="signed the other one of http and https",
    mend="Request.from_wsgi(environ, scheme='https')  # behind a proxy that ends TLS",
    when="only behind what ends TLS, or where the URL is put together by hand",
)
def scheme_mismatch(_facts: Facts, recipe: Recipe) -> _Changes:
    """Sign http for https, or the other way round."""
    yield "", recipe.at(scheme=_OTHER_SCHEME[recipe.address.scheme])


@known(
    "port_dropped",
    8,
    what="left the port out of the base string URI",
    mend="uri = f'{scheme}://{host}:{port}{path}'  # but for http's 80 and https's 443",
    when="only on a port that is not the scheme's own",
)
def port_dropped(_facts: Facts, recipe: Recipe) -> _Changes:
    """Leave out a port that counts."""
    yield "", recipe.at(port="")


@known(
    "port_kept",
    3,
    what="kept the scheme's own port in the base string URI",
    mend="host = host.removesuffix(':443')  # and ':80' with http",
    when="only when the URL, or the library, names the scheme's own port",
)
def port_kept(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign `:80` with http, or `:443` with https."""
    if not recipe.address.port:
        port = _DEFAULT_PORTS[recipe.address.scheme]
        sent = f"{port}/" in f"{facts.request.raw_url}/" or facts.request.header("host").endswith(
            port
        )
        yield "as sent" if sent else "added", recipe.at(port=port)


@known(
    "host_case",
    2,
    what="left capital letters in the host",
    mend="host = host.lower()",
    when="only when the host is written with capital letters",
)
def host_case(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign the host with capital letters."""
    host = recipe.address.host
    said = facts.request.header("host").partition(":")[0]
    for written in (facts.request.raw_host, said, host.upper(), host.title(), host.capitalize()):
        if written.lower() == host:
            yield "", recipe.at(host=written)


@known(
    "host_www",
    1,
    what="signed the host with another 'www.' than it was called by",
    mend="signer.sign(method, 'https://www.example.com/')  # the URL that is really called",
)
def host_www(_facts: Facts, recipe: Recipe) -> _Changes:
    """Add `www.`, or leave it out."""
    host = recipe.address.host
    if host.startswith("www."):
        yield "dropped", recipe.at(host=host[4:])
    else:
        yield "added", recipe.at(host=f"www.{host}")


@known(
    "query_in_base_uri",
    6,
    what="left the query in the base string URI",
    mend="uri = url.partition('?')[0]  # the query's parameters are signed with the others",
    when="only when the URL has a query",
)
def query_in_base_uri(facts: Facts, recipe: Recipe) -> _Changes:
    """Leave the query in the URI, beside its parameters or in their place."""
    query = facts.request.url.query or ""
    plain = "&".join(part for part in query.split("&") if not part.startswith("oauth_"))
    unsigned = "&".join(
        part for part in query.split("&") if not part.startswith("oauth_signature=")
    )
    for tail in dict.fromkeys((plain, unsigned, query)):
        if tail:
            there = recipe.at(tail=f"?{tail}{recipe.address.tail}")
            yield "and in the parameters too", there
            yield "and not in the parameters", _without_query(there)


def _without_query(recipe: Recipe) -> Recipe:
    pieces = recipe.parameters.pieces
    return recipe.of(p for p in pieces if p.source != "query" or p.is_protocol)


@known(
    "fragment_in_base_uri",
    0,
    what="left the fragment in the base string URI",
    mend="uri = url.partition('#')[0]",
    when="only when the URL has a fragment",
)
def fragment_in_base_uri(facts: Facts, recipe: Recipe) -> _Changes:
    """Sign the fragment, which is never sent."""
    fragment = facts.request.url.fragment
    if fragment is not None:
        yield "", recipe.at(tail=f"{recipe.address.tail}#{fragment}")


#: In the order in which a client would make them; those of the path stand in `path`.
ADDRESS = (
    method_mismatch,
    method_lower_case,
    proxy_host,
    scheme_mismatch,
    port_dropped,
    port_kept,
    host_www,
    host_case,
    query_in_base_uri,
    fragment_in_base_uri,
)
