"""The whole chain on one machine: Kafka, Cassandra, Triton, Zipkin and the services, as plain processes of one home."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bildstrom.local import graph
from bildstrom.local.folders import Home
from bildstrom.local.ports import Ports
from bildstrom.local.server import Server
from bildstrom.local.supervisor import Status, Supervisor

Report = Callable[[str], None]


def silent(_: str) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something done once between starts, such as applying the topics."""

    needs: tuple[str, ...]
    run: Callable[[], None]


class Stack:
    """Starts and ends the processes of one home, in the order of their needs.

    What runs is kept on disk: another Stack over the same home, in another process, sees and ends the same.

    Args:
        servers: all that may be started, by name.
        tasks: done when a chosen server needs them.
        found: writes what a new home needs; called before every start.
    """

    def __init__(
        self,
        home: Home,
        ports: Ports,
        servers: Sequence[Server],
        tasks: Mapping[str, Task],
        found: Callable[[], None],
    ) -> None:
        self.home = home
        self.ports = ports
        self._servers = {server.name: server for server in servers}
        self._tasks = tasks
        self._found = found
        self._supervisor = Supervisor(home)

    @property
    def names(self) -> tuple[str, ...]:
        """All servers, in the order of the status table."""
        return tuple(self._servers)

    def up(self, names: Sequence[str] | None = None, report: Report = silent) -> None:
        """Start the named servers, all by default, and return when every one is ready.

        Raises:
            StartFailed: one did not come up; what this call started is ended again.
            KeyError: no server has that name.
        """
        chosen = [self._servers[name] for name in (self.names if names is None else names)]
        self._found()
        fresh = [server for server in chosen if self.process(server.name).state != "running"]
        cancelled = threading.Event()
        steps: dict[str, graph.Step] = {server.name: self._starting(server, cancelled, report) for server in chosen}
        needed = {need for server in chosen for need in server.needs}
        steps |= {name: task.run for name, task in self._tasks.items() if name in needed}
        try:
            graph.run(steps, self._needs(), cancelled)
        except BaseException:
            report("start failed: ending what was started")
            self._end(fresh, silent)
            raise

    def down(self, report: Report = silent) -> bool:
        """End everything of this home, those that need others first; True when all ended cleanly by themselves."""
        clean = self._end(list(self._servers.values()), report)
        left = self._supervisor.sweep_all()
        if left:
            report(f"{len(left)} processes without a record ended")
        return clean and not left

    def start(self, name: str) -> None:
        """Start one server and wait until it is ready. Raises StartFailed."""
        self._found()
        self._supervisor.start(self._servers[name], threading.Event())

    def stop(self, name: str) -> bool:
        """End one server; True when it ended cleanly by itself."""
        return self._supervisor.stop(self._servers[name])

    def restart(self, name: str) -> None:
        """End one server and start it again. Raises StartFailed."""
        self.stop(name)
        self.start(name)

    def kill(self, name: str) -> None:
        """End one server as a crash does: SIGKILL, nothing tidied up."""
        self._supervisor.kill(self._servers[name])

    def process(self, name: str) -> Status:
        """How one server is doing."""
        return self._supervisor.status(self._servers[name])

    def status(self) -> list[Status]:
        """How all servers are doing."""
        return [self.process(name) for name in self.names]

    def log(self, name: str, lines: int = 20) -> str:
        """The last lines that one server wrote."""
        return self._supervisor.log_tail(self._servers[name].name, lines)

    def _needs(self) -> Mapping[str, Sequence[str]]:
        of_servers = {name: server.needs for name, server in self._servers.items()}
        return of_servers | {name: task.needs for name, task in self._tasks.items()}

    def _starting(self, server: Server, cancelled: threading.Event, report: Report) -> graph.Step:
        def start() -> None:
            began = time.monotonic()
            running = self.process(server.name).state == "running"
            self._supervisor.start(server, cancelled)
            took = time.monotonic() - began
            report(f"{server.name}: runs already" if running else f"{server.name}: ready after {took:.1f} s")

        return start

    def _end(self, servers: Sequence[Server], report: Report) -> bool:
        """End servers in the reverse order; one that refuses does not keep the others alive."""
        clean: dict[str, bool] = {}

        def ending(server: Server) -> graph.Step:
            def end() -> None:
                ran = self.process(server.name).state != "stopped"
                clean[server.name] = self._supervisor.stop(server)
                if ran:
                    how = "ended" if clean[server.name] else "had to be killed, or ended with an error"
                    report(f"{server.name}: {how}")

            return end

        steps = {server.name: ending(server) for server in servers}
        graph.run(steps, self._ending_order(), threading.Event())
        return all(clean.values())

    def _ending_order(self) -> dict[str, list[str]]:
        """Tasks stand between servers on the way up; on the way down their needs are their users' needs."""
        direct = {
            name: [through for need in server.needs for through in self._tasks.get(need, Task((need,), _nothing)).needs]
            for name, server in self._servers.items()
        }
        return graph.reverse(direct)


def _nothing() -> None:
    """A task with nothing to do."""
