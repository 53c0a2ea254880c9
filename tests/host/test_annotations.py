"""The shapes in the annotations hold: the core's own tests, run with every call checked.

beartype and jaxtyping check in this run only, since the hook slows small calls. Tests that hand
over wrong input on purpose are left out: there the hook would speak before the package does.
"""

import os
import subprocess
import sys

from tests.project import ROOT

WRONG_ON_PURPOSE = "not refused and not bad_input and not raises"


def test_every_call_agrees_with_its_annotation() -> None:
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", WRONG_ON_PURPOSE),
        "--jaxtyping-packages=setnb.functional,setnb.nn,beartype.beartype",
        *("tests/functional", "tests/contracts"),
    ]
    alone = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**alone, "OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout
