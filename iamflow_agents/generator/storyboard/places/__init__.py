"""Draws places: backdrops with their furniture, light and weather."""
