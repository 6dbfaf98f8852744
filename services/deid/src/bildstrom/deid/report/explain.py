"""The report on one object: what a project's profile does to each of its attributes, and by which rule."""

from collections.abc import Mapping

from bildstrom.deid.claim import Claim
from bildstrom.deid.engine import Clean, Deidentify
from bildstrom.deid.paths import in_little_endian, parted
from bildstrom.deid.profile.options import CLEAN_PIXELS
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.profile.rules import rules_for
from bildstrom.deid.quarantine import PROFILE_FAILED, Quarantine
from bildstrom.deid.report.comparison import Comparison
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.projects import Project
from bildstrom.dicom.tree import Nodes
from bildstrom.runtime.children.bounded import ChildUnusableError

_CLAIMED, _CODE = 0x00120064, 0x00080100
ENVELOPE = pb.Acted(
    path="preamble and file meta information", effect=pb.EFFECT_REPLACED, rule="written anew for every object"
)


def explained(
    raw: bytes, claim: Claim, project: Project, engine: Deidentify, profiles: Mapping[str, Profile]
) -> tuple[pb.ObjectReport, Clean | None]:
    """De-identify an object, and tell what that did; no clean object where it is kept back.

    Args:
        claim: which object it is said to be.
        project: whose key and profile count.
        engine: what de-identifies; the same that objects of the stream pass.

    Raises:
        MemoryError, ChildUnusableError: nothing can be said now.
    """
    profile = profiles[project.profile]
    report = pb.ObjectReport(source_sha256=claim.sha256, profile=profile.identity)
    try:
        clean = engine(raw, claim, project)
    except Quarantine as kept_back:
        report.kept_back = kept_back.reason
        return report, None
    except (MemoryError, ChildUnusableError):
        raise  # says nothing about the object
    except Exception:  # noqa: BLE001 - the answer is the same as in the stream: it is kept back
        report.kept_back = PROFILE_FAILED
        return report, None
    report.clean_sha256 = clean.sha256
    if not profile.unchanged:
        report.acted.append(ENVELOPE)
        report.acted.extend(_acted(raw, clean.data, profile))
    return report, clean


def _acted(raw: bytes, clean: bytes, profile: Profile) -> list[pb.Acted]:
    identity, data_set, before = in_little_endian(*parted(raw))
    _, _, after = parted(clean)
    comparison = Comparison(data_set.encoding.explicit, _claims(after, CLEAN_PIXELS[0]))
    return list(comparison.acted(before, after, rules_for(profile, identity.sop_class_uid)))


def _claims(nodes: Nodes, code: str) -> bool:
    items = [item for node in nodes if node.tag == _CLAIMED for item in node.items or []]
    values = (bytes(node.value) for item in items for node in item if node.tag == _CODE)
    return any(value.strip() == code.encode("ascii") for value in values)
