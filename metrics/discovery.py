"""False discoveries kept in check when many things are tested at once; tests nothing itself."""

import numpy as np
from scipy.stats import false_discovery_control

from metrics.bootstrap import Floats

RATE = 0.05  # of false discoveries, over all that is looked at together


def q_values(p: Floats) -> Floats:
    """Benjamini and Hochberg's adjusted p-values: taking all with q <= a, of those taken at most
    the share a is expected to be false. What was not tested (NaN) stays NaN and does not count.

    Source: Benjamini and Hochberg 1995, JRSS B 57:289.
    """
    adjusted = np.full(p.shape, np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        adjusted[tested] = false_discovery_control(p[tested])
    return adjusted
