"""Puts the concrete servers together: the only file that knows all of them."""

from functools import partial
from pathlib import Path

from bildstrom.local import jars, service_settings, triton_environment, viewer
from bildstrom.local.bridge import Bridge
from bildstrom.local.cassandra import Cassandra
from bildstrom.local.folders import Cache, Home, checkout
from bildstrom.local.kafka import Kafka
from bildstrom.local.ports import Ports
from bildstrom.local.projects import found_projects
from bildstrom.local.server import Server
from bildstrom.local.service import Service, write_toml
from bildstrom.local.stack import Stack, Task
from bildstrom.local.topics import apply_topics
from bildstrom.local.triton import Triton
from bildstrom.local.zipkin import Zipkin

BRIDGE = Bridge.name  # needed by all that make spans, so that their last ones arrive when everything ends
SERVERS = ("kafka", "cassandra", "triton", "zipkin", BRIDGE)


def open_stack(home: Home, cache: Cache, ports: Ports, models: Path | None = None) -> Stack:
    """The stack of one home; nothing is started or written yet.

    Args:
        models: folder of the models to serve; the checkout's by default.
    """
    models = models or checkout() / "deploy" / "models"
    folder = jars.jar_folder(cache)
    servers: list[Server] = [
        Kafka(home, folder / "kafka", ports),
        Cassandra(home, folder / "cassandra", ports),
        Triton(home, partial(triton_environment.environment, cache), models, ports),
        Zipkin(folder / "zipkin", ports),
        Bridge(ports),
        *_services(home, ports, models, viewer.viewer_folder(cache)),
    ]
    tasks = {"topics": Task(("kafka",), partial(apply_topics, ports))}
    return Stack(home, ports, servers, tasks, partial(_found, home, ports))


def _services(home: Home, ports: Ports, models: Path, viewer_folder: Path) -> list[Service]:
    told = {
        "index": (("cassandra",), service_settings.index(home, ports, viewer_folder)),
        "deid": ((), service_settings.deid(home, ports)),
        "studies": (("index",), service_settings.studies(home, ports)),
        "inference": (("triton",), service_settings.inference(home, ports, models)),
        "ingest": ((), service_settings.ingest(home, ports)),
    }
    return [
        Service(name, ("topics", BRIDGE, *needs), int(getattr(ports, f"{name}_grpc")), settings, home)
        for name, (needs, settings) in told.items()
    ]


def _found(home: Home, ports: Ports) -> None:
    found_projects(home)
    write_toml(home.run / "console.toml", service_settings.console(ports))
