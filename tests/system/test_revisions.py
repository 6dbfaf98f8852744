"""A study is never complete, it is revised: by new content, and by nothing else."""

from polling import poll_until
from system.chain import Chain
from system.studies_to_send import chest_ct, study_uid

from bildstrom.demo.phantom import ChestPhantom
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import RESULT_PRODUCED, STUDY_REVISED


async def _revisions(chain: Chain, original_uid: str) -> list[pb.StudyRevised]:
    records = await chain.records(STUDY_REVISED)
    messages = [pb.StudyRevised.FromString(record.value) for record in records]
    return [message for message in messages if message.study_uid == chain.pseudonym(original_uid)]


async def test_a_study_in_two_pieces_makes_two_revisions_and_sending_it_again_makes_none(chain: Chain) -> None:
    objects = chest_ct(seed=501)
    uid = study_uid(objects)

    chain.send(objects[:14])
    chain.wait_indexed(uid, 14)
    chain.wait_result(uid, revision=1)
    chain.send(objects[14:])
    chain.wait_indexed(uid, 24)
    chain.wait_result(uid, revision=2)

    first, second = await _revisions(chain, uid)
    assert [(item.revision, [(s.instances, s.added) for s in item.series]) for item in (first, second)] == [
        (1, [(14, 14)]),
        (2, [(24, 10)]),
    ]
    assert first.content_digest != second.content_digest

    chain.send(objects)
    marker = chest_ct(seed=502, slices=12)
    chain.send(marker)
    chain.wait_result(study_uid(marker))  # came later through the same topics, and has come to rest since

    assert await _revisions(chain, uid) == [first, second]
    results = [pb.ResultProduced.FromString(record.value) for record in await chain.records(RESULT_PRODUCED)]
    assert [item.revision for item in results if item.study_uid == chain.pseudonym(uid)] == [1, 2]
    assert chain.study(uid).summary.indexed == 24


def test_the_measured_share_is_the_constructed_one(chain: Chain) -> None:
    phantom = ChestPhantom(seed=503, slices=75, side=256)
    chain.send([data for _, data in phantom.files()])

    study = chain.wait_result(phantom.study_uid)

    (result,) = study.results
    assert (result.status, result.reason) == (pb.RESULT_STATUS_PRODUCED, "")
    measured = {item.name: item.value for item in result.measurements}
    expected = phantom.expected()
    assert abs(measured["laa950"] - expected.laa950_percent) < 0.5
    assert abs(measured["perc15"] - expected.perc15_hu) <= 3
    poll_until(lambda: chain.study(phantom.study_uid).summary.results == 1, "the result is counted", 30)
