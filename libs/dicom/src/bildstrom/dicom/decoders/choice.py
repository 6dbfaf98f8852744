"""Which decoder takes which transfer syntax: always the same, so that the same bytes come out on every machine.

For child processes that are bounded in memory and time: these are native code, and strangers' bytes go into them.
"""

from pydicom import uid
from pydicom.pixels.decoders.base import Decoder, get_decoder

# In these colour is only meant as RGB once it is decoded: of the others the samples stay what the encoder was given.
LOSSY_JPEG = frozenset([uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit])

_TWELVE_BITS = "extended_jpeg"
_PLUGINS: dict[str, str] = {
    uid.JPEGBaseline8Bit: "gdcm",
    uid.JPEGExtended12Bit: "gdcm",
    uid.JPEGLossless: "gdcm",
    uid.JPEGLosslessSV1: "gdcm",
    uid.JPEGLSLossless: "pyjpegls",
    uid.JPEGLSNearLossless: "pyjpegls",
}


def decoder_of(syntax: str, bits_stored: int) -> tuple[Decoder, str]:
    """What decodes a compressed transfer syntax.

    Args:
        syntax: Transfer Syntax UID.
        bits_stored: of a sample; pydicom passes JPEG of more than 8 bits on to no library.

    Returns:
        pydicom's decoder, and the name of the plugin that it has to use: OpenJPEG for JPEG 2000 and its HT.

    Raises:
        NotImplementedError: there is no decoder.
    """
    decoder = get_decoder(uid.UID(syntax))
    if syntax != uid.JPEGExtended12Bit or bits_stored <= 8:
        return decoder, _PLUGINS.get(syntax, "pylibjpeg")
    if _TWELVE_BITS not in decoder.available_plugins:
        decoder.add_plugin(_TWELVE_BITS, ("bildstrom.dicom.decoders.extended_jpeg", "decode_frame"))
    return decoder, _TWELVE_BITS
