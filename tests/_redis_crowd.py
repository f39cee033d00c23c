"""Processes that all verify the same requests with one Redis; `_redis.Crowd` runs this program.

Arguments: how many processes, how many requests, the port of the Redis.  It prints JSON, for each
process: `accepted`, the numbers of the requests that it accepted; `refused`, how many it refused as
used; `unavailable`, how often the store could not tell; `others`, how many ended in another way.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from typing import Any

import redis
from _redis import CONSUMER, PATIENCE, arrived, client_of, signed, verifier

import oauth2

PAUSE = 0.02
# Forked: the requests are signed and read once, and every process has them.
FORK = multiprocessing.get_context("fork")


def outcome(server: oauth2.Server, request: oauth2.Request | None) -> str:
    """Verify one request, and say in a word how that ended."""
    try:
        server.verify_request(request, CONSUMER, None)
    except oauth2.NonceUsed:
        return "refused"
    except oauth2.NonceStoreUnavailable as error:
        return "unavailable" if error.status == 503 else "others"
    except Exception:  # noqa: BLE001  # told to the test, which fails
        return "others"
    return "accepted"


class Member:
    """What each process does.

    Args:
        count: how many processes there are.
        requests: to verify.
        port: of the Redis.
    """

    def __init__(self, count: int, requests: list[oauth2.Request | None], port: int) -> None:
        self._together = FORK.Barrier(count)
        self._requests = requests
        self._port = port

    def run(self, results: Any) -> None:
        """Verify all; what the store could not tell is tried again, as a client would."""
        told: dict[str, Any] = {"accepted": [], "refused": 0, "unavailable": 0, "others": 0}
        deadline = time.monotonic() + 3 * PATIENCE
        with client_of(redis, self._port) as client:
            server = verifier(client)
            self._together.wait(PATIENCE)
            for number, request in enumerate(self._requests):
                while (word := outcome(server, request)) == "unavailable":
                    told[word] += 1
                    if time.monotonic() > deadline:
                        break
                    time.sleep(PAUSE)
                told[word] += [number] if word == "accepted" else 1
        results.put(told)


def main(count: int, requests: int, port: int) -> None:
    """Run the processes, and print what they tell."""
    member = Member(count, [arrived(signed()) for _ in range(requests)], port)
    results = FORK.Queue()
    processes = [FORK.Process(target=member.run, args=(results,)) for _ in range(count)]
    for process in processes:
        process.start()
    print(json.dumps([results.get() for _ in processes]))  # noqa: T201  # to `_redis.Crowd`
    for process in processes:
        process.join()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
