"""Every legal combination of options: no looser than each of them, and honouring all of them."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.uid import CTImageStorage
from unit.deid.standard_tables import OPTIONS
from unit.deid.test_deid_options import CLASSES, DATES, KEPT, ROWS, profile, vr_of

from bildstrom.deid.profile.actions import Action, revealing
from bildstrom.deid.profile.rules import rules_for

legal_options = st.sets(st.sampled_from(OPTIONS)).filter(lambda names: not set(DATES) <= names)


@given(legal_options, st.sampled_from(CLASSES))
@settings(max_examples=60, deadline=None)
def test_any_legal_combination_lets_no_more_through_than_one_of_its_options(names: set[str], sop_class: str) -> None:
    rules = rules_for(profile(*names), sop_class)
    single = [rules_for(profile(*chosen), sop_class) for chosen in [(), *((name,) for name in names)]]
    for row in ROWS:
        vr = vr_of(row) or ""
        assert revealing(rules.action(row.tag, vr)) <= max(revealing(one.action(row.tag, vr)) for one in single)


@given(legal_options)
@settings(max_examples=60, deadline=None)
def test_a_combination_keeps_what_each_of_its_options_keeps_unless_another_cleans_it(names: set[str]) -> None:
    rules = rules_for(profile(*names), CTImageStorage)
    for row in ROWS:
        marks = {row.options.get(name, "") for name in names}
        if "K" in marks and "C" not in marks:
            vr = vr_of(row) or ""
            assert rules.action(row.tag, vr) == KEPT.get(vr, Action.KEEP_TIME if row.tag == 0x00080201 else Action.KEEP)


@given(legal_options, legal_options)
@settings(max_examples=60, deadline=None)
def test_the_digest_differs_with_the_options(one: set[str], other: set[str]) -> None:
    assert (profile(*one).digest == profile(*other).digest) is (one == other)
