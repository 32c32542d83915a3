"""The story's state machine: orchestration only."""
