"""python-oauth2 1.9 beside its successor, which has its name, and on Pythons it does not know."""

from __future__ import annotations

import os
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

#: The environment variable that names the folder into which `pip install --target` has put it.
VARIABLE = "BENCH_PYTHON_OAUTH2"
_NAME = "python_oauth2"


def load() -> ModuleType:
    """Import it under another name.

    Raises:
        ImportError: it is not there.
    """
    if _NAME in sys.modules:
        return sys.modules[_NAME]
    package = Path(os.environ.get(VARIABLE, ""), "oauth2")
    if VARIABLE not in os.environ or not package.is_dir():
        raise ImportError(f"{VARIABLE} does not name a folder with python-oauth2 1.9")
    spec = spec_from_file_location(
        _NAME, package / "__init__.py", submodule_search_locations=[str(package)]
    )
    assert spec is not None
    assert spec.loader is not None
    # The one of its modules that no longer imports: it makes its version with distutils.
    version = ModuleType(f"{_NAME}._version")
    vars(version)["__version__"] = "1.9.0.post1"
    module = module_from_spec(spec)
    sys.modules.update({_NAME: module, version.__name__: version})
    spec.loader.exec_module(module)
    return module
