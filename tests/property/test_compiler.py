"""What holds for every configuration that can exist."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hypothesis import given

from appliance.apply.impact import ADD_CARDS, CONFIGURE_CARDS, ON_CHANGE, RESTART_EXCHANGE
from appliance.apply.plan import Step, plan
from appliance.compiler.compile import ASTERISK, compile_config
from appliance.compiler.conf import Option, parse
from appliance.compiler.lint import lint
from appliance.compiler.memory import Memory
from appliance.compiler.read_dialplan import ReadContext, leads, reached, read
from appliance.compiler.tables import is_table
from appliance.core.canonical import from_json, to_json
from appliance.core.config import Config
from appliance.core.roles import EVERY_DIRECTION
from appliance.core.text import DisplayName
from tests.property.whole import whole_configs


@given(whole_configs)
def test_json_round_trip_is_exact(config: Config) -> None:
    text = to_json(config)
    assert from_json(Config, text) == config
    assert to_json(from_json(Config, text)) == text


@given(whole_configs)
def test_the_same_value_gives_the_same_bytes(config: Config) -> None:
    again = from_json(Config, to_json(config))
    assert compile_config(config) == compile_config(again)


@given(whole_configs)
def test_the_tree_passes_its_own_check(config: Config) -> None:
    assert lint(compile_config(config)) == []


def _dialplan(config: Config) -> dict[str, list[str]]:
    """Context to the numbers and patterns that are in it."""
    conf = parse(compile_config(config)["asterisk/extensions.conf"])
    return {
        section.name: [
            line.value.split(",")[0]
            for line in section.lines
            if isinstance(line, Option) and line.name == "exten" and ",1," in line.value
        ]
        for section in conf.sections
    }


@given(whole_configs)
def test_every_extension_is_reachable(config: Config) -> None:
    assert _dialplan(config)["ext-local"] == [ext.number.digits for ext in config.extensions]


@given(whole_configs)
def test_every_did_is_reachable(config: Config) -> None:
    routes = _dialplan(config)["from-pstn-routes"]
    assert all(route.did.digits in routes for route in config.inbound.dids)


@given(whole_configs)
def test_emergency_is_reachable_and_first_wherever_there_is_a_line(config: Config) -> None:
    dialplan = _dialplan(config)
    if any(group.lines for group in config.trunk_groups):
        assert dialplan["emergency"] == list(config.national.emergency)
    others = {number for context in ("ext-local", "app-features") for number in dialplan[context]}
    assert not others & set(config.national.emergency)
    conf = parse(compile_config(config)["asterisk/extensions.conf"])
    start = next(each for each in conf.sections if each.name == "from-internal")
    assert start.lines[0] == Option("include", "emergency", arrow=True)


def _reached(
    contexts: Mapping[str, ReadContext], begin: Iterable[str], never: tuple[str, ...]
) -> set[str]:
    """Contexts to which calls that begin in these can come without passing `never`."""
    found: set[str] = set()
    todo = list(begin)
    while todo:
        name = todo.pop()
        if name in found or name in never:
            continue
        found.add(name)
        todo += contexts[name].includes
        steps = [step for each in contexts[name].extens.values() for step in each]
        for lead in (lead for step in steps for lead in leads(step)):
            todo += reached(contexts, lead, name) if lead.context else []
    return found


@given(whole_configs)
def test_nothing_from_outside_leads_outside_but_by_forwarding_or_a_pin(config: Config) -> None:
    contexts = read(parse(compile_config(config)["asterisk/extensions.conf"]))
    from_outside = [n for n in contexts if n.startswith(("from-pstn", "from-line"))]
    found = _reached(contexts, from_outside, never=("from-forward", "dial-in-to"))
    assert "ext-local" in found
    assert not found & {"outbound", "from-internal", "emergency"}
    assert not any(name.startswith(("trunk-", "out-")) for name in found)
    by_forwarding = _reached(contexts, from_outside, never=("dial-in-to",))
    assert ("outbound-directions" in by_forwarding) is bool(config.extensions)
    assert "emergency" not in _reached(contexts, from_outside, never=())


@given(whole_configs)
def test_whatever_leads_out_asks_for_rights_first_but_for_emergency(config: Config) -> None:
    contexts = read(parse(compile_config(config)["asterisk/extensions.conf"]))
    every = [name for name in contexts if name.startswith("out-")]
    assert len(every) == len(EVERY_DIRECTION)
    for name in every:
        steps, *others = contexts[name].extens.values()
        # What a queue asks before it offers to call back leads nowhere.
        assert [lead for each in others for step in each for lead in leads(step)] == []
        leading = [lead.context for step in steps for lead in leads(step)]
        # They tell whose rights count, and since when he is idle.
        while leading[0] in {"sub-desk", "sub-transferred", "sub-idle"}:
            del leading[0]
        assert leading[0].startswith("rights")
    into = {
        name
        for name, context in contexts.items()
        for each in context.extens.values()
        for step in each
        for lead in leads(step)
        if lead.context.startswith("trunk-") and not name.startswith("trunk-")
    }
    assert into <= set(every)


@given(whole_configs)
def test_a_plan_to_where_we_are_is_empty(config: Config) -> None:
    files = compile_config(config)
    assert plan(files, files).changed == ()
    assert plan(files, files).verbs == ()


@given(whole_configs, whole_configs)
def test_every_way_there_has_a_way_back(before: Config, after: Config) -> None:
    """Whoever reads a file holds what is in it, there and back again."""
    old, new = compile_config(before), compile_config(after)
    held, files = dict(old), dict(old)
    for was, is_now in ((old, new), (new, old)):
        way = plan(was, is_now)
        _take({path: is_now.get(path) for path in way.changed}, files)
        assert files == is_now
        _take({path: files.get(path) for step in way.steps for path in _woken(step)}, held)
        assert _read(held) == _read(is_now)


def _take(changed: Mapping[str, str | None], into: dict[str, str]) -> None:
    for path, text in changed.items():
        if text is None:
            into.pop(path, None)
        else:
            into[path] = text


def _woken(step: Step) -> Iterable[str]:
    """What is read anew: a restart of the exchange or of the cards reads all of theirs."""
    folder = _ALL_OF.get(step.verb)
    return [path for path in ON_CHANGE if path.startswith(folder)] if folder else step.files


_ALL_OF = {RESTART_EXCHANGE: "asterisk/", CONFIGURE_CARDS: "dahdi/", ADD_CARDS: "dahdi/"}


def _read(files: Mapping[str, str]) -> dict[str, str]:
    """Without tables, which are read row by row, and what a start of the box alone reads."""
    return {
        path: text
        for path, text in files.items()
        if not is_table(path) and ON_CHANGE.get(path, path) is not None
    }


@given(whole_configs)
def test_a_telephones_name_stands_in_the_table_of_people_alone(config: Config) -> None:
    plain = replace(
        config,
        extensions=tuple(replace(ext, name=DisplayName("x")) for ext in config.extensions),
    )
    nasty, tame = compile_config(config), compile_config(plain)
    assert all(nasty[path] == tame[path] for path in ASTERISK)


MEMORY = Memory()


@given(whole_configs)
def test_whatever_was_compiled_before_the_files_are_the_same(config: Config) -> None:
    assert compile_config(config, MEMORY) == compile_config(config)
