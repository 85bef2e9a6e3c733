import numpy as np
import pytest

from metrics.discovery import q_values


def test_the_example_of_benjamini_and_hochberg_keeps_four():
    # Fifteen p-values of their 1995 paper, table 1: at 5% the first four are taken.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262]
    q = q_values(np.array([*p, 0.5719, 0.6528, 0.7590, 1.0]))
    assert (q <= 0.05).sum() == 4
    assert q[0] == pytest.approx(0.0015)
    assert (np.diff(q) >= 0).all()


def test_what_was_not_tested_stays_unknown_and_does_not_count():
    q = q_values(np.array([0.01, np.nan, 0.04]))
    assert q[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(q[1])
    assert q_values(np.array([])).size == 0
