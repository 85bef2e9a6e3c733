"""A number that is typed in lives in the address with all its digits, and within its limits."""

import pytest
from streamlit.testing.v1 import AppTest


def page(usual, low, high):
    from pages.parts import address

    address.number("How many", "many", usual, low, high)


def opened(usual, low, high, **address):
    app = AppTest.from_function(page, args=(usual, low, high), default_timeout=240)
    for word, value in address.items():
        app.query_params[word] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("usual", "typed", "written"),
    [
        (100, 1_234_567, "1234567"),
        (1.0, 1_234_567.5, "1234567.5"),
        (1.0, 0.00001, "0.00001"),
        (1.0, 1_000_000.0, "1000000"),
        (1.0, 3.0, "3"),
    ],
)
def test_a_link_carries_every_digit_that_was_typed(usual, typed, written):
    app = opened(usual, 0, 100_000_000)
    app.number_input(key="many").set_value(typed).run()
    assert app.query_params["many"] == written
    again = opened(usual, 0, 100_000_000, many=written)
    assert again.number_input(key="many").value == typed


@pytest.mark.parametrize(("usual", "shown"), [(1000.0, 999.0), (0.01, 0.1), (20.0, 20.0)])
def test_what_is_usual_is_brought_to_the_nearer_limit_and_is_no_choice(usual, shown):
    app = opened(usual, 0.1, 999)
    assert app.number_input(key="many").value == shown
    assert "many" not in app.query_params
