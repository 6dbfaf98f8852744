"""What a request can end in, other than its answer: a status of HTTP and a closed reason word, never what was sent."""


class Problem(Exception):
    """A request that is refused as a whole; nothing of it was stored.

    Args:
        status: of HTTP, as PS3.18 section 8.5 and table 10.5.3-1 have it.
        reason: closed lower_snake_case word; it is counted, logged, and told to the client.
        headers: that the answer carries besides.
    """

    def __init__(self, status: int, reason: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = headers
