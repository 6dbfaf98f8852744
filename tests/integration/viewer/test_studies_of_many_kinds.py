"""A morning with the viewer: the list is filtered, studies of many kinds are opened, nobody else is asked."""

import asyncio
from pathlib import Path

import pytest
from integration.viewer.browser import Browser, browsing
from integration.viewer.ohif import Ohif
from integration.viewer.studies import looked_at, study_of, written
from polling import poll_until
from pydicom import Dataset

from bildstrom.local import viewer
from bildstrom.local.folders import Cache, default_root

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


async def test_a_researcher_finds_and_opens_what_there_is(tmp_path: Path) -> None:
    files = await asyncio.to_thread(viewer.fetch, Cache(default_root()), print)
    paths, ct = written(tmp_path)
    async with looked_at(files, paths) as root:
        await asyncio.to_thread(morning, tmp_path, root, ct)


def morning(folder: Path, root: str, ct: Dataset) -> None:
    """All in one window: it takes a minute to start."""
    with browsing(folder) as browser:
        ohif = Ohif(browser, root)
        ohif.study_list()
        poll_until(lambda: "1-5 of 5" in browser.text(), "all studies, that without a modality among them", 60)
        the_list_is_filtered(browser, root, ct)
        series_and_a_letter_are_opened(ohif, str(ct.StudyInstanceUID))
        ohif.study(study_of("693_J2KI.dcm"))
        ohif.look(study_of("examples_ybr_color.dcm"))
        poll_until(lambda: (shown := ohif.picture()) and shown.coloured > 0.002, "ultrasound in its colours", 120)
        ohif.keep("ultrasound")
        ohif.look(study_of("test-SR.dcm"))
        poll_until(lambda: "A mass of 3 cm was detected." in browser.text(), "the report", 120)
        assert "IMAGE: " in browser.text()
        loaded = browser.run("return performance.getEntriesByType('resource').map((one) => one.name)")
        assert [name for name in loaded if not name.startswith((root.partition("/viewer")[0], "blob:", "data:"))] == []
        assert [complaint for complaint in browser.listen() if not left_behind(complaint)] == []


def left_behind(complaint: str) -> bool:
    """Whether it is about a request that was still under way when the next page was opened; one refused says more."""
    return "request failed" in complaint or complaint.endswith(" null")


def the_list_is_filtered(browser: Browser, root: str, ct: Dataset) -> None:
    """By what a study is known by, as the fields above the list do it."""
    day = str(ct.StudyDate)
    for wanted in (f"mrn={ct.PatientID}", f"accession={ct.AccessionNumber}", f"startDate={day}&endDate={day}"):
        browser.open(f"{root}/?{wanted}")
        poll_until(lambda: "1-1 of 1" in browser.text() and str(ct.PatientID) in browser.text(), wanted, 60)


def series_and_a_letter_are_opened(ohif: Ohif, study: str) -> None:
    """One after the other, in the same viewport."""
    ohif.study(study)
    for name in ("Second look", "Letter"):
        ohif.open_series(name)
        shown = "document.querySelector('object[type=\"application/pdf\"]')" if name == "Letter" else "true"
        ohif.browser.until(f"!!{shown} && document.body.innerText.includes({name!r})", name, 60)
    poll_until(lambda: "No online PDF viewer" not in ohif.browser.text(), "the browser's own viewer of documents", 60)
    ohif.keep("letter")
