"""Draws people: look, figure, face, hair, hats and garments."""
