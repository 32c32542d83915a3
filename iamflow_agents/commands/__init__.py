"""What the commands do, one file a subject; loaded only when a command runs."""
