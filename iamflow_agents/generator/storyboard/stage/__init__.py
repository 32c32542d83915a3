"""Puts everything on stage: who stands where, who does what when, and the camera."""
