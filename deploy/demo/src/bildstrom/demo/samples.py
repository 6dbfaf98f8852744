"""Real files of several modalities that lie inside the pydicom wheel, so that nothing is downloaded."""

from pathlib import Path

import pydicom

# What each shows, and below it what de-identification must keep back.
SAMPLES = {
    "CT_small.dcm": "CT, explicit VR",
    "693_J2KI.dcm": "CT, JPEG 2000",
    "J2K_pixelrep_mismatch.dcm": "CT, JPEG 2000 lossless",
    "MR_small.dcm": "MR, explicit VR",
    "examples_overlay.dcm": "MR with an overlay",
    "dicomdirtests/77654033/CR1/6154": "CR",
    "rtdose.dcm": "RT dose",
    "rtplan.dcm": "RT plan",
    "liver_1frame.dcm": "segmentation",
    "waveform_ecg.dcm": "ECG waveform",
    "examples_palette.dcm": "ultrasound, palette colour: text may be burned in",
    "examples_rgb_color.dcm": "ultrasound, colour: text may be burned in",
    "ExplVR_BigEnd.dcm": "ultrasound in a retired transfer syntax",
    "JPEG2000.dcm": "secondary capture: text may be burned in",
    "image_dfl.dcm": "secondary capture, deflated",
    "test-SR.dcm": "structured report: its text may say anything",
    "reportsi.dcm": "structured report",
    "MR_truncated.dcm": "MR, cut in its pixel data",
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
