"""Every attack of the tables: its answer, and that the service is afterwards what it was before."""

from collections import Counter

import pytest
from integration.ingest_attacks import attacks_by_action, attacks_by_objects, attacks_by_protocol
from integration.ingest_attacks.attack import Attack, made
from integration.ingest_attacks.target import MOST_GROWTH, SECRETS, Target
from polling import poll_until

ALL = attacks_by_protocol.ATTACKS + attacks_by_action.ATTACKS + attacks_by_objects.ATTACKS
KEPT = ("status 0000", "status B000", "status B007")


@pytest.fixture(scope="module")
def attacks_made() -> list[Attack]:
    """Those that the target of this file has had, to compare its counts with."""
    return []


@pytest.mark.parametrize("attack", ALL, ids=str)
def test_an_attack_is_answered_and_changes_nothing(target: Target, attacks_made: list[Attack], attack: Attack) -> None:
    before, entries, seconds = target.forget_peak(), len(target.files()), target.seconds()

    attacks_made.append(attack)
    assert made(attack, target.port) == attack.answer

    poll_until(lambda: target.half_files() == [], "nothing half in the spool")
    assert len(target.files()) - entries == (1 if attack.answer in KEPT else 0)
    assert target.peak() - before < MOST_GROWTH
    assert target.seconds() - seconds < 3
    assert target.is_whole()
    assert target.stores_a_good_one() == "0000"
    assert [secret for secret in SECRETS if secret in target.log] == []


def test_every_attack_is_counted_under_its_words(target: Target, attacks_made: list[Attack]) -> None:
    if not attacks_made:  # this test alone was asked for
        for attack in ALL:
            made(attack, target.port)
            attacks_made.append(attack)
    expected = Counter(word for attack in attacks_made for word in attack.counted.split() if word != "none")
    poll_until(lambda: expected - target.counts() == Counter(), "the counts")
    counted = target.counts()
    assert {word: counted[word] for word in expected} == dict(expected)
