"""Python's cyclic garbage collector, set for a process that makes many short-lived objects beside many lasting ones."""

import gc

YOUNG = 20_000  # allocations between two collections of the young generation, 700 by default


def settle() -> None:
    """Called when everything has been imported and connected.

    What is there by now (data dictionaries, protobuf descriptors, prepared statements) is never looked at again, and
    young objects are looked at less often: with the defaults a quarter of the index's time went into the collector.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
