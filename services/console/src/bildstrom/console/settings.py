"""Where the console finds the stack: file < environment < command line, like every service's settings."""

import os
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bildstrom.runtime.settings import load

LOCAL = Path(".bildstrom/run/console.toml")


class ConsoleSettings(BaseSettings):
    """Addresses; the defaults are the local stack's default ports."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    project: str = Field(default="demo", description="the project that studies are looked up in")
    dicom: str = Field(default="127.0.0.1:11112", description="ingest's DICOM address, host:port")
    kafka: str = Field(default="127.0.0.1:19092", description="bootstrap servers, comma-separated host:port")
    catalog: str = Field(default="127.0.0.1:15051", description="gRPC address of the index, host:port")
    zipkin: str = Field(default="http://127.0.0.1:19411", description="base URL of the trace viewer")
    dicomweb: str = Field(default="http://127.0.0.1:18080", description="base URL of DICOMweb")
    triton: str = Field(default="http://127.0.0.1:18000", description="base URL of Triton's HTTP endpoint")
    cassandra: str = Field(default="127.0.0.1:19042", description="CQL address, host:port")
    services: dict[str, str] = Field(
        default={
            "ingest": "127.0.0.1:15052",
            "deid": "127.0.0.1:15053",
            "index": "127.0.0.1:15051",
            "studies": "127.0.0.1:15055",
            "inference": "127.0.0.1:15054",
        },
        description="gRPC health address of each service",
    )

    @field_validator("dicom", "catalog", "cassandra")
    @classmethod
    def _host_and_port(cls, address: str) -> str:
        try:
            host_port(address)
        except ValueError:
            raise ValueError("write host:port, such as 127.0.0.1:11112") from None
        return address


def read(config: str | None, overrides: dict[str, str | None]) -> ConsoleSettings:
    """Settings from ``config`` (or BILDSTROM_CONSOLE_CONFIG, or the local stack's file where it exists).

    Args:
        overrides: values from the command line by field name; None means not given.

    Raises:
        SystemExit: something is wrong in it; one line per mistake was printed.
    """
    chosen = config or os.environ.get("BILDSTROM_CONSOLE_CONFIG") or (str(LOCAL) if LOCAL.is_file() else None)
    arguments = ["--config", chosen] if chosen else []
    for name, value in overrides.items():
        if value is not None:
            arguments += [f"--{name}", value]
    return load(ConsoleSettings, "console", arguments)


def host_port(address: str) -> tuple[str, int]:
    """Host and port of ``host:port``. Raises ValueError when it is none."""
    host, separator, port = address.rpartition(":")
    if not separator or not host or not port.isdecimal():
        raise ValueError("host_port")
    return host.strip("[]"), int(port)
