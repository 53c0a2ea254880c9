import html
import json
import re
import subprocess
import sys

import pytest
import traitlets

from setnb import widgets
from setnb.widgets.base import Widget

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def counter(tmp_path_factory):
    """A widget class whose files stand in a folder of their own."""
    folder = tmp_path_factory.mktemp("counter")
    (folder / "counter.js").write_text("export default { render() {} };", encoding="utf8")
    (folder / "counter_widget.py").write_text(
        "import traitlets\n"
        "from setnb.widgets.base import Widget\n"
        "class Counter(Widget):\n"
        "    '''Counts.'''\n"
        "    _name = 'counter'\n"
        "    values = traitlets.List([1.0]).tag(sync=True)\n"
        "    label = traitlets.Unicode('a').tag(sync=True)\n"
        "    private = traitlets.Int(3)\n",
        encoding="utf8",
    )
    sys.path.insert(0, str(folder))
    yield __import__("counter_widget").Counter
    sys.path.remove(str(folder))


def test_state_is_what_the_subclass_declares_and_python_sets(counter):
    widget = counter(values=[2, 0.5])
    assert widget.state() == {"label": "a", "values": [2, 0.5]}
    widget.label = 'quote " and <tag>'
    found = re.search(r'data-widget="counter" data-state="([^"]*)"', widget.static_html())
    assert json.loads(html.unescape(found[1])) == widget.state()
    assert "<noscript>" in widget.static_html()


def test_module_starts_with_the_palette(counter):
    assert counter()._esm.startswith('const PALETTE = {"light":')
    assert counter()._esm.endswith("export default { render() {} };")
    assert "--setnb-ink" in counter()._css


def test_notebooks_get_both_forms(counter, monkeypatch):
    monkeypatch.delenv("SETNB_BOOK", raising=False)
    widget = counter()
    data, _ = widget._repr_mimebundle_()
    assert data[VIEW]["model_id"] == widget.model_id
    assert data["text/html"] == widget.static_html()


def test_the_book_gets_html_only_and_no_kernel_state(counter, monkeypatch):
    monkeypatch.setenv("SETNB_BOOK", "1")
    widget = counter()
    assert widget.comm is None
    widget.label = "b"
    data, _ = widget._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html"}


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_state_that_is_no_json_is_refused(counter, value):
    with pytest.raises(ValueError, match="state of Counter: expected finite numbers"):
        counter(values=[value]).static_html()


def test_a_missing_module_is_named():
    with pytest.raises(FileNotFoundError, match=r"nowhere\.js"):
        type("Nowhere", (Widget,), {"_name": "nowhere", "__module__": __name__})


def test_importing_the_package_loads_no_widget_library():
    code = "import sys, setnb.widgets; sys.exit('anywidget' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_unknown_widgets_are_an_attribute_error():
    with pytest.raises(AttributeError, match="Missing"):
        _ = widgets.Missing


@pytest.mark.parametrize("name", widgets.__all__)
def test_every_widget_is_complete(name):
    widget = getattr(widgets, name)()
    assert isinstance(widget, traitlets.HasTraits)
    assert "import {" not in widget._esm
    assert json.loads(json.dumps(widget.state())) == widget.state()
