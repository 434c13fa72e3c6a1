"""What a course is on disk."""
