"""The benches, one file each; the file's name is the bench's."""
