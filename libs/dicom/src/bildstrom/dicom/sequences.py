"""Which attributes are sequences: what a walk needs to know where the VR isn't written."""

from functools import lru_cache

from pydicom.datadict import dictionary_VR


@lru_cache(maxsize=8192)  # the dictionary has 5,000 attributes; hostile tags must not fill memory
def is_sequence(tag: int) -> bool:
    """Whether the data dictionary (PS3.6) gives an attribute the VR SQ; private and unknown ones are opaque."""
    try:
        return dictionary_VR(tag) == "SQ"
    except KeyError:
        return False
