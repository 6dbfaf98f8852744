"""Writes ``bildstrom/deid/part15_basic.py`` from Table E.1-1 of DICOM PS3.15 2026c as JSON.

    python services/deid/generate_profile.py ../shared/standard/e11_2026c.json

The input is pinned by its digest: another edition is a decision, made by changing EDITION and DIGEST here.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

EDITION = "2026c"
DIGEST = "08c374f0ff7b4a8a463f78ffa7cf21fc7984ac01b191ce8f601e7d33eb84d094"
TARGET = Path(__file__).parent / "src/bildstrom/deid/part15_basic.py"

# Rows that name many attributes; rules.py removes these groups whole.
PATTERNS = {"(50xx,xxxx)", "(60xx,3000)", "(60xx,4000)", "(gggg,eeee) where gggg is odd"}
_TAG = re.compile(r"\(([0-9A-F]{4}),([0-9A-F]{4})\)")

HEADER = f'''"""Table E.1-1 of DICOM PS3.15 {EDITION}, (c) NEMA: the Basic Profile and its dates. Generated.

Source digest: SHA-256 {DIGEST}
Each row: tag, action of the Basic Application Level Confidentiality Profile, action of the Retain Longitudinal
Temporal Information With Modified Dates Option (C or none).
"""

EDITION = "{EDITION}"

ROWS: tuple[tuple[int, str, str], ...] = (
'''


def lines(rows: list[dict[str, str]]) -> Iterator[str]:
    """The table's rows as Python, in the order of their tags."""
    patterns = {row["tag"] for row in rows if not _TAG.fullmatch(row["tag"])}
    if patterns != PATTERNS:
        raise SystemExit(f"patterns differ from those that rules.py knows: {sorted(patterns ^ PATTERNS)}")
    listed = {}
    for row in rows:
        match = _TAG.fullmatch(row["tag"])
        if match is not None:
            listed[match[1] + match[2]] = row
    for tag, row in sorted(listed.items()):
        yield f'    (0x{tag}, "{row["basicProfile"]}", "{row["rtnLongModifDatesOpt"]}"),  # {row["name"]}\n'


def main() -> None:
    """Check the input's digest, write the table."""
    source = Path(sys.argv[1]).read_bytes()
    digest = hashlib.sha256(source).hexdigest()
    if digest != DIGEST:
        raise SystemExit(f"this is not the pinned edition {EDITION}: its SHA-256 is {digest}")
    TARGET.write_text(HEADER + "".join(lines(json.loads(source))) + ")\n")


if __name__ == "__main__":
    main()
