"""What importing this library costs, each time in a new process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from .measuring import Gauge

_CODE = """
from time import process_time_ns as clock
begun = clock()
import {}
print(clock() - begun)
"""


def _importing(module: str, environment: dict[str, str]) -> Gauge:
    command = [sys.executable, "-c", _CODE.format(module)]

    def gauge(count: int) -> list[float]:
        runs = [
            subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
            for _ in range(count)
        ]
        return [float(run.stdout) for run in runs]

    return gauge


@contextmanager
def gauges() -> Iterator[dict[str, Gauge]]:
    """Yield what times the import alone, without the start of Python."""
    with TemporaryDirectory() as folder:
        # Compiled in the round that warms up, and not again, wherever the modules lie.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        yield {module: _importing(module, environment) for module in ("oauth2", "httplib2")}
