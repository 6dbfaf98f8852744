"""Plain labels of devices: units, settings, orientation. A text that consists of nothing else may stay."""

import re

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)?|[%°+\-/:=.,;()<>*x~#\[\]|']|\s+", re.IGNORECASE)
_LONGEST_NUMBER = 4  # digits before the comma


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CODE = re.compile(r"\d[^\W\d_]\d")  # 630P630 may be anything; P21, 28Hz, 1.2TIS0.4 are of a device
_SHORT = _listed(
    "a ap b c cc cf cm cor cw d db de deg dr dx e f fr g ge gn h hz i kv l lat lr lt m ma mb mgy mhz mi min mm mr ms"
    " mv n ng o p pa per pg pi pw px r ri rl rt s sag sd se sec si sl sn st sv t t1 t2 te th ti tib tic tis tr us v"
    " vs w wf wl ww x y z"
)
_LONG = _listed(
    "abd add angle area aorta axial bmode bpm cfm chi cine color colour comp contrast coronal ctdi ctdivol cycle dec"
    " delay depth diam dicom dist dlp dop doppler dual dyn dynamic edge elev exposure filter flow focus fov fps frame"
    " frames freq freeze frq gain gate gen harm harmonic high image kernel khz kvp left line linear loop lossy low map"
    " mas max mean med mhz min mode map mmode oblique off persist phase pitch position power prf probe pulse pwr qual"
    " rate ratio recon res reset right rot sagittal scale scan sector series slice smooth spacing speed std sweep tgc"
    " thick thickness time total trans transverse vel velocity vol volume wall width window xres zoom"
)


def is_label(text: str) -> bool:
    """Whether a text consists of words of the vocabulary, short numbers and signs."""
    if _CODE.search(text):
        return False
    position = 0
    for token in _TOKEN.finditer(text):
        if token.start() != position or not _is_plain(token.group()):
            return False
        position = token.end()
    return position == len(text)


def _is_plain(token: str) -> bool:
    if token[0].isdigit():
        whole = re.split(r"[.,]", token)[0]
        return len(whole) <= _LONGEST_NUMBER and not re.fullmatch(r"(?:19|20)\d\d", token)
    if not token[0].isalpha():
        return True
    return token.lower() in _SHORT or _consists_of_words(token.lower())


def _consists_of_words(letters: str) -> bool:
    """OCR drops spaces: ``DepthGain``."""
    reached = {0}
    for end in range(3, len(letters) + 1):
        if any(start in reached and letters[start:end] in _LONG for start in range(max(end - 12, 0), end - 2)):
            reached.add(end)
    return len(letters) in reached
