"""The actions, from where they were."""

from bildstrom.deid.profile.actions import Action

__all__ = ["Action"]
