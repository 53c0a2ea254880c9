"""A chapter in real JupyterLab: cells run, figures are drawn, widgets answer the keyboard."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import Watched, watch
from tests.project import ROOT

CHAPTER = ROOT / "book" / "10_push_apart.ipynb"  # it has widgets and plotly figures
START_SECONDS, RUN_SECONDS = 60, 180
SETTINGS = {
    # By default cells out of sight are not drawn, so a widget further down would not be there.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}

# JupyterLab's own application object: asked for outputs, it needs no cell to be scrolled into view.
RUN_ALL_CELLS = """async (seconds) => {
  const panel = jupyterapp.shell.currentWidget;
  const run = async () => {
    await panel.sessionContext.ready;
    await jupyterapp.commands.execute("notebook:run-all-cells");
  };
  const late = new Promise((_, refuse) => setTimeout(
    () => refuse(new Error(`the cells still run after ${seconds} s`)), 1000 * seconds));
  await Promise.race([run(), late]);
  return panel.content.widgets.filter(cell => cell.model.type === "code").map(cell => ({
    id: cell.model.id,
    source: cell.model.sharedModel.getSource(),
    count: cell.model.executionCount,
    outputs: cell.model.outputs.toJSON(),
  }));
}"""


@pytest.fixture(scope="module")
def lab_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab over a folder that holds the chapter alone, with settings of its own."""
    work = tmp_path_factory.mktemp("lab")
    (work / "notebooks").mkdir()
    shutil.copy(CHAPTER, work / "notebooks" / "chapter.ipynb")
    for plugin, settings in SETTINGS.items():
        path = work / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(settings))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        *("-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"),
        f"--ServerApp.root_dir={work / 'notebooks'}",
        "--IdentityProvider.token=",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = {**os.environ, **{name: str(work / place) for name, place in folders.items()}}
    log = work / "lab.log"
    with log.open("w") as writing:
        server = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=writing, stderr=writing
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(f"{address}/api", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def wait_until_up(url: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.3)
    pytest.fail(f"JupyterLab did not come up at {url}:\n{log.read_text()[-3000:]}", pytrace=False)


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab_address: str) -> Iterator[Watched]:
    """Open the chapter in JupyterLab."""
    watched = watch(browser)
    page = watched.page
    page.goto(f"{lab_address}/lab/tree/chapter.ipynb?reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=START_SECONDS * 1000)
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext")
    yield watched
    watched.context.close()


@pytest.fixture(scope="module")
def ran_cells(notebook: Watched) -> list[dict]:
    """Run all cells and return the code cells as JupyterLab holds them afterwards."""
    return notebook.page.evaluate(RUN_ALL_CELLS, RUN_SECONDS)


def test_every_cell_runs_without_error(ran_cells: list[dict]) -> None:
    errors = [
        (cell["id"], output["ename"], output["evalue"])
        for cell in ran_cells
        for output in cell["outputs"]
        if output["output_type"] == "error"
    ]
    assert not errors
    assert ran_cells
    assert [cell["id"] for cell in ran_cells if cell["source"] and not cell["count"]] == []


def test_plotly_figures_are_drawn(notebook: Watched, ran_cells: list[dict]) -> None:
    promised = sum(
        "application/vnd.plotly.v1+json" in output.get("data", {})
        for cell in ran_cells
        for output in cell["outputs"]
    )
    assert promised > 0
    plots = notebook.page.locator(".js-plotly-plot:has(.main-svg .trace)")
    # JupyterLab fetches the part of itself that draws them when the first one is shown.
    expect(plots).to_have_count(promised, timeout=RUN_SECONDS * 1000)


def test_widget_answers_the_keyboard(notebook: Watched, ran_cells: list[dict]) -> None:
    widget = notebook.page.locator(".jp-OutputArea .setnb-live").first
    slider = widget.locator("[role=slider], input[type=range]").first
    before = widget.inner_text()
    slider.focus()
    # Not `slider.press`, which would focus again: a reader presses twice in a row.
    notebook.page.keyboard.press("ArrowRight")
    expect(widget).not_to_have_text(before, use_inner_text=True)
    between = widget.inner_text()
    notebook.page.keyboard.press("ArrowRight")
    expect(widget).not_to_have_text(between, use_inner_text=True)


@pytest.mark.parametrize(
    ("control", "key"),
    [
        ("select", "ArrowUp"),
        ("input[type=radio]:checked", "ArrowRight"),
        ("input[type=range]", "ArrowLeft"),
    ],
)
def test_native_controls_keep_their_keys(
    control: str, key: str, notebook: Watched, ran_cells: list[dict]
) -> None:
    """JupyterLab has a use of its own for the arrow keys, and must leave them to the widgets."""
    widget = notebook.page.locator(f".jp-OutputArea .setnb-live:has({control})").first
    before = widget.inner_html()
    widget.locator(control).first.focus()
    notebook.page.keyboard.press(key)
    notebook.page.wait_for_timeout(300)  # long enough to draw, also where nothing should change
    assert widget.inner_html() != before


def test_nothing_is_fetched_from_outside_and_no_page_error(
    notebook: Watched, ran_cells: list[dict]
) -> None:
    assert notebook.outside == []
    assert notebook.errors == []
