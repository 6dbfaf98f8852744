"""What the outcome of one sent object means, and what to do about it (PS3.4 table B.2-1, PS3.7 annex C)."""

NO_CONTEXT = "no_context"
LOST = "lost"

_MEANINGS = {
    "0000": ("stored", ""),
    "0122": ("SOP class not supported", "the receiver does not take this kind of object"),
    "0124": (
        "not authorised",
        "name a project's called AE title (--called), and a calling one that it admits (--calling)",
    ),
    "A7": ("no durable place now", "free space or restart what is down (`bildstrom status`), then send again"),
    "A9": ("data set and command disagree", "the file is inconsistent: repair or leave out"),
    "B0": ("stored with a warning", "see `bildstrom studies show STUDY`: it may be quarantined"),
    "C": ("cannot be understood", "the file is broken or lacks its UIDs: repair or leave out"),
    NO_CONTEXT: (
        "presentation context not accepted",
        "the receiver does not take this SOP class in this transfer syntax",
    ),
    LOST: ("no answer", "the connection broke each time: look at the receiver's log, then send again"),
}


def word(status: int) -> str:
    """A status as its four hex digits."""
    return f"{status:04X}"


def meaning(outcome: str) -> tuple[str, str]:
    """What it means, and what to do (empty when nothing is)."""
    for length in (len(outcome), 2, 1):
        if outcome[:length] in _MEANINGS:
            return _MEANINGS[outcome[:length]]
    return "failed", "look at the receiver's log"


def stored(outcome: str) -> bool:
    """Whether the receiver has the object: success and warnings (PS3.7 annex C.1 and C.2)."""
    return outcome == "0000" or outcome.startswith("B")


def transient(status: int) -> bool:
    """Whether the same object may succeed a little later: out of resources."""
    return status & 0xFF00 == 0xA700
