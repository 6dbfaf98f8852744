"""The survey is the walk in less time: what it calls sound the walk does too, and it finds the same values."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from unit.dicom.datasets import (
    ITEM_END,
    LONG,
    SEQUENCE_END,
    UNDEFINED,
    element,
    identified,
    implicit,
    item,
    wheel_files,
)

from bildstrom.dicom.element import DEFAULT_LIMITS, PIXEL_DATA, Limits
from bildstrom.dicom.encoding import EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, Encoding
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.sequences import is_sequence
from bildstrom.dicom.survey import Places, survey
from bildstrom.dicom.walk import Walk

WANTED = frozenset({0x00080016, 0x00080018, 0x00100020, 0x0020000D, 0x0020000E})
FILES = [(path.name, path.read_bytes()) for path in wheel_files()]
OPENED = {name: found for name, raw in FILES if isinstance(found := open_file(raw, 1 << 24), DataSet) and found.whole}
SMALL = [one for one in OPENED.values() if len(one.data) < 20_000]
SEQUENCE, UID, LAST = 0x00081140, 0x00081155, 0x0040A730


def walked(
    data: bytes | memoryview, encoding: Encoding, limits: Limits = DEFAULT_LIMITS, start: int = 0
) -> Places | None:
    """What the survey promises, as the walk tells it."""
    walk = Walk(data, start, encoding, is_sequence, limits)
    places = {one.tag: (one.value, one.end) for one in walk if one.tag in WANTED and not one.depth}
    return None if walk.refusal or walk.disorder else places


def surveyed(data: bytes, encoding: Encoding = EXPLICIT_LE, limits: Limits = DEFAULT_LIMITS) -> Places | None:
    return survey(data, 0, encoding, WANTED, limits)


def test_sound_files_of_the_wheel_are_surveyed_but_for_big_endian_ones_and_sequences_written_as_unknown() -> None:
    declined = []
    for name, found in OPENED.items():
        expected = walked(found.data, found.encoding, start=found.start)
        places = survey(found.data, found.start, found.encoding, WANTED)
        if places is None and expected is not None and found.encoding is not EXPLICIT_BE:
            declined.append(name)
        else:
            assert places == (None if found.encoding is EXPLICIT_BE else expected), name
    assert declined == ["UN_sequence.dcm", "rtdose_rle.dcm", "rtdose_rle_1frame.dcm"]


@given(st.sampled_from(SMALL), st.data())
@settings(max_examples=500)
def test_whatever_is_changed_in_a_file_the_survey_finds_nothing_that_the_walk_does_not(
    found: DataSet, draw: st.DataObject
) -> None:
    changed = bytearray(found.data)
    for _ in range(draw.draw(st.integers(1, 6))):
        changed[draw.draw(st.integers(found.start, len(changed) - 1))] = draw.draw(st.integers(0, 255))
    data = bytes(changed[: draw.draw(st.sampled_from((len(changed), len(changed) - 2, len(changed) // 2)))])
    places = survey(data, found.start, found.encoding, WANTED)
    assert places is None or places == walked(data, found.encoding, start=found.start)


def nested(explicit: bool) -> st.SearchStrategy[bytes]:
    """Data sets of sequences in sequences, delimited or not, some of whose lengths and tags are wrong."""
    tags = st.sampled_from(
        (0x00080005, SEQUENCE, UID, 0x0020000D, LAST, PIXEL_DATA, 0xFFFEE00D, 0xFFFEE0DD, 0xFFFEE000)
    )
    lengths = st.sampled_from((None, None, None, None, 0, 2, 9, UNDEFINED))
    plain = st.tuples(tags, st.sampled_from((b"LO", b"OB", b"UN", b"SQ", b"ZZ")), st.sampled_from((b"", b"ab", b"abc")))

    def written(tag: int, vr: bytes, value: bytes, length: int | None) -> bytes:
        if not explicit:
            return implicit(tag, value, length)
        return element(tag, vr, value, length if length != UNDEFINED or vr in LONG else 0xFFFF)

    def sequence(content: list[bytes], ended: bool, length: int | None) -> bytes:
        value = b"".join(content) + (SEQUENCE_END if ended else b"")
        return written(SEQUENCE, b"SQ", value, UNDEFINED if ended else length)

    def data_set(contents: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
        items = st.one_of(
            contents.map(item), contents.map(lambda one: item(one + ITEM_END, UNDEFINED)), contents.map(lambda one: one)
        )
        return st.builds(sequence, st.lists(items, max_size=3), st.booleans(), lengths)

    leaf = st.builds(lambda one, length: written(one[0], one[1], one[2], length), plain, lengths)
    parts = st.recursive(leaf, lambda inner: st.lists(data_set(inner), max_size=2).map(b"".join), max_leaves=6)
    return st.lists(parts, max_size=4).map(b"".join)


@given(st.booleans().flatmap(lambda explicit: st.tuples(nested(explicit), st.just(explicit))))
@settings(max_examples=1000)
@example((element(SEQUENCE, b"SQ", item(b"\xfe\xff\x0d\xe0AE\0\0")), True))  # a delimiter whose length reads as a VR
@example((element(SEQUENCE, b"SQ", item(b"\xfe\xff\x0d\xe0AE\0\0", UNDEFINED)), True))
@example((element(SEQUENCE, b"SQ", item(b"\xfe\xff\x0d\xe0LO\0\0" + ITEM_END, UNDEFINED)), True))
@example((element(SEQUENCE, b"SQ", item(element(0xFFFEE000, b"LO", b"ab") + ITEM_END, UNDEFINED)), True))
@example((implicit(SEQUENCE, item(implicit(0xFFFEE000, b"ab") + ITEM_END, UNDEFINED)), False))
@example((implicit(SEQUENCE, item(implicit(0xFFFFFFFF, b"ab") + ITEM_END, UNDEFINED)), False))
@example((element(SEQUENCE, b"SQ", item(implicit(0xFFFEE00D, b"", 2), UNDEFINED)), True))
@example((element(SEQUENCE, b"SQ", item(element(PIXEL_DATA, b"OB", item(b"", 8), UNDEFINED))) + SEQUENCE_END, True))
def test_whatever_nests_in_whatever_the_survey_finds_nothing_that_the_walk_does_not(made: tuple[bytes, bool]) -> None:
    data, explicit = made
    encoding = EXPLICIT_LE if explicit else IMPLICIT_LE
    for limits in (DEFAULT_LIMITS, Limits(depth=2, elements=9)):
        places = surveyed(data, encoding, limits)
        assert places is None or places == walked(data, encoding, limits)


def test_sound_nesting_is_surveyed_whatever_way_its_ends_are_told() -> None:
    inner = element(UID, b"UI", b"1.2\0")
    for once in (item(inner), item(inner + ITEM_END, UNDEFINED)):
        for sequence in (element(SEQUENCE, b"SQ", once), element(SEQUENCE, b"SQ", once + SEQUENCE_END, UNDEFINED)):
            twice = element(LAST, b"SQ", item(sequence) + SEQUENCE_END, UNDEFINED)
            pixels = element(PIXEL_DATA, b"OB", item(b"") + item(b"ab") + SEQUENCE_END, UNDEFINED)
            data = identified() + twice + pixels
            assert surveyed(data) == walked(data, EXPLICIT_LE) != {}


def test_the_limits_of_the_survey_are_those_of_the_walk() -> None:
    deep = element(UID, b"UI", b"1.2\0")
    for _ in range(3):
        deep = element(SEQUENCE, b"SQ", item(deep))
    for limits in (Limits(depth=depth, elements=count) for depth in range(1, 5) for count in range(1, 10)):
        assert surveyed(deep, limits=limits) == walked(deep, EXPLICIT_LE, limits)
