"""What became of an element, in the contract's words: from the treatment that its rule demands."""

from bildstrom.deid.profile.actions import Action, Age, Constant, Rounded, Treatment
from bildstrom.deid.profile.descriptors import CleanText
from bildstrom.deid.v1 import deid_pb2 as pb

_EFFECTS = {
    Action.REMOVE: pb.EFFECT_REMOVED,
    Action.EMPTY: pb.EFFECT_EMPTIED,
    Action.DUMMY: pb.EFFECT_REPLACED,
    Action.MAP_UIDS: pb.EFFECT_MAPPED,
    Action.SHIFT_DATE: pb.EFFECT_SHIFTED,
    Action.PSEUDONYMISE_PATIENT: pb.EFFECT_PSEUDONYMISED,
    Action.PSEUDONYMISE_ACCESSION: pb.EFFECT_PSEUDONYMISED,
    Action.PSEUDONYMISE_AE: pb.EFFECT_PSEUDONYMISED,
}
_REPLACEMENTS = {
    Age: pb.EFFECT_GENERALISED,
    Rounded: pb.EFFECT_GENERALISED,
    CleanText: pb.EFFECT_CLEANED,
    Constant: pb.EFFECT_REPLACED,
}


def effect_of(treatment: Treatment) -> pb.Effect.ValueType | None:
    """What a treatment does to a value that it changes; None if it lets values pass."""
    if isinstance(treatment, Action):
        return _EFFECTS.get(treatment)
    return _REPLACEMENTS.get(type(treatment), pb.EFFECT_REPLACED)
