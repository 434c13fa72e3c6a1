"""Turn the knobs of the lessons on trends and memory, and give the numbers."""

from twitlab.experiments.trends.claims import a_minute, saved_of_all, share_needed
from twitlab.experiments.trends.evening import (
    FLOORS,
    HALF_LIVES,
    MINUTE_MS,
    NAMES,
    PASTS,
    QUAKE,
    RULES,
    STARTS,
    TAGS,
    WATCHED,
    Evening,
    Found,
    clock_of,
    found_by,
    made_evening,
    name_of,
    quake_ranks,
)
from twitlab.experiments.trends.false_alarms import (
    FalseAlarms,
    alarms_by_bell_curve,
    bell_curve_tail,
    checks_behind,
    false_alarms,
    least_by_bound,
    least_by_sigmas,
    poisson_tail,
    zipf_means,
)
from twitlab.experiments.trends.memory_and_disk import (
    PRICES,
    Price,
    Read,
    break_even_s,
    read_latencies,
)

__all__ = [
    "FLOORS", "HALF_LIVES", "MINUTE_MS", "NAMES", "PASTS", "PRICES", "QUAKE", "RULES", "STARTS",
    "TAGS", "WATCHED", "Evening", "FalseAlarms", "Found", "Price", "Read", "a_minute",
    "alarms_by_bell_curve", "bell_curve_tail", "break_even_s", "checks_behind", "clock_of",
    "false_alarms", "found_by", "least_by_bound", "least_by_sigmas", "made_evening", "name_of",
    "poisson_tail", "quake_ranks", "read_latencies", "saved_of_all", "share_needed", "zipf_means",
]  # fmt: skip
