"""Extraction, resolution, direction, verification and repair: pure logic over records and ports."""
