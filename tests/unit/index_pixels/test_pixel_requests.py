"""Whatever a client writes into its request for pixels, it is understood or refused, with a bounded effort."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bildstrom.index.dicomweb.accept import dicom_form
from bildstrom.index.dicomweb.errors import Problem
from bildstrom.index.dicomweb.pixels.bits import cut
from bildstrom.index.dicomweb.pixels.elements import steps_of
from bildstrom.index.dicomweb.pixels.negotiation import Form, frame_form
from bildstrom.index.dicomweb.pixels.numbers import frame_numbers
from bildstrom.index.dicomweb.pixels.parameters import drawing_of

JLS, JPEG = "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.50"
NUMBERISH = st.text("0123456789,.-+einf x٣", max_size=40)
ACCEPT = st.text(st.sampled_from(list('multipart/related;type="image/jpeg*,=q0.1; \x00é')), max_size=80)


@given(text=st.one_of(st.text(max_size=30), NUMBERISH), count=st.integers(1, 1000))
@example(text=",".join(["1"] * 10_000), count=9_999)
def test_lists_of_frames_name_frames_that_are_there(text: str, count: int) -> None:
    with suppress(Problem):
        assert all(0 <= number < count for number in frame_numbers(text, count))


@given(accept=ACCEPT, window=NUMBERISH, viewport=NUMBERISH, quality=NUMBERISH, single=st.booleans())
def test_drawings_are_bounded(accept: str, window: str, viewport: str, quality: str, single: bool) -> None:
    query = {"window": window + ",linear", "viewport": viewport, "quality": quality}
    for key, value in query.items():
        with suppress(Problem):
            drawing = drawing_of(accept, {key: value}, single=single)
            assert 1 <= drawing.quality <= 100
            assert max(drawing.viewport or (1,)) <= 16_384
            assert drawing.window is None or drawing.window[1] >= 1


@given(accept=ACCEPT, path=st.text(max_size=60))
def test_forms_and_paths_are_read_or_refused(accept: str, path: str) -> None:
    for form in (
        lambda: frame_form(accept, JLS, encapsulated=True, single=True),
        lambda: dicom_form(accept, [JLS], single=True),
        lambda: steps_of(path),
    ):
        with suppress(Problem):
            form()


@given(data=st.binary(min_size=1, max_size=40), first=st.integers(0, 7), picked=st.data())
def test_bits_are_cut_where_they_are(data: bytes, first: int, picked: st.DataObject) -> None:
    count = picked.draw(st.integers(1, 8 * len(data) - first))
    bits = [byte >> n & 1 for byte in data for n in range(8)][first : first + count]

    found = cut(data, first, count)

    assert [byte >> n & 1 for byte in found for n in range(8)][:count] == bits
    assert len(found) == (count + 7) // 8


AS_STORED, NATIVE = True, False


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", Form(True, NATIVE)),
        ("*/*", Form(True, NATIVE)),
        ("*/*; transfer-syntax=*", Form(True, AS_STORED)),
        ('multipart/related; type="application/octet-stream"', Form(True, NATIVE)),
        ('multipart/related; type="application/octet-stream"; transfer-syntax="*"', Form(True, AS_STORED)),
        ("multipart/related; type=application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1", Form(True, NATIVE)),
        (f"multipart/related; type=application/octet-stream; transfer-syntax={JLS}", Form(True, AS_STORED)),
        ('multipart/related; type="image/jls"', Form(True, AS_STORED)),
        (f'multipart/related; type="image/jls"; transfer-syntax="{JLS}"', Form(True, AS_STORED)),
        ("image/jls", Form(False, AS_STORED)),
        ("image/*", Form(False, AS_STORED)),
        ("application/octet-stream", Form(False, NATIVE)),
        ("image/jp2, image/jls;q=0.5, */*;q=0.1", Form(False, AS_STORED)),
        (f"image/jls; transfer-syntax={JPEG}", None),
        ("image/jp2", None),
        ("text/html", None),
        ("image/jls;q=0", None),
    ],
)
def test_frames_have_the_form_that_is_asked_for(header: str, expected: Form | None) -> None:
    """As viewers and libraries ask: OHIF, dicomweb-client in Python and JavaScript, browsers."""
    if expected is None:
        with pytest.raises(Problem):
            frame_form(header, JLS, encapsulated=True, single=True)
    else:
        assert frame_form(header, JLS, encapsulated=True, single=True) == expected
