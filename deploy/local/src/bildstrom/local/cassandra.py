"""Apache Cassandra: one node, commit log synced before a write is acknowledged."""

from pathlib import Path

from bildstrom.local.folders import Home
from bildstrom.local.java import SMALL, heap, java
from bildstrom.local.ports import HOST, Ports
from bildstrom.local.probes import ask_cassandra
from bildstrom.local.process import Command

_LOGGING = """\
<configuration>
  <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%date %-5level %logger{0}: %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="CONSOLE"/></root>
</configuration>
"""

# what Cassandra 5 reaches for inside the JDK (its own jvm17-server.options)
_EXPORTS = (
    "java.base/java.lang.ref",
    "java.base/jdk.internal.misc",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "java.sql/java.sql",
    "jdk.attach/sun.tools.attach",
    "jdk.compiler/com.sun.tools.javac.file",
    "jdk.unsupported/sun.misc",
)
_OPENS = (
    "java.base/java.io",
    "java.base/java.lang",
    "java.base/java.lang.module",
    "java.base/java.lang.reflect",
    "java.base/java.nio",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
    "java.base/jdk.internal.loader",
    "java.base/jdk.internal.math",
    "java.base/jdk.internal.module",
    "java.base/jdk.internal.ref",
    "java.base/jdk.internal.reflect",
    "java.base/jdk.internal.util.jar",
    "java.base/sun.nio.ch",
    "jdk.compiler/com.sun.tools.javac",
    "jdk.management/com.sun.management.internal",
)


class Cassandra:
    """A node whose acknowledged rows survive a kill.

    Args:
        jars: its class path's folder.
    """

    name = "cassandra"
    needs: tuple[str, ...] = ()
    ready_s = 180.0
    stop_s = 30.0

    def __init__(self, home: Home, jars: Path, ports: Ports) -> None:
        self._home = home
        self._jars = jars
        self._ports = ports
        self.port = ports.cassandra

    def prepare(self) -> Command:
        """Write the configuration of a ring of one."""
        folder = self._home.run / self.name
        folder.mkdir(parents=True, exist_ok=True)
        data = self._home.data / self.name
        data.mkdir(parents=True, exist_ok=True)
        configuration = folder / "cassandra.yaml"
        configuration.write_text(_yaml(self._ports, data))
        logging = folder / "logback.xml"
        logging.write_text(_LOGGING)
        agent = next(self._jars.glob("jamm-*.jar"))
        return Command(
            (
                java(),
                *heap(256, 512),
                "-Xss512k",
                "-XX:MaxDirectMemorySize=256m",
                *SMALL,
                *(f"--add-exports={name}=ALL-UNNAMED" for name in _EXPORTS),
                *(f"--add-opens={name}=ALL-UNNAMED" for name in _OPENS),
                f"-javaagent:{agent}",
                *(f"-D{key}={value}" for key, value in _system_properties(configuration, logging, data).items()),
                "-cp",
                f"{self._jars}/*",
                "org.apache.cassandra.service.CassandraDaemon",
            )
        )

    def probe(self) -> None:
        """Ready when a query over CQL gets its row."""
        ask_cassandra(self.port)

    def clean(self) -> None:
        """Nothing lies outside the home."""


def _system_properties(configuration: Path, logging: Path, data: Path) -> dict[str, str]:
    return {
        "cassandra.config": configuration.as_uri(),
        "logback.configurationFile": logging.as_uri(),
        "cassandra.storagedir": str(data),
        "cassandra-foreground": "yes",
        # there is no other node to wait for
        "cassandra.ring_delay_ms": "0",
        "cassandra.shutdown_announce_in_ms": "0",
        "cassandra.skip_wait_for_gossip_to_settle": "0",
        "jdk.attach.allowAttachSelf": "true",
        "io.netty.tryReflectionSetAccessible": "true",
        "io.netty.allocator.maxOrder": "11",
    }


def _yaml(ports: Ports, data: Path) -> str:
    return f"""\
cluster_name: bildstrom
num_tokens: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
listen_address: {HOST}
rpc_address: {HOST}
storage_port: {ports.cassandra_storage}
native_transport_port: {ports.cassandra}
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: "{HOST}:{ports.cassandra_storage}"
data_file_directories: ["{data}/data"]
commitlog_directory: "{data}/commitlog"
saved_caches_directory: "{data}/saved_caches"
hints_directory: "{data}/hints"
cdc_raw_directory: "{data}/cdc_raw"
# with "periodic" a kill -9 under load lost 3 % of the acknowledged rows, with "batch" none
commitlog_sync: batch
"""
