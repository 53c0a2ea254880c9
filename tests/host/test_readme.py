"""The README's Python examples run and print what it says they print."""

import re
import subprocess
import sys

import pytest

from tests.project import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)


def test_every_python_block_is_followed_by_its_output() -> None:
    assert EXAMPLES
    assert len(EXAMPLES) == README.count("```python")


@pytest.mark.parametrize(("code", "printed"), EXAMPLES)
def test_example_prints_what_the_readme_says(code: str, printed: str, tmp_path) -> None:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip() == printed.rstrip()


def test_make_targets_it_names_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    calls = re.findall(r"(?:^|`)make ([a-z ]*[a-z])", README, re.MULTILINE)
    named = {target for call in calls for target in call.split()}
    assert {"book", "check", "test"} <= named
    assert named <= targets


def test_files_it_links_to_exist() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
