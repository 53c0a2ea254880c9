"""The parts of the book's Sphinx extension that can be tested without a build."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from jupyter_cache import get_cache
from nbformat.v4 import new_code_cell, new_notebook

from tests.project import ROOT


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "book" / "_ext" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path):
    for name in ("setnb/a.py", "data/b.csv", "constraints.txt", "book/c.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("1", encoding="utf8")
    return tmp_path


@pytest.mark.parametrize("changed", ["setnb/a.py", "setnb/new.py", "data/b.csv", "constraints.txt"])
def test_a_change_that_outputs_depend_on_drops_them(project, changed):
    choose_cache = load("output_cache").choose_cache
    first = choose_cache(project, project / "_build")
    (first / "output").write_text("executed", encoding="utf8")
    (project / changed).write_text("2", encoding="utf8")
    second = choose_cache(project, project / "_build")
    assert second != first
    assert not first.exists()
    assert not (second / "output").exists()


def test_other_changes_keep_the_outputs(project):
    choose_cache = load("output_cache").choose_cache
    first = choose_cache(project, project / "_build")
    (first / "output").write_text("executed", encoding="utf8")
    (project / "book" / "c.md").write_text("2", encoding="utf8")
    (project / "setnb" / "__pycache__").mkdir()
    (project / "setnb" / "__pycache__" / "a.pyc").write_text("2", encoding="utf8")
    (project / "setnb" / "widget.js").write_text("2", encoding="utf8")
    assert choose_cache(project, project / "_build") == first
    assert (first / "output").exists()


def cached(folder: Path) -> set[str]:
    return {Path(record.uri).name for record in get_cache(folder).list_cache_records()}


def test_a_new_section_drops_the_outputs_of_the_report_which_reads_it(project):
    choose_cache = load("output_cache").choose_cache
    (project / "_toc.yml").write_text("root: book/a\n", encoding="utf8")
    folder = choose_cache(project, project / "_build")
    for name in ("01_sets", "20_report"):
        path = project / "book" / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell(f"'{name}'")]), path)
        get_cache(folder).cache_notebook_file(path, check_validity=False)
    assert choose_cache(project, project / "_build") == folder
    assert cached(folder) == {"01_sets.ipynb", "20_report.ipynb"}
    page = '{"cells": [{"cell_type": "markdown", "source": ["(ch-a)=\\n# A"]}]}'
    (project / "book" / "a.ipynb").write_text(page, encoding="utf8")
    assert choose_cache(project, project / "_build") == folder
    assert cached(folder) == {"01_sets.ipynb"}
    (project / "book" / "a.ipynb").write_text(page.replace("# A", "# A\\nText."), encoding="utf8")
    get_cache(folder).cache_notebook_file(path, check_validity=False)
    choose_cache(project, project / "_build")
    assert cached(folder) == {"01_sets.ipynb", "20_report.ipynb"}


def test_only_used_icons_are_kept(tmp_path):
    scripts = tmp_path / "_static" / "scripts"
    scripts.mkdir(parents=True)
    page = '<i class="fa-solid fa-xmark"></i><i class="fa-brands fa-github"></i>'
    (tmp_path / "index.html").write_text(page, encoding="utf8")
    load("local_assets").keep_used_icons(tmp_path)
    kept = (scripts / "fontawesome.js").read_text(encoding="utf8")
    assert len(kept) < 150_000
    for icon, is_kept in {"xmark": True, "github": True, "guitar": False, "gitlab": False}.items():
        assert (f"{icon}:[" in kept or f'"{icon}":[' in kept) == is_kept, icon


def test_the_peak_of_child_processes_is_seen():
    # In a process of its own: this one may have a browser among its children.
    hold = "import time; held = b'x' * 200_000_000; time.sleep(1)"
    watch = (
        "import subprocess, sys\n"
        f"sys.path.insert(0, {str(ROOT / 'book' / '_ext')!r})\n"
        "from memory_peaks import PeakOfChildren\n"
        "with PeakOfChildren() as peak:\n"
        f"    subprocess.run([sys.executable, '-c', {hold!r}], check=True)\n"
        "print(peak.bytes)\n"
    )
    done = subprocess.run([sys.executable, "-c", watch], capture_output=True, text=True, check=True)
    assert 200_000_000 < int(done.stdout) < 300_000_000


def test_peaks_of_chapters_are_kept_side_by_side(tmp_path):
    peaks = load("memory_peaks")
    assert peaks.read_peaks(tmp_path / "peaks.json") == {}
    for chapter, peak in [("01_sets", 3), ("02_sums", 4), ("01_sets", 5)]:
        peaks.note_peak(tmp_path / "peaks.json", chapter, peak)
    assert peaks.read_peaks(tmp_path / "peaks.json") == {"01_sets": 5, "02_sums": 4}


@pytest.mark.browser
def test_the_reduced_icon_script_still_draws(tmp_path, browser):
    scripts = tmp_path / "_static" / "scripts"
    scripts.mkdir(parents=True)
    head = '<html lang="en"><script defer src="_static/scripts/fontawesome.js"></script>'
    (tmp_path / "index.html").write_text(f'{head}<i class="fa-solid fa-xmark"></i>', "utf8")
    load("local_assets").keep_used_icons(tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    page.wait_for_selector("svg.fa-xmark path[d]", state="attached")
    page.close()


def test_a_chapter_has_the_number_of_its_file(book_html):
    html = (book_html / "book" / "10_push_apart.html").read_text(encoding="utf8")
    assert '<span class="section-number">10. </span>' in html
    assert "Proposition 10.1" in html or "Definition 10.1" in html
