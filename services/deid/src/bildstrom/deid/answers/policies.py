"""Answers about the rules themselves: which profiles there are, and what one does to each attribute."""

from collections.abc import Mapping

from pydicom._uid_dict import UID_dictionary

from bildstrom.deid.answers.asking import invalid
from bildstrom.deid.profile.dictionary import dictionary_vrs, tag_of
from bildstrom.deid.profile.explain import explained
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.v1 import deid_pb2 as pb
from bildstrom.dicom.projects import Projects

_SOP_CLASSES = {entry[4]: uid for uid, entry in UID_dictionary.items() if entry[1] == "SOP Class" and entry[4]}
MAX_PATH = 16


def listed(projects: Projects, profiles: Mapping[str, Profile]) -> pb.ListProfilesResponse:
    """All profiles, by name."""
    return pb.ListProfilesResponse(
        profiles=[
            pb.Profile(
                name=name,
                identity=profile.identity,
                unchanged=profile.unchanged,
                options=sorted(option.value for option in profile.options),
                codes=[value for value, _ in profile.codes],
                site_rules=len(profile.site_rules),
                cleans_pixels=profile.pixels.clean,
                projects=sorted(project.name for project in projects if project.profile == name),
            )
            for name, profile in sorted(profiles.items())
        ]
    )


def policy_of(profile: Profile, request: pb.ExplainRequest) -> pb.ExplainResponse:
    """What a profile does to each attribute of a class, at a place.

    Raises:
        Refused: it changes nothing; or class or place cannot be.
    """
    if profile.unchanged:
        invalid(f"profile: {profile.name} changes nothing; ask about another")
    sop_class = _SOP_CLASSES.get(request.sop_class, request.sop_class)
    if sop_class and sop_class not in UID_dictionary:
        invalid("sop_class: a UID or keyword of PS3.6, such as CTImageStorage")
    lines = explained(profile, sop_class, tuple(_sequence(name) for name in request.path[:MAX_PATH]))
    policies = [
        pb.Policy(tag=tag, attribute=attribute, vr=vr, action=treatment, rule=reason)
        for tag, attribute, vr, treatment, reason in lines
    ]
    return pb.ExplainResponse(profile=profile.identity, sop_class_uid=sop_class, policies=policies)


def _sequence(name: str) -> int:
    try:
        tag = tag_of(name)
    except ValueError:
        invalid("path: sequences, as keywords of PS3.6 or gggg,eeee")
    if dictionary_vrs(tag) != ("SQ",):
        invalid(f"path: {name} is no sequence")
    return tag
