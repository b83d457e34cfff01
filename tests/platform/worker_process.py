"""A worker as a program, with the jobs of the tests. Usage: python -m tests.platform.worker_process MODULE"""

import asyncio
import sys

from api.platform import telemetry
from api.settings import Settings
from api.worker import run_worker

if __name__ == "__main__":
    telemetry.configure("warning")
    asyncio.run(run_worker(Settings(), modules=sys.argv[1:]))
