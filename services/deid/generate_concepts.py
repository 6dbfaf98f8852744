"""Writes ``bildstrom/deid/standard/concepts.py`` from Table E.3.4-1 of DICOM PS3.15 2026c (DocBook XML).

    python services/deid/generate_concepts.py ../shared/standard/part15_2026c.xml.gz

The input is pinned by its digest: another edition is a decision, made by changing EDITION and DIGEST here. The retired
SNOMED-RT spellings of the table's SNOMED CT codes (PS3.16 annex O) are read from pydicom's dictionary of them.
"""

import gzip
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from pydicom.sr._snomed_dict import mapping as snomed

EDITION = "2026c"
DIGEST = "77d60b856faf4223ab40a398c53130fc0ee9490d0d811ee3536e6d25c02ac717"  # of the XML
TARGET = Path(__file__).parent / "src/bildstrom/deid/standard/concepts.py"
DOCBOOK = "{http://docbook.org/ns/docbook}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

# Columns behind "In Std. Tpl.", in the table's order, as the profiles' options are called.
OPTIONS = (
    "retain-uids",
    "retain-device-identity",
    "retain-institution-identity",
    "retain-patient-characteristics",
    "retain-full-dates",
    "retain-modified-dates",
    "clean-descriptors",
)

HEADER = f'''"""Table E.3.4-1 of DICOM PS3.15 {EDITION}, (c) NEMA: content items by their concept name. Generated.

Source digest: SHA-256 {DIGEST}
Each row: coding scheme designator, code value, value type, action of the Basic Application Level Confidentiality
Profile, and the actions of OPTIONS, one letter each: K (keep), C (clean) or a dot.
"""

EDITION = "{EDITION}"

OPTIONS = (
{"".join(f'    "{option}",{chr(10)}' for option in OPTIONS)})

ROWS: tuple[tuple[str, str, str, str, str], ...] = (
'''

RETIRED = """
# SNOMED-RT style codes that the table's SNOMED CT codes had before (PS3.16 annex O).
RETIRED_SNOMED = {
"""


def rows(document: bytes) -> Iterator[list[str]]:
    """The cells of the table's rows: code meaning, value, scheme, value type, two flags, basic action, options."""
    root = ElementTree.fromstring(document)
    table = next(table for table in root.iter(f"{DOCBOOK}table") if table.get(XML_ID) == "table_E.3.4-1")
    for row in table.iter(f"{DOCBOOK}tr"):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row.iter(f"{DOCBOOK}td")]
        if cells:
            if len(cells) != 7 + len(OPTIONS):
                raise SystemExit(f"the table has other columns than it had: {len(cells)}")
            yield cells


def lines(table: list[list[str]]) -> Iterator[str]:
    """The rows and the retired codes as Python."""
    for meaning, value, scheme, value_type, _, _, basic, *columns in table:
        options = "".join(action or "." for action in columns)
        yield f'    ("{scheme}", "{value}", "{value_type}", "{basic}", "{options}"),  # {meaning}\n'
    yield ")\n" + RETIRED
    for value in sorted({row[1] for row in table if row[2] == "SCT"}):
        yield f'    "{snomed["SCT"][value]}": "{value}",\n'
    yield "}\n"


def main() -> None:
    """Check the input's digest, write the table."""
    source = gzip.decompress(Path(sys.argv[1]).read_bytes())
    digest = hashlib.sha256(source).hexdigest()
    if digest != DIGEST:
        raise SystemExit(f"this is not the pinned edition {EDITION}: its SHA-256 is {digest}")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(HEADER + "".join(lines(list(rows(source)))))


if __name__ == "__main__":
    main()
