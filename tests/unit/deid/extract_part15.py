"""Writes ``part15_basic.csv`` from the DocBook XML of DICOM PS3.15 2026c: a second reading of Table E.1-1.

    python tests/unit/deid/extract_part15.py ../shared/standard/part15_2026c.xml.gz

The product's table comes from another form of the standard by another program, so the two can disagree.
"""

import csv
import gzip
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

DOCBOOK = "{http://docbook.org/ns/docbook}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
COLUMNS = {"tag": "Tag", "basic": "Basic Prof.", "dates": "Rtn. Long. Modif. Dates Opt."}


def text(cell: ElementTree.Element) -> str:
    """A cell's text, zero-width spaces gone."""
    return re.sub(r"\s+", " ", "".join(cell.itertext()).replace("\u200b", "")).strip()


def main() -> None:
    """Find the table by its id and its columns by their headings."""
    root = ElementTree.fromstring(gzip.decompress(Path(sys.argv[1]).read_bytes()))
    table = next(t for t in root.iter(f"{DOCBOOK}table") if t.get(XML_ID) == "table_E.1-1")
    headings = [text(cell) for cell in table.iter(f"{DOCBOOK}th")]
    places = [headings.index(heading) for heading in COLUMNS.values()]
    body = table.find(f"{DOCBOOK}tbody")
    assert body is not None
    with (Path(__file__).parent / "part15_basic.csv").open("w", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in body.iter(f"{DOCBOOK}tr"):
            cells = [text(cell) for cell in row.iter(f"{DOCBOOK}td")]
            writer.writerow([cells[place] for place in places])


if __name__ == "__main__":
    main()
