"""What every store of plans keeps to: everything comes back, nothing is lost, nobody overwrites."""

from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context

import pytest
from tests.domain.test_plan import EXPECTED, PROPOSAL, event

from volver.domain.errors import BadInput, Busy, NotFound
from volver.domain.plan import Left, plan_of
from volver.domain.ports import PlanStore

PLACES = {
    "left": (Left("no forecast", 2), Left("open complaint", 1)),
}


def remark(make: Callable[..., PlanStore], args: tuple, times: int) -> None:
    """Put remarks into a log, each after what is there; what a process of its own does."""
    store = make(*args)
    done = 0
    while done < times:
        try:
            store.append("a", event("noted"), len(store.events("a")))
            done += 1
        except Busy:
            continue


class PlanStoreContract:
    """A store's own tests have this class, with a fixture `store` and what makes it elsewhere."""

    def made_by(self, store: PlanStore) -> tuple[Callable[..., PlanStore], tuple]:
        """How another process makes the same store: a function of a module, and its arguments."""
        raise NotImplementedError

    def test_what_was_written_is_read(self, store):
        """Every field of every event, whatever is in it."""
        drafted = replace(
            event("drafted", 'Ana "la jefa" \n Ruiz', None),
            proposal=replace(PROPOSAL, goal="¿Volverán?\u2028", segment="value > 5"),
            expected=replace(EXPECTED, **PLACES),
        )
        events = [drafted, event("noted"), event("approved", "Bea"), event("started")]
        for known, one in enumerate(events):
            store.append("win-back", one, known)
        make, args = self.made_by(store)
        assert make(*args).events("win-back") == events
        assert plan_of(store.events("win-back")).state == "running"
        assert store.names() == ["win-back"]

    def test_names_are_in_alphabetical_order(self, store):
        """Whatever came first."""
        for name in ("b-2", "a", "b"):
            store.append(name, event("drafted"), 0)
        assert store.names() == ["a", "b", "b-2"]

    def test_all_at_once_are_each_by_itself(self, store):
        """In the order of their names, each with what happened to it in the order it did."""
        assert store.all_events() == {}
        for name, times in (("b-2", 1), ("a", 3), ("b", 2)):
            for known in range(times):
                store.append(name, event("drafted", f"Ana {known}"), known)
        found = store.all_events()
        assert list(found) == store.names()
        assert {name: store.events(name) for name in found} == found
        assert [len(events) for events in found.values()] == [3, 2, 1]

    @pytest.mark.parametrize("known", [0, 1, 3])
    def test_who_comes_too_late_is_told(self, store, known):
        """Nobody approves what somebody else has changed meanwhile, or what is not there yet."""
        store.append("a", event("drafted"), 0)
        store.append("a", event("drafted"), 1)
        with pytest.raises(Busy, match="meanwhile"):
            store.append("a", event("approved"), known)
        assert [one.kind for one in store.events("a")] == ["drafted", "drafted"]

    @pytest.mark.slow
    def test_writers_at_the_same_time_lose_nothing(self, store):
        """Four processes with ten remarks each.

        They start afresh: a copy of this process would have the locks of its threads, and not the
        threads that open them.
        """
        store.append("a", event("drafted"), 0)
        new = get_context("spawn")
        make, args = self.made_by(store)
        writers = [new.Process(target=remark, args=(make, args, 10)) for _ in range(4)]
        for one in writers:
            one.start()
        for one in writers:
            one.join()
            assert one.exitcode == 0
        assert len(store.events("a")) == 41

    @pytest.mark.parametrize(
        "name", ["", "../up", "A", "a b", "a/b", "-a", "ñ", "a" * 61, "a\n", "a.b"]
    )
    def test_a_name_that_no_plan_can_have_is_refused(self, store, name):
        """Before anything is read or written."""
        for ask in (store.events, lambda name: store.append(name, event("drafted"), 0)):
            with pytest.raises(BadInput, match="no name for a plan"):
                ask(name)
        assert store.names() == []

    def test_a_plan_that_is_not_there(self, store):
        """Is not found, with what to do."""
        with pytest.raises(NotFound, match="no plan 'gone'"):
            store.events("gone")
