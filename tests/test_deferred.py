"""A deferred module is imported when something of it is used, and by nobody else's name."""

import gc
import sys

import pytest

from kerasdigits.deferred import deferring, not_collecting


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package `late` with a part, both of which write down that they are imported."""
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "__init__.py").write_text("NUMBER = 1\ndef double(x): return 2 * x\n")
    (tmp_path / "late" / "part.py").write_text(
        "NUMBER = 2\ndef triple(x): return 3 * x\nclass Number(int): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "late"]:
        del sys.modules[name]


def test_what_is_named_is_imported_when_it_is_used(package):
    with deferring("late"):
        import late
        import late.part
        from late import double, part
        from late.part import triple
    assert not {"late", "late.part"} & set(sys.modules)
    assert double(4) == 8
    assert "late" in sys.modules and "late.part" not in sys.modules
    assert (triple(4), part.NUMBER, late.NUMBER, late.part.NUMBER) == (12, 2, 1, 2)
    with pytest.raises(AttributeError):
        print(late.part.missing)


def test_who_asks_for_a_version_inside_the_block_gets_the_real_one(package, tmp_path):
    """As scikit-learn asks for SciPy's; a refusal broke the import of Keras in the middle."""
    with (tmp_path / "late" / "__init__.py").open("a") as file:
        file.write("__version__ = '3.1'\n")
    with deferring("late"):
        import late

        assert late.__version__ == "3.1"
        with pytest.raises(AttributeError):
            print(late.__missing__)


def test_what_is_imported_already_stays_as_it_is(package):
    import late

    with deferring("late"):
        import late as named
        from late import part
    assert named is late
    assert part.NUMBER == 2


def test_what_is_not_installed_stays_missing():
    with deferring("not_installed"), pytest.raises(ModuleNotFoundError):
        import not_installed  # noqa: F401


def test_who_imports_it_afterwards_gets_the_real_one(package):
    with deferring("late"):
        import late as stand_in
    import late

    assert late is sys.modules["late"] is not stand_in
    assert stand_in.double is late.double


def test_what_cannot_wait_is_imported_at_once(package):
    with deferring("late"):
        from late import double
        from late.part import Number

        class Mine(Number):
            pass

        assert double(4) == 8
        assert isinstance(sys.modules["late"].part.Number(3), Number)
    assert issubclass(Mine, sys.modules["late.part"].Number)
    assert sys.modules["late"].double(1) == 2


def test_an_import_is_not_searched_for_garbage_and_what_comes_after_it_is():
    """A circle is garbage that only the collector finds; one of the block is found, too."""
    seen = []
    gc.collect()

    def remember(phase, info):
        seen.append(phase)

    gc.callbacks.append(remember)
    try:
        with not_collecting():
            circles = [[] for _ in range(100_000)]
            for one in circles:
                one.append(one)
            assert seen == []
        del circles, one
        assert gc.isenabled()
        assert gc.get_freeze_count() == 0
        assert gc.collect() >= 100_000
    finally:
        gc.callbacks.remove(remember)


def test_who_has_switched_the_collector_off_finds_it_off():
    gc.disable()
    try:
        with not_collecting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
