"""The shapes in the annotations are the shapes that come and go, checked by beartype."""

import subprocess
import sys

from tests.project import ROOT

WHERE = ["tests/functional", "tests/contracts", "tests/test_sets.py"]


def test_shapes_are_as_annotated():
    """Run the mathematical tests again with every call checked, but those about wrong shapes."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *WHERE]
    # as a plugin, the checker is imported before the modules that it checks
    checker = ["-p", "tests.checker", "--jaxtyping-packages=setnb,tests.checker.check"]
    checked = [*checker, "-k", "not refused"]
    done = subprocess.run([*command, *checked], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
