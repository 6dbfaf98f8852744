"""Writes ``part15_attributes.csv`` and ``part15_safe_private.csv`` from the DocBook XML of DICOM PS3.15 2026c: a second
reading of Tables E.1-1 and E.3.10-1.

    python tests/unit/deid/extract_part15.py ../shared/standard/part15_2026c.xml.gz

The product's tables come from another form of the standard by another program, so the two can disagree.
"""

import csv
import gzip
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

DOCBOOK = "{http://docbook.org/ns/docbook}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
TABLES = {
    "part15_attributes.csv": (
        "table_E.1-1",
        {
            "tag": "Tag",
            "basic": "Basic Prof.",
            "retain-safe-private": "Rtn. Safe Priv. Opt.",
            "retain-uids": "Rtn. UIDs Opt.",
            "retain-device-identity": "Rtn. Dev. Id. Opt.",
            "retain-institution-identity": "Rtn. Inst. Id. Opt.",
            "retain-patient-characteristics": "Rtn. Pat. Chars. Opt.",
            "retain-full-dates": "Rtn. Long. Full Dates Opt.",
            "retain-modified-dates": "Rtn. Long. Modif. Dates Opt.",
            "clean-descriptors": "Clean Desc. Opt.",
            "clean-structured-content": "Clean Struct. Cont. Opt.",
            "clean-graphics": "Clean Graph. Opt.",
        },
    ),
    "part15_safe_private.csv": (
        "table_E.3.10-1",
        {"tag": "Data Element", "creator": "Private Creator", "vr": "VR"},
    ),
}


def text(cell: ElementTree.Element) -> str:
    """A cell's text, zero-width spaces gone."""
    return re.sub(r"\s+", " ", "".join(cell.itertext()).replace("\u200b", "")).strip()


def main() -> None:
    """Find each table by its id and its columns by their headings."""
    root = ElementTree.fromstring(gzip.decompress(Path(sys.argv[1]).read_bytes()))
    for name, (table_id, columns) in TABLES.items():
        table = next(t for t in root.iter(f"{DOCBOOK}table") if t.get(XML_ID) == table_id)
        headings = [text(cell) for cell in table.iter(f"{DOCBOOK}th")]
        places = [headings.index(heading) for heading in columns.values()]
        body = table.find(f"{DOCBOOK}tbody")
        assert body is not None
        with (Path(__file__).parent / name).open("w", newline="") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(columns)
            for row in body.iter(f"{DOCBOOK}tr"):
                cells = [text(cell) for cell in row.iter(f"{DOCBOOK}td")]
                writer.writerow([cells[place] for place in places])


if __name__ == "__main__":
    main()
