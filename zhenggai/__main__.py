"""`python -m zhenggai` is the console script."""

import sys

from zhenggai.config.cli import main

sys.exit(main())
