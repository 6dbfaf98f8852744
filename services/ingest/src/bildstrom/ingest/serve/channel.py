"""What parent and worker tell each other over a pair of sockets that keep the boundaries of messages.

The first byte says what it is. The end of the channel is the end of the other process.
"""

import socket

# worker to parent: name of an entry, counts, accepting, name of a commitment whose report its association did not take
ENTRY, COUNTS, READY, OWED = b"E", b"C", b"R", b"O"
RELOAD, DRAIN, RELAYED = b"L", b"D", b"A"  # parent to worker; the last with names of entries, a line each

MAX_MESSAGE = 65_536


def channel() -> tuple[socket.socket, socket.socket]:
    """Both ends; the second may be inherited."""
    parent, worker = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    worker.set_inheritable(True)
    return parent, worker


def tell(end: socket.socket, message: bytes) -> None:
    """Send a message, waiting as long as the other process has no room for it, whatever the socket's time-out.

    Raises:
        OSError: the other process is gone.
    """
    while True:
        try:
            end.send(message)
        except TimeoutError:
            continue
        return
