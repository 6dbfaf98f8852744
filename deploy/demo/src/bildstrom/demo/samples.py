"""Real files of several modalities that lie inside the pydicom wheel, so that nothing is downloaded."""

from pathlib import Path

import pydicom

# What each shows; from the ultrasound on, what must be kept back or refused.
SAMPLES = {
    "CT_small.dcm": "CT, explicit VR",
    "693_J2KI.dcm": "CT, JPEG 2000",
    "J2K_pixelrep_mismatch.dcm": "CT, JPEG 2000 lossless",
    "MR_small.dcm": "MR, explicit VR",
    "examples_overlay.dcm": "MR with an overlay",
    "dicomdirtests/77654033/CR1/6154": "CR",
    "rtdose_rle.dcm": "RT dose, RLE",
    "liver_1frame.dcm": "segmentation",
    "waveform_ecg.dcm": "ECG waveform",
    "examples_palette.dcm": "ultrasound, palette colour",
    "examples_rgb_color.dcm": "ultrasound, colour",
    "ExplVR_BigEnd.dcm": "ultrasound, big endian",
    "JPEG2000.dcm": "secondary capture",
    "image_dfl.dcm": "secondary capture, deflated",
    "test-SR.dcm": "comprehensive SR",
    "reportsi.dcm": "basic text SR",
    "MR_truncated.dcm": "MR, cut in its pixel data",
    "rtplan.dcm": "RT plan: names two SOP Instance UIDs",
}


def sample_files() -> list[Path]:
    """The paths of the samples.

    Raises:
        FileNotFoundError: this version of pydicom ships another set of files.
    """
    folder = Path(pydicom.__file__).parent / "data" / "test_files"
    paths = [folder / name for name in SAMPLES]
    for path in paths:
        if not path.is_file():
            raise FileNotFoundError(path)
    return paths
