"""The words that files write for yes and for no, in small letters."""

_YES = ("yes", "y", "true", "t", "1", "1.0", "x", "sí", "si", "s", "verdadero", "v")
_NO = ("no", "n", "false", "f", "0", "0.0", "falso")
TRUTH = dict.fromkeys(_YES, "true") | dict.fromkeys(_NO, "false")
