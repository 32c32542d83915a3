"""The video generator port and its implementations."""
