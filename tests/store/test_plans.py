"""Plans as files: everything comes back, nothing is lost, and two writers do not overwrite."""

from dataclasses import replace
from multiprocessing import get_context

import pytest
from tests.domain.test_plan import EXPECTED, PROPOSAL, event

from volver.domain.errors import BadInput, Busy, NotFound
from volver.domain.plan import Left, plan_of
from volver.store.plans import PlanFiles

PLACES = {
    "left": (Left("no forecast", 2), Left("open complaint", 1)),
}


def test_what_was_written_is_read(tmp_path):
    """Every field of every event, whatever is in it."""
    store = PlanFiles(tmp_path / "plans")
    drafted = replace(
        event("drafted", 'Ana "la jefa" \n Ruiz', None),
        proposal=replace(PROPOSAL, goal="¿Volverán?\u2028", segment="value > 5"),
        expected=replace(EXPECTED, **PLACES),
    )
    events = [drafted, event("noted"), event("approved", "Bea"), event("started")]
    for known, one in enumerate(events):
        store.append("win-back", one, known)
    assert PlanFiles(tmp_path / "plans").events("win-back") == events
    assert plan_of(store.events("win-back")).state == "running"
    assert store.names() == ["win-back"]


def test_who_comes_too_late_is_told(tmp_path):
    """Nobody approves what somebody else has changed meanwhile."""
    store = PlanFiles(tmp_path)
    store.append("a", event("drafted"), 0)
    store.append("a", event("drafted"), 1)
    with pytest.raises(Busy, match="meanwhile"):
        store.append("a", event("approved"), 1)
    assert [one.kind for one in store.events("a")] == ["drafted", "drafted"]


@pytest.mark.parametrize("cut", [1, 20, -1])
def test_what_a_power_cut_left_of_a_line_is_no_event(tmp_path, cut):
    """It is not read, and the next line does not run into it."""
    store = PlanFiles(tmp_path)
    store.append("a", event("drafted"), 0)
    whole = (tmp_path / "a.jsonl").read_bytes()
    (tmp_path / "a.jsonl").write_bytes(whole + whole[:-1][:cut])
    assert len(store.events("a")) == 1
    store.append("a", event("approved", "Bea"), 1)
    assert [one.kind for one in store.events("a")] == ["drafted", "approved"]
    assert (tmp_path / "a.jsonl").read_bytes().endswith(b"}\n")  # nothing is left of it


def remark(folder, times):
    """Put remarks into the log, each after what is there."""
    store = PlanFiles(folder)
    done = 0
    while done < times:
        try:
            store.append("a", event("noted"), len(store.events("a")))
            done += 1
        except Busy:
            continue


@pytest.mark.slow
def test_writers_at_the_same_time_lose_nothing(tmp_path):
    """Four processes with ten remarks each.

    They start afresh: a copy of this process would have the locks of its threads, and not the
    threads that open them.
    """
    PlanFiles(tmp_path).append("a", event("drafted"), 0)
    new = get_context("spawn")
    writers = [new.Process(target=remark, args=(tmp_path, 10)) for _ in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
        assert one.exitcode == 0
    assert len(PlanFiles(tmp_path).events("a")) == 41


def test_arms_come_back_as_they_were_put_by(tmp_path):
    """Ids that a spreadsheet would run as formulas among them."""
    store = PlanFiles(tmp_path)
    arms = [("=1+1", "treated"), ("ana", "holdout"), ("'quoted", "treated"), ("a,b\n", "treated")]
    store.keep_arms("a", "f" * 64, arms)
    assert store.arms("a", "f" * 64) == arms


@pytest.mark.parametrize(
    "name", ["", "../up", "A", "a b", "a/b", "-a", "ñ", "a" * 61, "a\n", "a.b"]
)
def test_a_name_that_is_no_file_is_refused(tmp_path, name):
    """Before anything is read or written."""
    with pytest.raises(BadInput, match="no name for a plan"):
        PlanFiles(tmp_path).events(name)
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_is_not_there(tmp_path):
    """Is not found, with what to do."""
    with pytest.raises(NotFound, match="no plan 'gone'"):
        PlanFiles(tmp_path).events("gone")


@pytest.mark.parametrize("wrong", ["{", "3", "{}", '{"at": "soon"}'])
def test_a_file_that_was_changed_by_hand_is_told(tmp_path, wrong):
    """With its name and what to do; nothing of it is dropped in silence."""
    store = PlanFiles(tmp_path)
    store.append("a", event("drafted"), 0)
    with (tmp_path / "a.jsonl").open("a") as file:
        file.write(wrong + "\n")
    with pytest.raises(BadInput, match="changed by hand") as error:
        store.events("a")
    assert error.value.where == "a.jsonl"
