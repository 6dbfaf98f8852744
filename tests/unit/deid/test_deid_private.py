"""Private elements stay under the Retain Safe Private Option if Table E.3.10-1 lists them, and not otherwise."""

import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian
from unit.deid.objects import ct, encoded, read
from unit.deid.standard_tables import safe_private
from unit.deid.test_deid_options import profile
from unit.deid.test_deid_retention import by
from unit.deid.test_deid_sentinels import SENTINEL

from bildstrom.deid.profile.actions import Action
from bildstrom.deid.profile.options import combination
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import rules_for


def test_every_safe_private_element_stays_only_under_its_option_its_creator_and_its_vr() -> None:
    safe, strict = (rules_for(profile(*names), CTImageStorage) for names in (("retain-safe-private",), ()))
    expected = {"SQ": Action.RECURSE, "UI": Action.MAP_UIDS}
    for creator, group, number, vrs in safe_private():
        tag = group << 16 | 0x2500 | number
        for vr in vrs.split("/") if vrs else ["DS"]:
            assert safe.private(creator, tag, vr) == (expected.get(vr, Action.KEEP), vr)
            assert safe.private(creator.lower() + "x", tag, vr) == (Action.REMOVE, vr)
            assert strict.private(creator, tag, vr) == (Action.REMOVE, vr)
        assert safe.private(creator, tag, "PN") == (Action.REMOVE, "PN")
        assert safe.private(creator, tag, "UT") == (Action.REMOVE, "UT")


def test_a_safe_private_element_without_a_written_vr_has_the_tables() -> None:
    rules = rules_for(profile("retain-safe-private"), CTImageStorage)
    assert rules.private("GEMS_ACQU_01", 0x00191023, "UN") == (Action.KEEP, "DS")
    assert rules.private("Philips Imaging DD 001", 0x2001105F, "UN") == (Action.REMOVE, "UN")  # unparsed sequence


def with_private(creator: str) -> Dataset:
    dataset = ct()
    block = dataset.private_block(0x0019, creator, create=True)
    block.add_new(0x23, "DS", "39.37")
    block.add_new(0x24, "LO", "SENT00190024")  # listed as DS
    block.add_new(0x9E, "LO", "for Mustermann")
    dataset.private_block(0x0029, "SENT00290010", create=True).add_new(0x10, "LO", "SENT00291010")
    item = Dataset()
    item.private_block(0x0043, "GEMS_PARM_01", create=True).add_new(0x27, "SH", "0.984:1")
    dataset.add(DataElement(0x00409096, "SQ", Sequence([item])))
    return dataset


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_safe_private_elements_stay_with_their_creators(syntax: str) -> None:
    profile = Profile("tested", combination(["retain-safe-private"]))
    result = by(encoded(with_private("GEMS_ACQU_01"), syntax), profile)
    after = read(result.data)
    private = {int(element.tag): element.value for element in after.iterall() if element.tag.is_private}
    assert private[0x00190010] == "GEMS_ACQU_01"
    assert float(private[0x00191023]) == 39.37
    assert private[0x0019109E] == "REMOVED"
    assert (private[0x00430010], private[0x00431027]) == ("GEMS_PARM_01", "0.984:1")
    assert set(private) - {0x00191024} == {0x00190010, 0x00191023, 0x0019109E, 0x00430010, 0x00431027}
    assert SENTINEL.findall(result.data) == []


def test_private_elements_go_without_the_option_or_with_another_creator() -> None:
    for creator, options in (("GEMS_ACQU_01", ()), ("GEMS_OTHER_01", ("retain-safe-private",))):
        after = read(by(encoded(with_private(creator)), Profile("tested", combination(options))).data)
        assert 0x00191023 not in after
        assert 0x00190010 not in after
