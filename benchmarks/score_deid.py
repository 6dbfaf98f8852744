"""Scores de-identification over a generated cohort with an answer key: ten kinds of check, every miss listed.

    make score-deid            # PATIENTS=n, 10 by default

It reports, it does not judge: the exit status is 0 whatever the score.
"""

import argparse
import contextlib
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset
from report import Target, write
from score_checks import gathered, holds
from score_cohort import cohort, finished
from score_key import Expectation, Kind

from bildstrom.deid.claim import Claim
from bildstrom.deid.engine import deidentify
from bildstrom.deid.pixels.eyes import Eyes, reading_child
from bildstrom.deid.profile.profile import BUILT_IN, Profile
from bildstrom.deid.profile.reading import parse_profile
from bildstrom.deid.quarantine import Quarantine
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.projects import Project
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.runtime.children.bounded import Bounds

KEY = hashlib.sha256(b"score").digest()
# What MIDI-B asked of its participants: as much of the data as can be kept.
RESEARCH = """
options = ["retain-modified-dates", "retain-patient-characteristics", "retain-safe-private", "clean-descriptors",
           "clean-structured-content"]
[pixels]
text = "clean"
"""
PROFILES = {"research": parse_profile("research", RESEARCH), "basic": BUILT_IN["basic"]}
BEST_OF_MIDI_B = 99.93  # per cent


def encoded(dataset: Dataset) -> bytes:
    """A Part 10 file."""
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


def released(files: dict[str, bytes], profile: Profile, eyes: Eyes) -> tuple[dict[str, Dataset], Counter[str]]:
    """The files that came out, and why others did not."""
    project = Project(name="score", called_ae_titles=("SCORE",), key=KEY, profile=profile.name)
    after: dict[str, Dataset] = {}
    kept_back: Counter[str] = Counter()
    for name, raw in files.items():
        try:
            clean = deidentify(raw, _claim(raw), project, eyes=eyes, profiles={profile.name: profile})
        except Quarantine as quarantine:
            kept_back[str(quarantine).removeprefix("QUARANTINE_REASON_").lower()] += 1
            continue
        after[name] = pydicom.dcmread(io.BytesIO(clean.data))
    return after, kept_back


def _claim(raw: bytes) -> Claim:
    found = identify(raw)
    assert isinstance(found, Identity)
    return Claim(
        sop_class_uid=found.sop_class_uid,
        sop_instance_uid=pseudonymous_uid(KEY, found.sop_instance_uid),
        study_uid=pseudonymous_uid(KEY, found.study_uid),
        series_uid=pseudonymous_uid(KEY, found.series_uid),
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def table(expectations: list[Expectation], misses: list[Expectation], title: str) -> Iterator[str]:
    """The score by kind, and every miss by what was missed."""
    yield f"## {title}: {_share(len(expectations) - len(misses), len(expectations))}\n"
    yield f"{'check':18} {'held':>7} {'of':>7} {'%':>8}"
    asked, missed = Counter(e.kind for e in expectations), Counter(e.kind for e in misses)
    for kind in Kind:
        if asked[kind]:
            share = 100 * (1 - missed[kind] / asked[kind])
            yield f"{kind.value:18} {asked[kind] - missed[kind]:7} {asked[kind]:7} {share:8.2f}"
    yield ""


def _share(held: int, of: int) -> str:
    return f"{held} of {of} ({100 * held / of:.2f} %)" if of else "none"


def listed(misses: list[Expectation], missing: set[str]) -> Iterator[str]:
    """Every miss; the values are invented, so they may be shown."""
    by_file = Counter(miss.file for miss in misses if miss.file in missing)
    for name, count in sorted(by_file.items()):
        yield f"- {name}: file missing, {count} expectations"
    for miss in misses:
        if miss.file not in missing:
            yield f"- {miss.kind.value} {miss.file} {miss.subject}: {miss.value}"
    yield ""


def main() -> None:
    """Generate, de-identify with each profile, check, report."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--patients", type=int, default=10)
    planted = list(cohort(arguments.parse_args().patients))
    files = {one.file: encoded(finished(one)) for one in planted}
    before = {name: pydicom.dcmread(io.BytesIO(data)) for name, data in files.items()}
    lines, targets = [f"# De-identification score: {len(files)} objects\n"], []
    with contextlib.closing(reading_child(Bounds())) as child:
        for name, profile in PROFILES.items():
            after, kept_back = released(files, profile, Eyes(child))
            options = {option.value for option in profile.options}
            expected = [e for one in planted for e in one.expectations if not e.option or e.option in options]
            evidence = gathered(before, after)
            misses = [expectation for expectation in expected if not holds(expectation, evidence)]
            out = len([e for e in expected if e.file in after])
            held = out - len([miss for miss in misses if miss.file in after])
            scores = {"what came out": 100 * held / out}
            if name == "research":  # basic keeps back what it does not clean, which is what it is for
                scores["all objects"] = 100 * (1 - len(misses) / len(expected))
            targets += [
                Target(f"{name}: {of}", round(score, 3), BEST_OF_MIDI_B, "%", score >= BEST_OF_MIDI_B)
                for of, score in scores.items()
            ]
            lines += [*table(expected, misses, name), f"kept back: {dict(kept_back) or 'none'}"]
            lines += [f"of the {len(after)} objects that came out: {_share(held, out)}\n"]
            lines += listed(misses, files.keys() - after.keys())
    write("score-deid", targets, lines)
    print(Path("build/bench/score-deid.json"))


if __name__ == "__main__":
    main()
