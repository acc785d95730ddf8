"""From actual to estimate: what each of the next days will probably hold."""

import os

# No linear algebra happens here; without this numpy's library takes memory for each core of the machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
