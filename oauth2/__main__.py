"""`python -m oauth2` is the same as the command `oauth2`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
