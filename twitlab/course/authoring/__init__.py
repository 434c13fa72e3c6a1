"""Make the generated parts of the course from the authored ones."""
