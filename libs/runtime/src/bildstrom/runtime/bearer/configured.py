"""What verifies tokens, as a service's settings name it."""

from bildstrom.runtime.bearer.keyset import KeySet, source_of
from bildstrom.runtime.bearer.tokens import Tokens


def configured(keys: str | None, audience: str, issuer: str | None) -> Tokens | None:
    """Verifies tokens by a key set, a file or https; None where there is none, and nobody is asked.

    Raises:
        ValueError: the key set's address has no TLS.
    """
    return None if keys is None else Tokens(KeySet(source_of(keys)), audience, issuer)
