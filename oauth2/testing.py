"""The pytest fixture `oauth_provider`: a provider to test a program against, over real HTTP.

A `conftest.py` at the top gets it with

    pytest_plugins = ["oauth2.testing"]

and any other one with `from oauth2.testing import oauth_provider`.  No entry point loads it: who
installs a library for the sake of some program does not ask for more in the runs of every test.

PYTEST_DONT_REWRITE: there is no assertion here, and pytest would warn where a program imports this
module before pytest does.
"""

from __future__ import annotations

from collections.abc import Iterator

from .errors import MissingExtra
from .sandbox import Fault, Recorded, Rehearsal
from .sandbox.rehearsal import Stage

try:
    import pytest
except ModuleNotFoundError as error:
    raise MissingExtra("oauth2.testing needs the package pytest: pip install pytest") from error

__all__ = ["Fault", "Recorded", "Rehearsal", "oauth_provider"]

_STAGE = pytest.StashKey[Stage]()


@pytest.fixture
def oauth_provider(pytestconfig: pytest.Config) -> Iterator[Rehearsal]:
    """An OAuth 1.0a provider on this machine that knows nothing of other tests, and can fail."""
    # Not a second fixture of the session's scope: who imports this one by name would miss that.
    stage = pytestconfig.stash.get(_STAGE, None)
    if stage is None:
        stage = pytestconfig.stash[_STAGE] = Stage()
        pytestconfig.add_cleanup(stage.close)
    with stage.rehearsal() as rehearsal:
        yield rehearsal
