"""Writes ``bildstrom/deid/standard/types.py``: the Types of those attributes whose action depends on them.

    python services/deid/generate_types.py

The source is what highdicom carries of PS3.3 as JSON (modules with their attributes' Types, IODs with their modules,
SOP classes with their IODs). It is read here and never at run time; another edition is a decision, made by changing
SOURCE and DIGESTS.
"""

import hashlib
import json
import re
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from pydicom.datadict import dictionary_VR, tag_for_keyword

SOURCE = "0.28.2"
DIGESTS = {
    "module_attribute_map.json": "9026a2f2037e868396bf74c55fef77183a7a69979b83e4cd3cc2b425e87f8fa6",
    "iod_module_map.json": "2005935f6aa6a58cdad9944f0b2ef34d97f0520f88e20927905743b315eea8a3",
    "sop_class_iod_map.json": "5d9301911eb9c3d0e47fe32129a9f2d68deff6f2bfcbe5a2649ef4bf3fa63fd8",
}
PACKAGE = Path(__file__).parent / "src/bildstrom/deid/standard"

HEADER = f'''"""The Types of attributes whose action in Table E.1-1 depends on them (PS3.3, PS3.5 7.4). Generated.

Source: the JSON maps of PS3.3 in highdicom {SOURCE}, see generate_types.py for their digests.

MODULES: for each module its attributes: the path of sequences to it, itself last, as hexadecimal tags; and the Type.
What is not listed is of Type 3 there, or no part of the module.
CLASSES: for each storage SOP class the modules of its IOD, whether mandatory or not.
"""

MODULES: dict[str, dict[str, str]] = {{
'''


def read(name: str) -> Any:
    """One of the maps, if it is the pinned one."""
    path = Path(str(distribution("highdicom").locate_file(f"highdicom/_standard/{name}")))
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != DIGESTS[name]:
        raise SystemExit(f"{name} is not the pinned one of highdicom {SOURCE}: its SHA-256 is {digest}")
    return json.loads(content)


def depends(tag: int, basic: str) -> bool:
    """Whether what happens to an attribute depends on its Type: compound actions, and dummies of sequences."""
    try:
        return "/" in basic or (basic == "D" and dictionary_VR(tag) == "SQ")
    except KeyError:
        return False


def dependent() -> set[int]:
    """The tags of those attributes, from the table that is generated already."""
    rows = re.findall(r'\((0x[0-9A-F]{8}), "([^"]+)"', (PACKAGE / "attributes.py").read_text())
    return {int(tag, 16) for tag, basic in rows if depends(int(tag, 16), basic)}


def modules(attributes: dict[str, list[dict[str, Any]]], wanted: set[int]) -> dict[str, dict[str, str]]:
    """Of each module the attributes whose Type counts; the strictest where it names one twice."""
    found: dict[str, dict[str, str]] = {}
    for module, entries in attributes.items():
        for entry in entries:
            path = [tag_for_keyword(keyword) for keyword in (*entry["path"], entry["keyword"])]
            if path[-1] not in wanted or entry["type"] in ("3", "None") or None in path:
                continue  # what is not listed counts as Type 3
            place = "/".join(f"{tag:08X}" for tag in path)
            types = found.setdefault(module, {})
            types[place] = min(types.get(place, "3"), entry["type"])
    return found


def main() -> None:
    """Check the digests, write the Types."""
    types = modules(read("module_attribute_map.json"), dependent())
    iods = read("iod_module_map.json")
    with (PACKAGE / "types.py").open("w") as target:
        target.write(HEADER)
        used = {}
        for uid, iod in sorted(read("sop_class_iod_map.json").items()):
            used[uid] = sorted({module["key"] for module in iods[iod]} & set(types))
        for module in sorted(set().union(*used.values())):
            target.write(f'    "{module}": {{\n')
            target.writelines(f'        "{place}": "{kind}",\n' for place, kind in sorted(types[module].items()))
            target.write("    },\n")
        target.write("}\n\nCLASSES: dict[str, str] = {\n")
        for uid, names in used.items():
            target.write(f'    "{uid}": (""\n')
            target.writelines(f'        "{name} "\n' for name in names)
            target.write("    ),\n")
        target.write("}\n")


if __name__ == "__main__":
    main()
