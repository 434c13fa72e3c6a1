"""What a learner calls and sees in a notebook."""
