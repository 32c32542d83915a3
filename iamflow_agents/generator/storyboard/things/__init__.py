"""Draws everybody and everything but people: animals, robots, vehicles and props."""
