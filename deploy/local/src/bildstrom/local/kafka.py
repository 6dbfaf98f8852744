"""Apache Kafka: one KRaft node, broker and controller in one process, topics only by declaration."""

import subprocess
import uuid
from pathlib import Path

from bildstrom.local.errors import LocalError
from bildstrom.local.folders import Home
from bildstrom.local.java import SMALL, heap, java
from bildstrom.local.ports import HOST, Ports
from bildstrom.local.probes import ask_kafka
from bildstrom.local.process import Command

_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c{1}: %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = CONSOLE
logger.state.name = kafka.server.KafkaRaftServer
logger.state.level = info
"""

_TOPICS = {
    "auto.create.topics.enable": "false",
    "unclean.leader.election.enable": "false",
    "default.replication.factor": 1,
    "min.insync.replicas": 1,
}

# each internal topic has one replica, and one partition is enough
_ONE_NODE = {
    "offsets.topic.num.partitions": 1,
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.num.partitions": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.num.partitions": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    # a killed broker may come back when its session is over: 4 s with 2000 ms, 12 s with the default
    "broker.session.timeout.ms": 2000,
    "broker.heartbeat.interval.ms": 500,
}

# threads and buffers
_TWO_CORES = {
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
    "log.cleaner.dedupe.buffer.size": 8 << 20,
    "log.segment.bytes": 64 << 20,
    "log.index.size.max.bytes": 1 << 20,
}


class Kafka:
    """A broker whose data survives its process.

    Args:
        jars: its class path's folder.
    """

    name = "kafka"
    needs: tuple[str, ...] = ()
    ready_s = 180.0
    stop_s = 20.0

    def __init__(self, home: Home, jars: Path, ports: Ports) -> None:
        self._home = home
        self._jars = jars
        self._ports = ports
        self.port = ports.kafka

    def prepare(self) -> Command:
        """Write the configuration, and format the log folder the first time."""
        folder = self._home.run / self.name
        folder.mkdir(parents=True, exist_ok=True)
        properties = folder / "server.properties"
        properties.write_text(_properties(self._ports, self._data))
        logging = folder / "log4j2.properties"
        logging.write_text(_LOGGING)
        if not (self._data / "meta.properties").exists():
            self._format(properties, logging)
        return self._command((*heap(64, 256), "kafka.Kafka", str(properties)), logging)

    def probe(self) -> None:
        """Ready when the broker answers with the cluster's metadata."""
        ask_kafka(self.port)

    def clean(self) -> None:
        """Nothing lies outside the home."""

    @property
    def _data(self) -> Path:
        return self._home.data / self.name

    def _command(self, arguments: tuple[str, ...], logging: Path) -> Command:
        options = (f"-Dlog4j2.configurationFile={logging}", "-cp", f"{self._jars}/*")
        flags = [item for item in arguments if item.startswith("-X")]
        rest = [item for item in arguments if not item.startswith("-X")]
        return Command((java(), *flags, *SMALL, *options, *rest))

    def _format(self, properties: Path, logging: Path) -> None:
        """The feature versions that consumers of the new group protocol need are written by the storage tool alone."""
        cluster = uuid.uuid4().hex[:22]  # 22 characters of base64's alphabet; never begins with a dash
        arguments = ("-Xmx64m", "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties))
        done = subprocess.run(
            self._command(arguments, logging).argv, capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode != 0:
            raise LocalError(f"kafka: the data folder could not be formatted\n{done.stdout}{done.stderr}")


def _properties(ports: Ports, data: Path) -> str:
    broker, controller = f"{HOST}:{ports.kafka}", f"{HOST}:{ports.kafka_controller}"
    settings = {
        "process.roles": "broker,controller",
        "node.id": 0,
        "controller.quorum.voters": f"0@{controller}",
        "listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://{broker}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": data,
        **_TOPICS,
        **_ONE_NODE,
        **_TWO_CORES,
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())
