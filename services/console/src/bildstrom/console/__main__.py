"""``bildstrom``: the command line. Nouns, then verbs; ``--json`` everywhere; every error says what to do next."""

import json
import sys

import click

from bildstrom.console import exits, settings
from bildstrom.console.exits import Exit, Problem
from bildstrom.console.lazy import LazyGroup

_PATHS = "name another path, or see to its permissions and the free space"
HELP = "\b\nExit codes:\n" + exits.table()


@click.group(
    cls=LazyGroup, epilog=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="bildstrom-console", prog_name="bildstrom")
@click.option("--config", type=click.Path(exists=True, dir_okay=False), help="TOML file with the addresses.")
@click.option("--project", help="Project to look in. [default: demo, or the file's]")
@click.option("--kafka", help="Bootstrap servers, host:port.")
@click.option("--catalog", help="Catalogue's gRPC address, host:port.")
@click.option("--zipkin", help="Base URL of the trace viewer.")
@click.option("--dicomweb", help="Base URL of DICOMweb.")
@click.pass_context
def cli(context: click.Context, /, config: str | None, **overrides: str | None) -> None:
    """Console of Bildstrom: send studies, see where they are and why, look at results, traces and dead letters.

    Addresses come from --config, BILDSTROM_CONSOLE_CONFIG or ./.bildstrom/run/console.toml, then from
    BILDSTROM_CONSOLE_<NAME>, then from the options below.
    """
    context.obj = settings.read(config, overrides)


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        return int(cli.main(arguments, prog_name="bildstrom", standalone_mode=False) or Exit.OK)
    except click.ClickException as error:
        if "--json" in arguments:
            _print_error(error.format_message(), "see --help", Exit.USAGE)
        error.show()
        return int(Exit.USAGE)
    except Problem as problem:
        _explain(problem, as_json="--json" in arguments)
        return int(problem.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nended without having done anything more", err=True)
        return int(Exit.INTERRUPTED)
    except OSError as error:
        if error.filename is None:  # not a matter of paths: a mistake in here, which should be seen
            raise
        _explain(Problem(f"{error.filename}: {error.strerror}", _PATHS, Exit.USAGE), as_json="--json" in arguments)
        return int(Exit.USAGE)


def _explain(problem: Problem, *, as_json: bool) -> None:
    if as_json:
        _print_error(problem.what, problem.todo, problem.exit_code)
    click.secho(f"bildstrom: {problem.what}", err=True, fg="red")
    click.echo(f"  what to do: {problem.todo}", err=True)


def _print_error(what: str, todo: str, exit_code: Exit) -> None:
    error = {"what": what, "todo": todo, "exit_code": int(exit_code)}
    click.echo(json.dumps({"error": error}, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    raise SystemExit(main())
