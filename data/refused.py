"""The few errors whose text is written for the person; anything else is a bug and propagates."""


class Refused(Exception):
    """Something asked for was not done; the message says why and what to do instead."""


class NotAllowed(Refused):
    """The actor's role does not permit this."""


class Invalid(Refused):
    """What was given breaks a rule; the message names the rule."""


class Conflict(Refused):
    """Somebody else changed the same thing first; the message says who and what."""
