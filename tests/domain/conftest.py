"""Properties are tried on many examples: a busy machine must not fail them for being slow."""

from hypothesis import settings

settings.register_profile("rules", deadline=None, max_examples=50)
settings.load_profile("rules")
