"""Benches: one piece of work done by the kit and by a peer, and how many times as fast it is.

A bench is one file in `works/`, which defines `BENCH`. Nothing else has to name it.
"""
