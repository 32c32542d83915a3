"""Imported once by the fork server, so that every child starts with the language model loaded."""

from iamflow_agents.backends.rules.language import load_language

load_language()
