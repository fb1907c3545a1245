"""queues.conf, voicemail.conf and the table of callers, line by line."""

from dataclasses import replace

from appliance.compiler.asterisk import musiconhold_conf, queues_conf, voicemail_conf
from appliance.compiler.conf import emit
from appliance.compiler.dialplan import callers
from appliance.core.call_handling import Prompt
from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber
from appliance.core.text import DisplayName
from appliance.core.trunks import BlockedCaller, CallerRoute, Inbound
from tests.machines.clinic import clinic
from tests.machines.offices import named
from tests.machines.parts import to


def test_a_queue_and_its_members() -> None:
    text = emit(queues_conf.render(clinic()))
    reception, children = text.split("[reception]\n")[1].split("[children]\n")
    assert "strategy = leastrecent\n" in reception
    assert "maxlen = 0\n" in reception
    assert "weight = 5\n" in children
    assert "maxlen = 5\n" in children
    for line in (
        "ringinuse = no",
        "joinempty = paused,unavailable,invalid",
        "announce-frequency = 30",
        "min-announce-frequency = 15",
        "announce-position = yes",
        "announce-holdtime = yes",
        "member => Local/201@ext-members,0,201,hint:201@ext-local",
    ):
        assert f"{line}\n" in reception
    assert reception.count("member =>") == 4
    assert "min-announce-frequency = 30\n" in children
    assert "announce-holdtime = no\n" in children  # app_queue would say it unasked


def test_a_queue_that_tells_no_position() -> None:
    config = clinic()
    queues = tuple(replace(each, announce_position=0) for each in config.queues)
    text = emit(queues_conf.render(replace(config, queues=queues)))
    assert text.count("announce-position = no\n") == 2
    assert "announce-position = yes" not in text


def test_the_time_that_is_left_is_told_with_the_position_alone() -> None:
    config = clinic()
    one, two = config.queues
    silent = replace(config, queues=(replace(one, announce_position=0), two))
    assert emit(queues_conf.render(silent)).count("announce-holdtime = no\n") == 2
    late = replace(config, queues=(replace(one, announce_least=600), two))
    assert "min-announce-frequency = 30\n" in emit(queues_conf.render(late))


def test_in_russian_it_begins_with_words_that_govern_no_case() -> None:
    config = clinic()
    begins = "queue-holdtime = queue-reporthold\n"
    assert emit(queues_conf.render(config)).count(begins) == 1
    abroad = replace(config, country=CountryCode.US)
    assert begins not in emit(queues_conf.render(abroad))


def test_a_mailbox_opens_by_no_pin_until_its_owner_sets_one() -> None:
    text = emit(voicemail_conf.render(clinic()))
    assert "passwordlocation = spooldir\n" in text
    assert text.endswith("[default]\n201 => x\n")


def test_no_name_is_in_these_files() -> None:
    before = clinic()
    after = edit(before, named("201", "Другое имя"))
    boxes = tuple(replace(each, name=DisplayName("y")) for each in after.mailboxes)
    after = replace(after, mailboxes=boxes)
    for render in (queues_conf.render, voicemail_conf.render):
        assert render(after) == render(before)


def test_the_table_of_callers() -> None:
    inbound = Inbound(
        callers=(
            CallerRoute("79161234567", to("201")),
            CallerRoute("7916", to("202"), prefix=True),
            CallerRoute("74950000000", to("202")),
        ),
        blocked=(BlockedCaller("74950000000"),),
    )
    table = callers.table(replace(clinic(), inbound=inbound))
    assert table.rows == (
        ("79161234567", "ext-local,201,1"),
        ("7916*", "ext-local,202,1"),
        ("74950000000", "refused"),
    )


def test_an_office_that_knows_no_caller_asks_whether_a_telephone_does() -> None:
    config = replace(clinic(), inbound=Inbound(operator=ExtensionNumber("201")))
    odd = "${LEN(${CALLERID(num)})}!=${LEN(${FILTER(0-9,${CALLERID(num)})})}"
    asked = f'GosubIf($["${{DB_KEYS(BLACKLIST)}}"!="" | {odd}]?sub-caller,s,1)'
    assert [str(step) for step in callers.known(config)] == [asked]
    assert callers.known(Config()) == ()
    assert callers.contexts(Config()) == ()
    assert callers.table(config).rows == ()


def test_music_that_somebody_chose_is_one_class_for_each_prompt() -> None:
    config = clinic()
    prompts = tuple(Prompt(Key(key), DisplayName(key)) for key in ("waltz", "news", "unused"))
    one, two = config.queues
    config = replace(config, prompts=(*config.prompts, *prompts), hold_music=Key("waltz"))
    config = replace(config, queues=(replace(one, music=Key("news"), call_back=False), two))
    music = emit(musiconhold_conf.render(config))
    assert [line for line in music.splitlines() if not line.startswith(";") and line] == [
        "[default]",
        "mode = playlist",
        "entry = /var/lib/asterisk/sounds/custom/waltz",
        "[prompt-news]",
        "mode = playlist",
        "entry = /var/lib/asterisk/sounds/custom/news",
    ]
    queues = emit(queues_conf.render(config))
    assert queues.count("musicclass = prompt-news\n") == 1
    assert queues.count("musicclass = default\n") == 1
