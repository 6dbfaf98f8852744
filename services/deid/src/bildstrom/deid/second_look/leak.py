"""What the second look says when it finds something."""


class Leak(Exception):
    """Something that must not be there is in the output: a defect of the rules. Says which check, never the value."""


class NameLeftError(Leak):
    """A text mentions the original's names."""
