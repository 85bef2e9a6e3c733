"""Running sums within groups that lie one after another; sorts nothing."""

import numpy as np
from numpy.typing import NDArray

from metrics.bootstrap import Floats

Ints = NDArray[np.int64]


class Runs:
    """Groups of consecutive equal codes; `group` is 0, 1, 2 … for each row."""

    def __init__(self, codes: Ints) -> None:
        begins = np.diff(codes, prepend=-1) != 0
        self.group = np.cumsum(begins) - 1
        self._first = np.flatnonzero(begins)

    def forward(self, column: Floats) -> Floats:
        """The sum of the group's rows up to and with each row."""
        whole = np.cumsum(column)
        before = whole[self._first] - column[self._first]
        found: Floats = whole - before[self.group]
        return found

    def backward(self, column: Ints) -> Ints:
        """The sum of the group's rows from each row on, with it."""
        whole = np.cumsum(column)
        last = np.append(self._first[1:], column.size) - 1 if column.size else self._first
        found: Ints = whole[last][self.group] - whole + column
        return found
