"""Who is held out: a draw that every process makes alike, and that METHODS prescribes."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from nudges.assignment import arm, draw


def test_the_draw_is_the_first_thirteen_digits_of_the_salted_hash():
    # By hand: sha256 of "7:salt:ann@example.org".
    digits = sha256(b"7:salt:ann@example.org").hexdigest()[:13]
    assert draw("7", "salt", "ann@example.org") == int(digits, 16) / 16**13


@given(st.text(), st.text(), st.text(), st.floats(0, 1, exclude_max=True))
def test_a_larger_share_holds_out_whom_a_smaller_one_did(campaign, salt, unit, share):
    assert 0 <= draw(campaign, salt, unit) < 1
    if arm(campaign, salt, unit, holdout_share=share) == "holdout":
        assert arm(campaign, salt, unit, holdout_share=(share + 1) / 2) == "holdout"


def test_the_share_is_held_and_another_salt_draws_anew():
    units = [f"{number}@example.org" for number in range(20_000)]
    one = [arm("1", "a", unit, holdout_share=0.1) == "holdout" for unit in units]
    other = [arm("1", "b", unit, holdout_share=0.1) == "holdout" for unit in units]
    both = sum(a and b for a, b in zip(one, other, strict=True))
    # binomial: 2,000 ± 5 standard deviations of 42; both 200 ± 5 of 14
    assert abs(sum(one) - 2_000) < 212
    assert abs(sum(other) - 2_000) < 212
    assert abs(both - 200) < 71
    assert {arm("1", "a", unit, holdout_share=0.0) for unit in units} == {"mail"}
