"""Estimate, build, measure and break a Twitter-sized system, one part at a time."""

__version__ = "0.1.0"
