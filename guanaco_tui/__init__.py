"""Guanaco: a class writes seed tasks, a model carries them on, the class reads the difference."""

__version__ = "0.1.0"
