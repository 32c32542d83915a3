"""What outlives a process: the entity database, the artifact store, checkpoints and the job lock."""
