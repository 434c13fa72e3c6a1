"""What a check is, and how an answer comes to a verdict."""
