"""What an expert's own dialplan does to ours is told, and what it may do as it likes is not."""

from pathlib import Path

import pytest

from appliance.apply.own_files import own_files
from appliance.compiler.compile import compile_config
from appliance.compiler.header import CUSTOM
from tests.machines.law_firm import law_firm
from tests.machines.offices import shop

NAME = "extensions_custom.conf"
SHOP, FIRM = shop(), law_firm()
FILES = {"shop": compile_config(SHOP), "firm": compile_config(FIRM)}


def _look(folder: Path, text: str, office: str = "shop") -> tuple[str, ...]:
    (folder / NAME).write_text(text)
    config = SHOP if office == "shop" else FIRM
    found = {each.name: each for each in own_files(folder, FILES[office], config, {})}
    return found[NAME].problems


def _custom(line: str) -> str:
    return f"[from-internal-custom]\n{line}\n"


@pytest.mark.parametrize(
    "line",
    [
        "exten => 555,1,Goto(from-internal,201,1)",
        "exten => 555,1,Goto(201,1)",  # where the call began
        "exten => 555,1,goto(mine,${EXTEN},1)",
        "exten => 555,1,GotoIf($[${X}]?mine,s,1:from-internal,112,1)",
        "exten => 555,1,Gosub(sub-caller,s,1(a,b))",
        "exten => 555,1,Dial(Local/201@ext-local/n&PJSIP/x,20)",
        "exten => 555,1,ExecIf($[${X}]?Goto(mine,s,1))",
        "exten => 555,1,Goto(end)",
        "exten => 555,1,Goto(switched,anything,1)",
        "exten => 555,1,Goto(taken,s,1)",
        "exten => 555,1,Goto(from-internal,89161234567,1)",
        "exten => 555,hint,PJSIP/555",
        "exten => _[12,1,NoOp()",
        "include => mine,9:00-18:00,mon-fri,*,*",
    ],
)
def test_what_leads_somewhere_is_fine(tmp_path: Path, line: str) -> None:
    mine = """[mine]
exten => s,1,Answer
exten => _5XX,1,NoOp(five)
[switched]
switch => IAX2/other
[like](!)
exten => s,1,Hangup()
[taken](like)
[round]
include => mine
[mine](+)
include => round
"""
    assert _look(tmp_path, _custom(line) + mine) == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("exten => 555,1,Goto(sales,s,1)", "leads to [sales], which is nowhere."),
        ("exten => 555,1,goto(mine,999,1)", "leads to 999 in [mine], where nothing has"),
        ("exten => 555,1,Goto(999,1)", "leads to 999 in [from-internal-custom], where nothing"),
        ("exten => 555,1,GotoIf($[1]?mine,s,1:mine,h,1)", "leads to h in [mine]"),
        ("exten => 555,1,Gosub(sub-nobody,s,1(a))", "leads to [sub-nobody]"),
        ("exten => 555,1,ExecIf($[1]?Goto(sales,s,1))", "leads to [sales]"),
        ("exten => 555,1,Dial(PJSIP/a&Local/99@mine/n,20)", "leads to 99 in [mine]"),
        ("exten => 555,1,Goto(ext-parking,700,1)", "leads to 700 in [ext-parking]"),
        ("include => sales", "leads to [sales]"),
    ],
)
def test_what_leads_nowhere_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    (problem,) = _look(tmp_path, _custom(line) + "[mine]\nexten => s,1,Answer\n")
    assert problem.startswith(f"{NAME}, line 2: {said}")


def test_a_step_that_goes_on_is_looked_at_as_the_first(tmp_path: Path) -> None:
    text = "exten => 555,1,Answer()\n same => n(go),Goto(sales,s,1)"
    (problem,) = _look(tmp_path, _custom(text))
    assert problem.startswith(f"{NAME}, line 3: leads to [sales]")


def test_a_space_of_a_parking_lot_is_there(tmp_path: Path) -> None:
    lot = FIRM.parking_lots[0]
    line = f"exten => 5555,1,Goto(ext-parking,{next(iter(lot.numbers()))},1)"
    assert _look(tmp_path, _custom(line), "firm") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_custom("exten => 201,1,Answer()"), "201 in [from-internal-custom] hides 201, which is"),
        (_custom("exten => *65,1,Answer()"), "hides *65, which is the code of my number."),
        (_custom("exten => *0555,1,Answer()"), "hides *0, which is the code of speed dial."),
        (_custom("exten => _20[12],1,NoOp()"), "hides numbers of the office: 201, 202. Narrow it"),
        (_custom("include => x\n[x]\nexten => 201,1,Answer()"), "201 in [x] hides 201, which is"),
        ("[ext-local]\nexten => 201,1,Hangup()", "201 in [ext-local] is never reached: 201, which"),
        ("[ext-local]\nexten => 201/202,1,Hangup()", "201 in [ext-local] hides 201"),
        (_custom("exten => 112,1,Hangup()"), "112 in [from-internal-custom] is never reached"),
        ("[outbound]\nexten => *65,1,Hangup()", "*65 in [outbound] is never reached: *65, which"),
        (
            "[ext-local]\nexten => _X0X,1,Hangup()",
            "_X0X in [ext-local] does not get these numbers of the office, which go first: 201,",
        ),
    ],
)
def test_what_hides_or_is_hidden_is_told(tmp_path: Path, text: str, said: str) -> None:
    problems = _look(tmp_path, text)
    assert said in problems[0]


def test_a_pattern_names_some_of_what_it_hides(tmp_path: Path) -> None:
    (problem,) = _look(tmp_path, _custom("exten => _X.,1,Answer()"), "firm")
    assert "hides numbers of the office: 301, 302, 311, 312, 313, …. Narrow" in problem


def test_a_did_is_hidden_before_our_routes_and_nowhere_else(tmp_path: Path) -> None:
    did = FIRM.inbound.dids[0].did
    line = f"exten => {did},1,Answer()\n"
    (problem,) = _look(tmp_path, f"[from-pstn-custom]\n{line}", "firm")
    assert f"hides {did}, which is a number that callers dial." in problem
    assert _look(tmp_path, f"[mine]\n{line}", "firm") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[emergency]\nexten => 911,1,Hangup()", "stands in [emergency], where calls for help go"),
        ("[emergency](+)\ninclude => x\n[x]\nexten => 5,1,Answer", "stands in [emergency]"),
        ("[from-internal]\nexten => 112,1,Hangup()", "112 in [from-internal] takes calls for help"),
        ("[from-internal]\nexten => _10[1-4],1,NoOp", "takes calls for help (101, 102, 103, 104)"),
        ("[outbound-picked]\nexten => _X!,1,NoOp", "takes calls for help (112, 101, 102, 103, 104"),
        ("[door]\nexten => _1XX,1,NoOp\ninclude => from-internal", "_1XX in [door] takes calls"),
    ],
)
def test_what_may_stop_a_call_for_help_is_told(tmp_path: Path, text: str, said: str) -> None:
    problems = _look(tmp_path, text)
    assert any(said in problem for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        _custom("exten => 555,1,Answer()"),
        _custom("exten => *9512,1,Answer()"),
        _custom("exten => 20,1,Answer()\nexten => _20XX,1,Answer()"),
        _custom("exten => 8800,1,Goto(mine,s,1)\n[mine]\nexten => s,1,Answer()"),
        "[from-pstn-custom]\nexten => 201,1,Answer()",
        "[mine]\nexten => 112,1,Answer()",
        "[globals]\nHERE = there",
        "",
    ],
)
def test_what_touches_nothing_of_ours_is_fine(tmp_path: Path, text: str) -> None:
    assert _look(tmp_path, text) == ()


def test_another_file_is_read_where_it_stands(tmp_path: Path) -> None:
    """Its first lines belong to the context that reads it; each file has its own problems."""
    more = tmp_path / "more.conf"
    more.write_text("exten => 201,1,Answer()\n[sales]\nexten => s,1,Answer()\n")
    read = f"#tryinclude {CUSTOM}/more.conf\n"
    assert _look(tmp_path, _custom(f"{read}include => sales")) == ()
    found = own_files(tmp_path, FILES["shop"], SHOP, {})
    (problem,) = next(each.problems for each in found if each.name == "more.conf")
    assert problem.startswith("more.conf, line 1: 201 in [from-internal-custom] hides 201")


def test_a_file_of_another_kind_is_no_dialplan(tmp_path: Path) -> None:
    (tmp_path / "pjsip_custom.conf").write_text("[emergency]\nexten => 112,1,Goto(a,b,1)\n")
    (found,) = own_files(tmp_path, FILES["shop"], SHOP, {})
    assert found.problems == ()


def test_what_we_cannot_read_of_ours_is_no_ground_to_judge_by(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("[emergency]\nexten => 1,1,Goto(a,b,1)\n")
    edited = {"asterisk/extensions.conf": f"[a\n#tryinclude {CUSTOM}/{NAME}\n"}
    (found,) = own_files(tmp_path, edited, SHOP, {})
    assert found.problems == ()
