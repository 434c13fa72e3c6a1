"""The learner's own folder: found, made, updated."""
