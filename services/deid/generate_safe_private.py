"""Writes ``bildstrom/deid/standard/safe_private.py`` from Table E.3.10-1 of DICOM PS3.15 2026c as JSON.

python services/deid/generate_safe_private.py ../shared/standard/e3101_2026c.json
"""

import hashlib
import json
import re
import sys
from pathlib import Path

EDITION = "2026c"
DIGEST = "d7938eaca1f9efa59da57f0380fd46d04da9d44aebe649f43b5718e39e7ab2bb"
TARGET = Path(__file__).parent / "src/bildstrom/deid/standard/safe_private.py"
_ELEMENT = re.compile(r"\(([0-9A-Fa-f]{4}),xx([0-9A-Fa-f]{2})\)")

HEADER = f'''"""Table E.3.10-1 of DICOM PS3.15 {EDITION}, (c) NEMA: private elements thought to be safe. Generated.

Source digest: SHA-256 {DIGEST}
For each private creator: group << 8 | element number within the creator's block, and the VRs of the table; the table
leaves five of them empty.
"""

SAFE: dict[str, dict[int, str]] = {{
'''


def main() -> None:
    """Check the input's digest, write the table."""
    source = Path(sys.argv[1]).read_bytes()
    digest = hashlib.sha256(source).hexdigest()
    if digest != DIGEST:
        raise SystemExit(f"this is not the pinned edition {EDITION}: its SHA-256 is {digest}")
    creators: dict[str, dict[int, tuple[str, str]]] = {}
    for row in json.loads(source):
        match = _ELEMENT.fullmatch(row["Data Element"])
        if match is None:
            raise SystemExit(f"not a private element: {row['Data Element']}")
        place = int(match[1], 16) << 8 | int(match[2], 16)
        creators.setdefault(row["Private Creator"], {})[place] = (row["VR"], row["Meaning"])
    with TARGET.open("w") as target:
        target.write(HEADER)
        for creator, elements in sorted(creators.items()):
            target.write(f'    "{creator}": {{\n')
            for place, (vr, meaning) in sorted(elements.items()):
                target.write(f'        0x{place:06X}: "{vr}",  # {meaning[:70]}'.rstrip(" #") + "\n")
            target.write("    },\n")
        target.write("}\n")


if __name__ == "__main__":
    main()
