"""The policy that the compiled rules really are, as lines."""

from pydicom.uid import CTImageStorage, RTPlanStorage

from bildstrom.deid.profile.explain import Line, explained
from bildstrom.deid.profile.profile import BASIC
from bildstrom.deid.profile.reading import parse_profile


def test_every_attribute_has_a_line_with_its_reason() -> None:
    lines = {line.attribute: line for line in explained(BASIC, CTImageStorage)}
    assert len(lines) > 4500
    assert lines["StudyDate"] == Line(
        "(0008,0020)", "StudyDate", "DA", "move by the patient's weeks", "E.1-1 C: retain-modified-dates"
    )
    assert lines["InstitutionName"] == Line("(0008,0080)", "InstitutionName", "LO", "remove", "E.1-1 X/Z/D, Type 3")
    assert lines["KVP"] == Line("(0018,0060)", "KVP", "DS", "keep", "VR DS")
    assert "PatientGroupLength" not in lines


def test_lines_are_those_of_a_place() -> None:
    beams = {line.attribute: line for line in explained(BASIC, RTPlanStorage, (0x300A00B0,))}
    assert beams["TreatmentMachineName"] == Line(
        "(300A,00B2)", "TreatmentMachineName", "SH", "empty", "E.1-1 X/Z, Type 2"
    )


def test_a_sites_rules_and_private_elements_have_lines_too() -> None:
    profile = parse_profile(
        "lung",
        """
        options = ["retain-safe-private"]
        [[rules]]
        attribute = "KVP"
        action = "constant"
        value = "120"
        reason = "a secret of the site"
        [[rules]]
        attribute = "0019,xx0C"
        creator = "SIEMENS MR HEADER"
        vr = "IS"
        action = "keep"
        reason = "b value"
        """,
    )
    lines = list(explained(profile, CTImageStorage))
    assert Line("(0018,0060)", "KVP", "DS", 'replace by "120"', "site: a secret of the site") in lines
    assert Line("(0019,xx0C)", "SIEMENS MR HEADER", "IS", "keep", "site: b value") in lines
    assert Line("(0019,xx23)", "GEMS_ACQU_01", "DS", "keep", "E.3.10-1") in lines
