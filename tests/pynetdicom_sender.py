"""pynetdicom as a sender that loses no answer.

pynetdicom pauses its own thread for each request by a flag that the thread takes back late: on a busy machine the
next request finds it still raised, goes out, and the thread eats the answer ("Received unexpected C-STORE service
message"). So every request waits here until the thread runs again.
"""

from pathlib import Path

from polling import poll_until
from pydicom import Dataset
from pynetdicom.association import Association


def resumed(association: Association) -> Association:
    """The association, once its thread has noticed that the last request is over."""
    poll_until(lambda: not (association._is_paused and association.is_alive()), "pynetdicom's thread runs")
    return association


def c_store(association: Association, item: Dataset | Path) -> int | None:
    """Status of the answer to one C-STORE; None when none came."""
    if not resumed(association).is_established:
        return None
    response = association.send_c_store(item)
    return int(response.Status) if "Status" in response else None
