"""What other rooms ask of the dictionary and the table, from where it was."""

from bildstrom.deid.profile.dictionary import TEXT, dictionary_vrs

__all__ = ["TEXT", "dictionary_vrs"]
