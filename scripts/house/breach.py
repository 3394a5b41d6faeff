"""What a rule of the house finds."""

from typing import NamedTuple


class Breach(NamedTuple):
    """What breaks a rule: where, which thing, and what to do about it."""

    rule: str
    path: str
    what: str
    message: str
    line: int = 0
