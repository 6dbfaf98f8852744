"""Reports on structured reports: which content items went, which were changed, in the places of the original."""

from unit.deid.objects import encoded, read
from unit.deid_content.dose import DEVICE_UID, EVENT_UID, dose_report
from unit.deid_report.oracle import values
from unit.deid_report.test_deid_report import reported

from bildstrom.deid.v1 import deid_pb2 as pb

CONTENT = "(0040,A730)"


def test_items_that_went_and_values_that_changed_are_named_in_the_originals_places() -> None:
    report, clean = reported(encoded(dose_report()), "everything")
    assert clean is not None
    told = {item.path: (item.effect, item.rule) for item in report.acted if item.path.startswith(CONTENT)}
    # places counted in dose.py: the observer 2 to 8, its location the last; start and end of irradiation; the event 13
    event = f"{CONTENT}[13].{CONTENT}"
    assert told == {
        f"{CONTENT}[8]": (pb.EFFECT_REMOVED, "E.3.4: removed"),
        f"{CONTENT}[9].(0040,A120)": (pb.EFFECT_SHIFTED, "E.3.4: cleaned; E.1-1 C: retain-modified-dates"),
        f"{CONTENT}[10].(0040,A120)": (pb.EFFECT_SHIFTED, "E.3.4: cleaned; E.1-1 C: retain-modified-dates"),
        f"{event}[1].(0040,A160)": (pb.EFFECT_CLEANED, "E.3.4: cleaned"),
        f"{event}[4].(0040,A124)": (pb.EFFECT_MAPPED, "E.3.4: replaced; E.1-1 U"),
        f"{event}[6].(0040,A160)": (pb.EFFECT_CLEANED, "E.3.4: cleaned"),
        f"{event}[8].(0040,A123)": (pb.EFFECT_REPLACED, "E.3.4: replaced; E.1-1 D"),
        f"{event}[8].{CONTENT}": (pb.EFFECT_REMOVED, "E.3.4: each of its items goes"),
    }


def test_nothing_that_a_report_says_gets_into_the_report_on_it() -> None:
    raw = encoded(dose_report())
    report, _ = reported(raw, "everything")
    for item in report.acted:
        item.keyword = ""  # the standard's name of the path; a report may speak of a Study, too
    text = str(report)
    assert not [value for value in {*values(read(raw)), "SENTINEL", EVENT_UID, DEVICE_UID} if value in text]
