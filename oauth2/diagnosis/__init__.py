"""`explain`: which known mistake made the other side refuse a signature."""

from .explain import explain
from .explanation import Explanation
from .finding import Difference, Evidence, Finding
from .mistake import Mistake
from .table import MISTAKES

__all__ = ["MISTAKES", "Difference", "Evidence", "Explanation", "Finding", "Mistake", "explain"]
