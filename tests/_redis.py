"""A real Redis, run by the test, and processes that verify requests with it.

A server is `redis-server` on a free port of the loopback interface, in a temporary directory.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from _system import require, require_module

import oauth2

CONSUMER = oauth2.Consumer("dpf43f3p2l4k3l03", "kd94hf93k423kf44")
URL = "https://photos.example.net/photos"
#: Seconds until a server must answer.
PATIENCE = 20
CROWD = Path(__file__).with_name("_redis_crowd.py")


class RedisServer:
    """A `redis-server` that can be killed and started again with what it wrote to its directory.

    Args:
        folder: its directory.
        options: of its command line; without any it writes nothing.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self._program = shutil.which("redis-server")
        require("redis-server", self._program, "redis-server is not installed")
        self._redis = require_module("redis")
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port: int = free.getsockname()[1]
        self._options = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder)]
        self._options += ["--save", "", *options]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(
            [str(self._program), *self._options], stdout=subprocess.DEVNULL
        )
        with self.client() as client:
            for _ in range(PATIENCE * 50):
                if self._process.poll() is not None or self._answers(client):
                    break
                time.sleep(0.02)
        assert self._process.poll() is None, "redis-server ended"

    def _answers(self, client: Any) -> bool:
        try:
            return bool(client.ping())
        except self._redis.ConnectionError:  # nobody listens yet, or it reads its file still
            return False

    def kill(self) -> None:
        """End it as a crash of it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def client(self, **options: Any) -> Any:
        """Return a new `redis.Redis` that tries once, and no longer than two seconds."""
        return client_of(self._redis, self.port, **options)


def client_of(redis: Any, port: int, **options: Any) -> Any:
    """Return a new `redis.Redis`, as `RedisServer.client` does.

    Args:
        redis: the client library.
        port: on which the server listens.
        options: more of `redis.Redis`.
    """
    once = redis.retry.Retry(redis.backoff.NoBackoff(), 0)
    return redis.Redis("127.0.0.1", port, socket_timeout=20, retry=once, **options)


@contextmanager
def redis_server(folder: Path, *options: str) -> Iterator[RedisServer]:
    """Run a server while the block runs."""
    server = RedisServer(folder, *options)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def signed() -> str:
    """Return the Authorization value of a request for `URL`, signed now."""
    return oauth2.Signer(CONSUMER).sign("GET", URL).headers["Authorization"]


def arrived(authorization: str) -> oauth2.Request | None:
    """Return a request for `URL` as a server takes it from the wire."""
    return oauth2.Request.from_request("GET", URL, {"Authorization": authorization})


def verifier(client: Any) -> oauth2.Server:
    """Return a new Server that keeps its nonces in a Redis."""
    methods: dict[str, oauth2.SignatureMethod] = {"HMAC-SHA1": oauth2.SignatureMethod_HMAC_SHA1()}
    return oauth2.Server(methods, nonce_store=oauth2.RedisNonceStore(client))


class Crowd:
    """Processes that all verify the same requests at the same time, each with its own Server.

    Args:
        processes: how many.
        requests: how many each verifies.
        port: of the Redis.
    """

    def __init__(self, processes: int, requests: int, port: int) -> None:
        # They have much to do; what of the package they cover, other tests cover.
        environ = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
        numbers = [str(number) for number in (processes, requests, port)]
        self._program = subprocess.Popen(
            [sys.executable, str(CROWD), *numbers], stdout=subprocess.PIPE, env=environ
        )

    def results(self) -> list[dict[str, Any]]:
        """Wait for all, and return what each tells: see `_redis_crowd.py`."""
        told: list[dict[str, Any]] = json.loads(self._program.communicate(timeout=PATIENCE * 4)[0])
        return told

    def end(self) -> None:
        """End what still runs."""
        with self._program:
            self._program.kill()


@contextmanager
def crowd(processes: int, requests: int, port: int) -> Iterator[Crowd]:
    """Run processes while the block runs; the arguments are those of `Crowd`."""
    running = Crowd(processes, requests, port)
    try:
        yield running
    finally:
        running.end()
