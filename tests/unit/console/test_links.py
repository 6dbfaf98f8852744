"""Where a study can be looked at."""

from bildstrom.console.links import links
from bildstrom.console.settings import ConsoleSettings


def test_a_study_has_links_to_viewer_metadata_and_trace() -> None:
    settings = ConsoleSettings(dicomweb="http://127.0.0.1:1/", zipkin="http://127.0.0.1:2", project="chest")
    assert links(settings, "2.25.1", "abc") == {
        "viewer": "http://127.0.0.1:1/viewer/chest/viewer?StudyInstanceUIDs=2.25.1",
        "dicomweb": "http://127.0.0.1:1/projects/chest/studies/2.25.1/metadata",
        "trace": "http://127.0.0.1:2/zipkin/traces/abc",
    }
