"""From where this server may be reached: without sign-in, from its own machine alone."""

from ipaddress import ip_address

import streamlit as st

FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded")


def sign_in_configured() -> bool:
    """Whether people sign in with an identity provider."""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def is_loopback(address: str | None) -> bool:
    """Whether a server bound to this address is reached from its own machine alone."""
    if address == "localhost":
        return True
    try:
        return ip_address(address or "").is_loopback
    except ValueError:  # a name, or none given: Streamlit then listens everywhere
        return False


def from_elsewhere() -> bool:
    """Bound to more than loopback, or this very visit came over the network or through a proxy.

    The second half holds when another server runs the app and Streamlit's setting says nothing.
    """
    came_from = st.context.ip_address  # no text = this machine, or a test without a connection
    over_network = isinstance(came_from, str) and not is_loopback(came_from)
    forwarded = any(header in st.context.headers for header in FORWARDED)
    return over_network or forwarded or not is_loopback(st.get_option("server.address"))
