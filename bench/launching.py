"""Runs this interpreter, and says on stderr the most memory that it held, as `resource` counts it.

A program of its own, because a process inherits the peak of the one that it was forked from, and the measurements
hold models and vectors; this one holds nothing.
"""

from __future__ import annotations

import resource
import subprocess
import sys

if __name__ == "__main__":
    code = subprocess.call([sys.executable, *sys.argv[1:]], stderr=subprocess.DEVNULL)
    sys.stderr.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
    sys.exit(code)
