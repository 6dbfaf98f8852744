"""Writes ``bildstrom/deid/standard/words.py``: the words that descriptions may be made of.

    python services/deid/generate_words.py

The source is the meanings of the codes of PS3.16 as pydicom carries them; it is read here and never at run time. A word
counts if it stands somewhere in lower case: names of persons, places and breeds never do.
"""

import hashlib
import re
import textwrap
from pathlib import Path

from pydicom.sr import _concepts_dict

SOURCE = "3.0.2"
DIGEST = "3df7b370f421ad4d0736827dac537e267de33dfbeb1e3343843171f312be90bb"
TARGET = Path(__file__).parent / "src/bildstrom/deid/standard/words.py"
# Words that are names far more often than terms.
NAMES = frozenset(["brown", "mark", "marsh", "may", "page", "rose"])

HEADER = f'''"""Words of PS3.16's code meanings, (c) NEMA, that stand there in lower case. Generated.

Source: the concepts in pydicom {SOURCE}, SHA-256 {DIGEST}
"""

WORDS = """
'''


def main() -> None:
    """Check the source's digest, write the words."""
    source = Path(_concepts_dict.__file__)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    if digest != DIGEST:
        raise SystemExit(f"{source.name} is not the pinned one of pydicom {SOURCE}: its SHA-256 is {digest}")
    concepts: dict[str, dict[str, dict[str, tuple[str, list[int]]]]] = _concepts_dict.concepts  # type: ignore[assignment]
    meanings = (
        meaning for keywords in concepts.values() for codes in keywords.values() for meaning, _ in codes.values()
    )
    found = {word for meaning in meanings for word in re.findall(r"[A-Za-z]+", meaning) if len(word) > 2}
    words = sorted(word for word in found if word.islower() and word not in NAMES)
    TARGET.write_text(HEADER + textwrap.fill(" ".join(words), 118, break_on_hyphens=False) + '\n"""\n')


if __name__ == "__main__":
    main()
