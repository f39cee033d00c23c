"""Reading a request that was sent, and its answer, in whatever form somebody has them."""

from .answer import read_answer
from .exchange import Answer, Exchange
from .kinds import KINDS, read_exchange
from .place import Place

__all__ = ["KINDS", "Answer", "Exchange", "Place", "read_answer", "read_exchange"]
