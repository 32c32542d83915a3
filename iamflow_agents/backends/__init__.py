"""What answers the agents' questions: offline rules here, language and vision models behind the same ports."""
