"""Draws the story as an animatic from the identity records. No AI model takes part."""
