"""Upload a file with a progress bar: it is streamed, so it may be larger than the memory.

`oauth2 serve` in one shell, `python upload_with_progress.py FILE` in another.  The file is read
twice: for its hash, which is signed (`oauth_body_hash`), and when it is sent.
"""

import io
import json
import mimetypes
import os
import sys
from contextlib import closing
from pathlib import Path

import oauth2

url = os.environ.get("SANDBOX_URL", "http://127.0.0.1:5849") + "/upload"
consumer = oauth2.Consumer(
    os.environ.get("CONSUMER_KEY", "sandbox-key"),
    os.environ.get("CONSUMER_SECRET", "sandbox-secret"),
)
token = oauth2.Token(
    os.environ.get("TOKEN_KEY", "sandbox-token"),
    os.environ.get("TOKEN_SECRET", "sandbox-token-secret"),
)


class ShownFile(io.FileIO):
    """A file that shows on stderr how far it has been read."""

    doing = "Hashing"

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes, as any file does; whoever sends it asks for a block at a time."""
        block = super().read(size) or b""
        percent = 100 * self.tell() // max(1, os.fstat(self.fileno()).st_size)
        sys.stderr.write(f"\r{self.doing} [{'#' * (percent // 5):20}] {percent:3} %")
        if not block:  # the end, which comes first when the hash is made
            sys.stderr.write("\n")
            self.doing = "Sending"
        return block


if not sys.argv[1:]:
    raise SystemExit("usage: python upload_with_progress.py FILE")
path = Path(sys.argv[1])
content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
with closing(oauth2.Client(consumer, token)) as client, ShownFile(path) as file:
    # A file that can be rewound is hashed, put back, and sent with its Content-Length.
    response, content = client.request(url, "POST", file, {"Content-Type": content_type})

if response["status"] != "200":
    problem = oauth2.Problem.from_response(response, content)
    raise SystemExit(str(problem or response.reason))
arrived = json.loads(content)
print(f"{arrived['length']} bytes of {arrived['type']} arrived, with the signed hash")
print(arrived["oauth_body_hash"])
