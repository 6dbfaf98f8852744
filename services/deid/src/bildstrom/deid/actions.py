"""What can be done to an element."""

from enum import Enum


class Action(Enum):
    """The actions that rules resolve to; PS3.15 E.1 has X, Z, D, U, C and combinations of them."""

    REMOVE = "X"
    EMPTY = "Z"
    DUMMY = "D"
    MAP_UIDS = "U"
    SHIFT_DATE = "C: date by whole weeks"
    KEEP_TIME = "C: time of day"
    PSEUDONYMISE_PATIENT = "keyed patient ID"
    PSEUDONYMISE_ACCESSION = "keyed accession number"
    KEEP = "K"
    RECURSE = "items one by one"
