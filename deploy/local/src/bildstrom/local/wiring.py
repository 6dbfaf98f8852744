"""Puts the concrete servers together: the only file that knows all of them."""

from functools import partial
from pathlib import Path

from bildstrom.local import jars, service_settings, triton_environment
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

SERVERS = ("kafka", "cassandra", "triton", "zipkin", "otlp-bridge")


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
        *_services(home, ports, models),
    ]
    tasks = {"topics": Task(("kafka",), partial(apply_topics, ports))}
    return Stack(home, ports, servers, tasks, partial(_found, home, ports))


def _services(home: Home, ports: Ports, models: Path) -> list[Service]:
    told = service_settings
    return [
        Service("index", ("topics", "cassandra"), ports.index_grpc, told.index(home, ports), home),
        Service("deid", ("topics",), ports.deid_grpc, told.deid(home, ports), home),
        Service("studies", ("topics", "index"), ports.studies_grpc, told.studies(home, ports), home),
        Service("inference", ("topics", "triton"), ports.inference_grpc, told.inference(home, ports, models), home),
        Service("ingest", ("topics",), ports.ingest_grpc, told.ingest(home, ports), home),
    ]


def _found(home: Home, ports: Ports) -> None:
    found_projects(home)
    write_toml(home.run / "console.toml", service_settings.console(ports))
