"""All known mistakes: a new one is one small function in one of these tables."""

from __future__ import annotations

from .address import ADDRESS
from .credentials import CREDENTIALS
from .escaping import ESCAPING
from .mistake import Mistake
from .order import ORDER
from .path import PATH
from .reasons import REASONS
from .selection import SELECTION
from .spelling import DIGEST
from .values import VALUES

#: In the address of the base string, in its parameters, in the key: each in the order in which a
#: client would make them, so that a second one can be made on top of a first.
IN_ADDRESS = (*ADDRESS, *PATH)
IN_PARAMETERS = (*SELECTION, *VALUES, *ESCAPING, *ORDER)
IN_KEY = CREDENTIALS
#: What can be made again, to see whether it gives what came.
MADE_AGAIN = (*IN_ADDRESS, *IN_PARAMETERS, *IN_KEY)
#: Of these, either may be made on top of the other.
EITHER_FIRST = frozenset(mistake.name for mistake in (*ESCAPING, *CREDENTIALS))
#: Of these there is only one at a time.
ALONE = frozenset(mistake.name for mistake in ORDER)

#: Of these, what makes no difference alone may do so where another mistake changes what is sorted.
IDLE = tuple(mistake for mistake in ORDER if mistake.name != "unsorted")

#: Every name that a finding may have.
MISTAKES: tuple[Mistake, ...] = (*IN_KEY, *IN_ADDRESS, *IN_PARAMETERS, *DIGEST, *REASONS)
#: The same, by name.
BY_NAME = {mistake.name: mistake for mistake in MISTAKES}
