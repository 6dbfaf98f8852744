"""Which ports a home starts with: those that it has used before, so that every later command finds it."""

from bildstrom.local import ports as ports_file
from bildstrom.local.folders import Home
from bildstrom.local.ports import Ports, free_ports
from bildstrom.local.supervisor import Supervisor


def ports_for_start(home: Home, free: bool) -> Ports:
    """The ports of this home, which are remembered.

    Args:
        free: free ones are wanted. A home that has free ones keeps them; one that was tried in vain with the documented
            ones, because another stack has them, gets free ones now.
    """
    path = home.run / "ports.json"
    remembered = ports_file.load(path)
    if free and remembered == Ports() and not Supervisor(home).anything_runs():
        remembered = None
    chosen = remembered or (free_ports() if free else Ports())
    ports_file.save(chosen, path)
    return chosen
