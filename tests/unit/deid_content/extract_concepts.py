"""Writes ``concepts.csv`` from the DocBook XML of DICOM PS3.15 2026c: a second reading of Table E.3.4-1.

    python tests/unit/deid_content/extract_concepts.py ../shared/standard/part15_2026c.xml.gz

The product's table is read by an XML parser and by the columns' order; this one reads the text with expressions, and
finds the columns by their headings, so the two can disagree.
"""

import csv
import gzip
import html
import re
import sys
from pathlib import Path

COLUMNS = {
    "meaning": "Code Meaning",
    "value": "Code Value",
    "scheme": "Coding Scheme Designator",
    "type": "Value Type",
    "basic": "Basic Prof.",
    "retain-uids": "Rtn. UIDs Opt.",
    "retain-device-identity": "Rtn. Dev. Id. Opt.",
    "retain-institution-identity": "Rtn. Inst. Id. Opt.",
    "retain-patient-characteristics": "Rtn. Pat. Chars. Opt.",
    "retain-full-dates": "Rtn. Long. Full Dates Opt.",
    "retain-modified-dates": "Rtn. Long. Modif. Dates Opt.",
    "clean-descriptors": "Clean Desc. Opt.",
}


def cells(row: str, name: str) -> list[str]:
    """The texts of a row's cells."""
    found = re.findall(rf"<{name}\b[^>]*?(?:/>|>(.*?)</{name}>)", row, re.DOTALL)
    return [re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", cell))).strip() for cell in found]


def main() -> None:
    """Find the table by its id."""
    text = gzip.decompress(Path(sys.argv[1]).read_bytes()).decode("utf-8").replace("\u200b", "")
    start = text.index('xml:id="table_E.3.4-1"')
    rows = re.findall(r"<tr\b.*?</tr>", text[start : text.index("</table>", start)], re.DOTALL)
    headings = cells(rows[0], "th")
    places = [headings.index(heading) for heading in COLUMNS.values()]
    with (Path(__file__).parent / "concepts.csv").open("w", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows[1:]:
            found = cells(row, "td")
            writer.writerow([found[place] for place in places])


if __name__ == "__main__":
    main()
