"""Run pytest as on a processor without AVX-512: ``python -m tests.help.without_wide_registers``.

NumPy reads what it may not use when it is imported, and then hands it down to all processes.
"""

import os
import subprocess
import sys

from tests.help.processes import features_without

WIDE = ("AVX512", "X86_V4")

if __name__ == "__main__":
    os.environ["NPY_DISABLE_CPU_FEATURES"] = features_without(WIDE)
    sys.exit(subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]]))
