"""OHIF in a browser without a screen, on the whole chain: what a researcher sees of a study and of its result."""

from collections.abc import Iterator

import pytest
from integration.viewer.browser import Browser, browsing
from integration.viewer.ohif import Ohif
from polling import poll_until
from system.chain import PROJECT, Chain
from system.studies_to_send import chest_ct, study_uid

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def study(chain: Chain) -> str:
    """The UID of a chest CT whose result is there."""
    objects = chest_ct(seed=901, slices=40, side=256)
    assert {sent.status for sent in chain.send(objects)} == {0x0000}
    chain.wait_result(study_uid(objects))
    return chain.pseudonym(study_uid(objects))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One window for all tests here."""
    with browsing(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture
def ohif(chain: Chain, browser: Browser, study: str) -> Ohif:
    """The viewer of the project, which has a study."""
    assert study
    return Ohif(browser, f"{chain.stack.ports.url('dicomweb')}/viewer/{PROJECT}")


def asked_elsewhere(browser: Browser, home: str) -> list[str]:
    """What the page has loaded from anybody but one origin."""
    loaded = browser.run("return performance.getEntriesByType('resource').map((one) => one.name)")
    return [name for name in loaded if not name.startswith((home, "blob:", "data:"))]


def test_the_study_list_names_the_studies(ohif: Ohif) -> None:
    ohif.study_list()

    ohif.keep("study-list")
    assert "CT\\SEG\\SR" in ohif.browser.text()
    assert ohif.browser.run("return window.crossOriginIsolated") is True


def test_a_ct_is_drawn_and_a_segmentation_laid_over_it(ohif: Ohif, study: str) -> None:
    ohif.study(study)

    poll_until(lambda: (shown := ohif.picture()) and shown.levels > 100, "grey values of the CT", 120)
    ohif.keep("ct")
    plain = ohif.picture()
    assert plain is not None
    assert (plain.grey > 0.1, plain.coloured) == (True, 0)

    ohif.open_series("SEG")
    poll_until(lambda: (shown := ohif.picture()) and shown.coloured > 0.0005, "the segment in its colour", 120)
    ohif.keep("segmentation")
    overlaid = ohif.picture()
    assert overlaid is not None
    assert overlaid.grey > 0.1


def test_a_report_lists_its_measurements_by_name(ohif: Ohif, study: str) -> None:
    ohif.study(study)

    ohif.open_series("SR")

    poll_until(lambda: "Imaging Measurements" in ohif.browser.text(), "the report", 120)
    ohif.keep("report")
    shown = ohif.browser.text()
    for words in ("Finding: Lung", "Volume: ", " ml"):
        assert words in shown


def test_nothing_came_from_elsewhere_the_browser_has_no_complaint_and_the_index_wrote_nothing_down(
    ohif: Ohif, study: str, chain: Chain
) -> None:
    assert asked_elsewhere(ohif.browser, chain.stack.ports.url("dicomweb")) == []
    assert ohif.browser.listen() == []
    log = chain.stack.home.log("index").read_text()
    assert [words for words in (study, "/projects/", "StudyInstanceUID") if words in log] == []
