"""The projects' configuration: read whole or refused with what to do."""

import pytest

from bildstrom.dicom.projects import Peer, Project
from bildstrom.dicom.projects_toml import ProjectsError, parse_projects
from bildstrom.dicom.pseudonym import pseudonymous_uid

KEY = bytes(range(32))
KEYS = {"lung": KEY, "heart": bytes(32)}
TEXT = """
[projects.lung]
called_ae_titles = ["BILDSTROM", "LUNG "]
models = ["laa950"]
retention_days = 30

[projects.heart]
called_ae_titles = ["HEART"]
"""
PEER = """
[projects.lung]
called_ae_titles = ["LUNG"]
[projects.lung.commitment_peers.PACS]
host = "pacs.example"
port = 104
"""


def test_reports_on_commitments_have_an_address_by_calling_title() -> None:
    lung = parse_projects(PEER, KEYS).by_name("lung")
    assert lung is not None
    assert lung.commitment_peers == {"PACS": Peer(host="pacs.example", port=104)}


@pytest.mark.parametrize("host", ["10.1.0.5", "fe80::1", "pacs-1.example.org", "localhost"])
def test_a_peers_host_is_a_name_or_an_address(host: str) -> None:
    assert parse_projects(PEER.replace("pacs.example", host), KEYS)


def test_a_project_is_found_by_name_and_by_each_of_its_titles() -> None:
    projects = parse_projects(TEXT, KEYS)
    lung = Project(
        name="lung",
        called_ae_titles=("BILDSTROM", "LUNG"),
        profile="basic",
        models=("laa950",),
        retention_days=30,
        key=KEY,
    )
    assert projects.by_name("lung") == lung
    assert projects.by_called_ae_title("LUNG            ") == lung
    assert projects.by_called_ae_title("NOBODY") is None
    assert projects.by_name("nobody") is None
    assert [project.name for project in projects] == ["lung", "heart"]


def test_a_project_calls_a_uid_by_its_pseudonym_unless_it_retains_uids() -> None:
    retaining = parse_projects(TEXT.replace("models", "retain_uids = true\nmodels"), KEYS).by_name("lung")
    hiding = parse_projects(TEXT, KEYS).by_name("lung")
    assert retaining is not None
    assert hiding is not None
    assert (retaining.uid_of("1.2.03 "), hiding.uid_of("1.2.03 ")) == ("1.2.3", pseudonymous_uid(KEY, "1.2.3"))


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("[projects.lung", "not valid TOML"),
        ("[project.lung]", r"tables \[projects.NAME\]"),
        ("[projects]", "none is defined"),
        ("[projects.kidney]\ncalled_ae_titles = ['A']", "provide a key of exactly 32 random bytes"),
        ("[projects.lung]", "called_ae_titles: Field required"),
        ("[projects.lung]\ncalled_ae_titles = []", "called_ae_titles"),
        ("[projects.lung]\ncalled_ae_titles = ['SEVENTEEN LETTERS']", "called_ae_titles.0"),
        ("[projects.lung]\ncalled_ae_titles = ['A']\nretention = 7", "retention: Extra inputs are not permitted"),
        ("[projects.lung]\ncalled_ae_titles = ['A']\nkey = 'x'", "remove"),
        ("[projects.lung]\ncalled_ae_titles = ['A']\nretention_days = 0", "retention_days"),
        (TEXT.replace('"HEART"', '"LUNG"'), "belongs to lung already"),
        (PEER.replace("port = 104", ""), "commitment_peers.PACS.port: Field required"),
        (PEER.replace("104", "0"), "commitment_peers.PACS.port"),
        (PEER.replace("104", '"104"'), "commitment_peers.PACS.port"),
        (PEER.replace("pacs.example", "http://pacs/"), "commitment_peers.PACS.host"),
        (PEER.replace("port = 104", "port = 104\nae = 'X'"), "commitment_peers.PACS.ae: Extra inputs"),
        (PEER.replace("PACS", "SEVENTEEN_LETTERS"), "commitment_peers"),
    ],
)
def test_a_mistake_is_refused_with_what_to_change(text: str, advice: str) -> None:
    with pytest.raises(ProjectsError, match=advice):
        parse_projects(text, KEYS)


def test_a_key_is_never_shown() -> None:
    project = parse_projects(TEXT, KEYS).by_name("lung")
    assert "key" not in repr(project)
    with pytest.raises(ProjectsError) as error:
        parse_projects(TEXT, KEYS | {"lung": b"secret"})
    assert "secret" not in str(error.value)
