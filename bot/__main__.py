"""`python -m bot`, the same as the `byline` script."""

from __future__ import annotations

import sys

from bot.commands.application import main

if __name__ == "__main__":
    sys.exit(main())
