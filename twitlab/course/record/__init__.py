"""What a learner did, kept for good."""
