"""A nonce store of one's own: a file of SQLite, for all processes of one machine.

`python nonce_store_sqlite.py nonces.db` takes a nonce twice, and prints what `use` said each time.
"""

import sqlite3
import sys
import time
from contextlib import closing

import oauth2

# Seconds for which a nonce is kept longer than it must be, since a process may be slow.
MARGIN = 300


class SQLiteNonceStore:
    """Remembers nonces in a file.

    Args:
        path: of the file.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        with closing(self._connect()) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS nonces (key PRIMARY KEY, expires)")
            connection.execute("CREATE INDEX IF NOT EXISTS by_time ON nonces (expires)")

    def use(self, key: str, expires: int) -> bool:
        """Take a nonce: True the first time, False every other time."""
        try:
            with closing(self._connect()) as connection:
                connection.execute("DELETE FROM nonces WHERE expires < ?", [time.time() - MARGIN])
                # Not SELECT and then INSERT: between the two another process may come first.
                connection.execute("INSERT INTO nonces VALUES (?, ?)", [key, expires])
        except sqlite3.IntegrityError:
            return False
        except sqlite3.Error as error:
            raise oauth2.NonceStoreUnavailable("the nonce store does not answer") from error
        return True

    def _connect(self) -> sqlite3.Connection:
        # None: each statement is a transaction of its own.
        return sqlite3.connect(self._path, isolation_level=None)


if __name__ == "__main__":
    if not sys.argv[1:]:
        raise SystemExit("usage: python nonce_store_sqlite.py FILE")
    store = SQLiteNonceStore(sys.argv[1])
    expires = int(time.time()) + 300
    print([store.use("consumer&token&1191242096&kllo9940pd9333jh", expires) for _ in range(2)])
