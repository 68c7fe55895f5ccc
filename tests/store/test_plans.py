"""Plans as files: the contract of every store, and what only files can suffer."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.test_plan import event
from tests.store.plan_contract import PlanStoreContract

from volver.domain.errors import BadInput, Busy, NotFound
from volver.domain.plan_events import KeptElsewhere, fingerprint
from volver.store import arms as arms_module
from volver.store.arms import OLD, ArmFiles, Arms, are_among, ids_of, together
from volver.store.coder import in_parts
from volver.store.plans import NOTE, PlanFiles

SERVER = KeptElsewhere("1-shop", "/srv/volver")


class TestPlanFiles(PlanStoreContract):
    """As the library keeps them."""

    @pytest.fixture
    def store(self, tmp_path):
        """A folder that is not there yet."""
        self.folder = tmp_path / "plans"
        return PlanFiles(self.folder)

    def made_by(self, store):
        """Of the same folder."""
        return PlanFiles, (self.folder,)


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


def test_files_that_were_handed_over_take_nothing_more(tmp_path):
    """They are read once more whenever it is asked, and another server does not get them."""
    store = PlanFiles(tmp_path / "plans")
    store.append("a", event("drafted"), 0)
    for _ in range(2):
        assert store.hand_over(SERVER) == {"a": [event("drafted")]}
    for name, known in (("a", 1), ("b", 0)):
        with pytest.raises(Busy, match="records"):
            store.append(name, event("drafted"), known)
    assert store.names() == ["a"]
    with pytest.raises(Busy, match="another server"):
        store.hand_over(KeptElsewhere("2-shop", "/srv/other"))
    assert store.note() == SERVER
    moved = KeptElsewhere(SERVER.mark, "/srv/moved")
    store.hand_over(moved)
    assert store.note() == moved


@pytest.mark.parametrize("wrong", ["", "[]", "{}", "{"])
def test_a_note_that_cannot_be_read_is_told(tmp_path, wrong):
    """Nobody goes on in the files because of it."""
    (tmp_path / NOTE).write_text(wrong, "utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        PlanFiles(tmp_path).append("a", event("drafted"), 0)


ARMS = [("=1+1", "treated"), ("ana", "holdout"), ("'quoted", "treated"), ("a,b\n", "treated")]


def listed(pairs):
    """As a plan holds who is in which arm."""
    return Arms(*(ids_of([pair[at] for pair in pairs]) for at in (0, 1)))


@given(st.lists(st.lists(st.text(), max_size=3), max_size=4))
def test_lists_together_are_one_after_the_other(lists):
    """Empty ones too, and none at all."""
    assert list(in_parts(together(map(ids_of, lists)))) == [one for ids in lists for one in ids]


def test_arms_come_back_as_they_were_put_by(tmp_path):
    """Ids that a spreadsheet would run as formulas among them."""
    lists = ArmFiles(tmp_path)
    for arms in (ARMS, []):
        lists.keep("a", listed(arms))
        assert list(lists.arms("a", fingerprint(arms))) == arms
        assert len(lists.arms("a", fingerprint(arms))) == len(arms)
    assert not list(tmp_path.glob("*.part"))


@given(st.dictionaries(st.text(min_size=1), st.sampled_from(["treated", "holdout"])), st.text())
def test_one_customers_arm_is_the_lists(arms, other):
    """Whatever customers are called, and for whoever is not on the list."""
    with TemporaryDirectory() as folder:
        lists, mark = ArmFiles(Path(folder)), fingerprint(arms.items())
        lists.keep("win-back", listed(list(arms.items())))
        for customer in (*arms, other):
            assert lists.arm("win-back", mark, customer) == arms.get(customer)


@given(st.lists(st.text(max_size=2)), st.lists(st.text(max_size=2)), st.integers(1, 3))
def test_who_is_among_others_however_many_are_looked_for_at_a_time(ids, others, most):
    """As Python's own sets tell it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arms_module, "MOST", most)
        found = are_among(ids_of(ids), ids_of(others))
    assert found.tolist() == [one in set(others) for one in ids]


def test_an_arm_of_a_list_that_is_gone_is_told(tmp_path):
    """Rather than that nobody is on it."""
    with pytest.raises(NotFound, match="not there"):
        ArmFiles(tmp_path).arm("win-back", "0" * 64, "ana")


def test_arms_that_were_changed_are_told(tmp_path):
    """Somebody put in, cut off or gone: whom the plan treats is what was approved, or nobody."""
    lists, mark = ArmFiles(tmp_path), fingerprint(ARMS)
    lists.keep("a", listed(ARMS))
    path = lists.path("a", mark)
    whole, table = path.read_bytes(), pq.read_table(path)
    pq.write_table(table.slice(1), path)
    with pytest.raises(BadInput, match="has been changed"):
        lists.arms("a", mark)
    path.write_bytes(whole[:-7])
    with pytest.raises(BadInput, match="has been changed"):
        lists.arms("a", mark)
    path.unlink()
    with pytest.raises(NotFound, match="is not there"):
        lists.arms("a", mark)


def test_a_list_that_nobody_finished_is_taken_away_after_a_day(tmp_path):
    """It holds customers, and whoever wrote it was killed; one that is being written stays."""
    (tmp_path / "old.part").write_bytes(b"c1")
    (tmp_path / "new.part").write_bytes(b"c2")
    before = (tmp_path / "old.part").stat().st_mtime - OLD - 60
    os.utime(tmp_path / "old.part", (before, before))
    ArmFiles(tmp_path).keep("a", listed([("c1", "call")]))
    assert [path.name for path in tmp_path.glob("*.part")] == ["new.part"]
