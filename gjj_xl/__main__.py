"""``python -m gjj_xl`` is the same as the command ``gjj-xl``."""

import sys

from gjj_xl.cli import main

sys.exit(main())
