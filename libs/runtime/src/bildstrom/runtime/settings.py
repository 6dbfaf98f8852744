"""Settings: one frozen model per service, read once in ``__main__``; file < environment < command line.

A key that no setting has is refused, so a spelling mistake is an error and not a default.
"""

import os
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    CliSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class ServiceSettings(BaseSettings):
    """What every service is told."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    kafka: str = Field("127.0.0.1:19092", description="bootstrap servers, comma-separated host:port")
    objects: str = Field("file:.bildstrom/data/objects", description="object store: file:DIR or s3://BUCKET/PREFIX")
    otlp: str | None = Field(None, description="base URL of an OTLP/HTTP receiver; none keeps traces local")
    grpc_port: int = Field(0, ge=0, le=65535, description="gRPC on loopback: health, and the service's own methods")
    metrics_port: int = Field(0, ge=0, le=65535, description="Prometheus metrics on loopback; 0 serves none")
    replica: str = Field("0", pattern=r"^[a-z0-9-]{1,40}$", description="name of this process among its service's")
    log_level: Literal["debug", "info", "warning", "error"] = "info"


S = TypeVar("S", bound=BaseSettings)


def load(model: type[S], service: str, argv: Sequence[str] | None = None) -> S:
    """Read a service's settings.

    ``--config FILE`` (or ``BILDSTROM_<SERVICE>_CONFIG``) names a TOML file; ``BILDSTROM_<SERVICE>_<FIELD>``
    overrides it; ``--field value`` overrides both. Exits with status 2 and one line per mistake.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    prefix = f"BILDSTROM_{service.upper()}_"
    path = None
    try:
        path = _take_config(arguments) or os.environ.get(f"{prefix}CONFIG")
        _check_file(path)
        _check_environment(model, prefix)
        return _bound(model, service, prefix, path, arguments)()
    except ValidationError as error:
        mistakes = [
            f"{'.'.join(str(part) for part in item['loc']) or 'settings'}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        ]
    except _Mistake as mistake:
        mistakes = [str(mistake)]
    for line in mistakes:
        print(f"bildstrom {service}: {line}", file=sys.stderr)
    places = f"{path}, the environment" if path else "the environment"
    print(f"correct the setting in {places} or command line; --help lists all", file=sys.stderr)
    raise SystemExit(2)


class _Mistake(Exception):
    """What cannot be said by the model itself."""


def _take_config(arguments: list[str]) -> str | None:
    for at, argument in enumerate(arguments):
        name, equals, path = argument.partition("=")
        if name == "--config":
            path = path if equals else "".join(arguments[at + 1 : at + 2])
            if not path:
                raise _Mistake("--config needs the path of a TOML file")
            del arguments[at : at + (1 if equals else 2)]
            return path
    return None


def _check_file(path: str | None) -> None:
    """A file that was named must be one; pydantic-settings takes an absent one for an empty one."""
    if path is None:
        return
    try:
        with Path(path).open("rb") as file:
            tomllib.load(file)
    except OSError as error:
        raise _Mistake(f"--config {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _Mistake(f"--config {path}: not TOML: {error}") from error


def _check_environment(model: type[BaseSettings], prefix: str) -> None:
    """Refuse variables that no setting has; pydantic-settings reads those that it knows and overlooks the others."""
    known = {f"{prefix}{name}".upper() for name in (*model.model_fields, "CONFIG")}
    unknown = sorted(name for name in os.environ if name.upper().startswith(prefix) and name.upper() not in known)
    if unknown:
        raise _Mistake(f"no such setting: {', '.join(unknown)}")


def _bound(model: type[S], service: str, prefix: str, path: str | None, arguments: list[str]) -> type[S]:
    """The same model, with the sources of this call."""

    class Bound(model):  # type: ignore[valid-type,misc]
        model_config = SettingsConfigDict(env_prefix=prefix, cli_kebab_case=True)

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            cli: CliSettingsSource[BaseSettings] = CliSettingsSource(
                settings_cls, cli_parse_args=arguments, cli_prog_name=f"bildstrom {service}", cli_kebab_case=True
            )
            file = TomlConfigSettingsSource(settings_cls, toml_file=path)
            return (init_settings, cli, env_settings, file)

    return Bound
