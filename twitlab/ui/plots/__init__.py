"""The pictures, a file for each part."""
