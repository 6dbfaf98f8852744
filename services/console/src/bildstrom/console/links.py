"""Where a study can be looked at. Pure."""

from bildstrom.console.settings import ConsoleSettings


def trace_link(settings: ConsoleSettings, trace_id: str) -> str:
    """The trace in the viewer."""
    return f"{settings.zipkin.rstrip('/')}/zipkin/traces/{trace_id}"


def links(settings: ConsoleSettings, study: str, trace_id: str | None) -> dict[str, str]:
    """Links by what they lead to."""
    web = settings.dicomweb.rstrip("/")
    found = {
        "viewer": f"{web}/viewer/{settings.project}/viewer?StudyInstanceUIDs={study}",
        "dicomweb": f"{web}/projects/{settings.project}/studies/{study}/metadata",
    }
    if trace_id is not None:
        found["trace"] = trace_link(settings, trace_id)
    return found
