"""What tests of experiments share: a store of their own, and a run that is cut off."""

from functools import partial
from itertools import islice

import pytest


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("SETNB_RUNS", str(tmp_path))
    return tmp_path


@pytest.fixture
def assert_resumes(monkeypatch, tmp_path):
    """Return a check that a run cut off within its training ends with the numbers of a calm one.

    `assert_resumes(module, run, every=3, after=5)`: checkpoints every 3 steps, cut after 5. `every`
    is None for a `trainer` of the module that has its own.
    """

    def check(module, run, *, every, after, trainer="fit_resumably"):
        train = getattr(module, trainer)
        often = train if every is None else partial(train, every=every)
        monkeypatch.setattr(module, trainer, often)
        calm = run()

        def cut(*args, **kwargs):
            yield from islice(often(*args, **kwargs), after)
            raise KeyboardInterrupt

        monkeypatch.setenv("SETNB_RUNS", str(tmp_path / "second"))
        with monkeypatch.context() as patch:
            patch.setattr(module, trainer, cut)
            with pytest.raises(KeyboardInterrupt):
                run()
        assert (run()["value"] == calm["value"]).all()

    return check
