"""What a session earned: each line of the rubric on its evidence, and a profile without a sum."""
