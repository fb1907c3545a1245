"""Whatever file is brought: it is refused whole, or each row is judged and the others are done."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from appliance.core.bulk_columns import BY_HAND
from appliance.core.bulk_import import BulkPlan, Does, bulk_plan
from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from tests.property.whole import whole_configs
from tests.property.words import NASTY


def planned(content: bytes, config: Config) -> BulkPlan | None:
    counter = itertools.count(1)

    def random(count: int) -> bytes:
        return next(counter).to_bytes(count, "big")

    try:
        return bulk_plan(content, config, random)
    except Invalid:
        return None


_numbers = st.sampled_from(("201", "202", "301", "302", "400", "401", "112", "5001", "70", "7", ""))
_words = st.sampled_from((*NASTY, "Анна", "", "", "a;b", 'x"y', "401")) | st.text(max_size=20)
_emails = st.sampled_from(("", "a@b.ru", "x@", "A@B.RU"))
_mobiles = st.sampled_from(("", "8 (916) 123-45-67", "+79161234567", "9161234568", "+1", "٣٣٣"))
_columns = st.sampled_from(
    (*BY_HAND, "extension", "secret", "voicemail", "ringtimer", "tech", "callerid", "цвет", "")
)
_rows = st.lists(st.tuples(_numbers, _words, _emails, _mobiles, _words), max_size=8)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _table(header: list[str], rows: list[tuple[str, ...]], mark: str) -> bytes:
    lines = [mark.join(map(_quoted, row)) for row in ([tuple(header)] if header else []) + rows]
    return "\r\n".join(lines).encode("utf-8", "surrogatepass")


tables = st.builds(
    _table,
    st.just([]) | st.just(list(BY_HAND)) | st.lists(_columns, max_size=7),
    _rows,
    st.sampled_from((";", ",", "\t")),
)


@given(tables | st.binary(max_size=300), whole_configs)
def test_a_table_does_what_it_says(content: bytes, config: Config) -> None:
    plan = planned(content, config)
    if plan is None:
        return
    assert all(line.problems for line in plan.lines if line.does is Does.REFUSED)
    assert not any(line.problems for line in plan.lines if line.does is not Does.REFUSED)
    kinds = [kind for line in plan.lines for kind in line.parts]
    if plan.command is None:
        assert kinds == []
        return
    after = edit(config, plan.command)
    assert after != config
    new = sum(line.does is Does.NEW for line in plan.lines)
    assert len(after.extensions) == len(config.extensions) + new
    again = planned(content, after)
    assert again is not None
    done = [line.line for line in plan.lines if line.does is not Does.REFUSED]
    assert [line.does for line in again.lines if line.line in done] == [Does.SAME] * len(done)
