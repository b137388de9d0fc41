"""The garbage collector is as it was, whatever happens while it is left alone."""

from __future__ import annotations

import gc

import pytest

from dedup.collector import uncollected


def test_it_goes_on_afterwards() -> None:
    """It is off inside, however deep, and on again outside."""
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_an_error() -> None:
    """An error leaves it on."""
    with pytest.raises(KeyboardInterrupt), uncollected():
        raise KeyboardInterrupt
    assert gc.isenabled()


def test_one_that_was_off_stays_off() -> None:
    """Who turned it off finds it so."""
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
