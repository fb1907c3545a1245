"""Words of what codes, and keys in a queue, do; `words.py` has the others."""

from collections.abc import Mapping

from appliance.core.saying import Said

CODES: Mapping[str, Said] = {
    "asks for a caller": Said(
        "Просит набрать номер того, кто звонит.", "The number of a caller is asked for."
    ),
    "nobody to block": Said("Номера звонившего нет.", "There is no caller to block."),
    "no caller's number": Said("{0} — не номер снаружи.", "{0} is no number outside the office."),
    "is it right": Said(
        "Называет номер и спрашивает, верен ли он; клавиша 1 — да.",
        "The number is said, and whether it is right is asked; key 1 says so.",
    ),
    "blocks": Said("{0} теперь в чёрном списке.", "{0} is blocked from now on."),
    "unblocks": Said("{0} в чёрном списке больше нет.", "{0} is blocked no more."),
    "as from outside": Said(
        "Дальше — как звонок снаружи.", "From here on it is as a call from outside."
    ),
    "asks for our number": Said(
        "Спрашивает, на какой наш номер этот звонок; без цифр — на линию без номера.",
        "Which of our numbers the call is for is asked; no digits mean a line without one.",
    ),
    "no such way in": Said(
        "По {0} звонки снаружи не приходят.", "No call from outside comes in by {0}."
    ),
    "records": Said(
        "Записывается фраза «{0}»; любая клавиша — конец записи.",
        "The announcement {0} is recorded; any key ends that.",
    ),
    "is it good": Said(
        "Запись звучит; спрашивается, оставить её (1), прослушать (2) или записать заново (3).",
        "The recording is heard; whether it is kept (1), heard (2) or made anew (3) is asked.",
    ),
    "keeps the words": Said(
        "Запись оставлена: дальше звонящие слышат её.",
        "The recording is kept: it is what callers hear from now on.",
    ),
    "serves no queue": Said(
        "Звонящий не обслуживает ни одной очереди.", "The caller serves no queue."
    ),
    "logs in to queues": Said(
        "{0} входит в свои очереди.", "{0} logs in to the queues that it serves."
    ),
    "logs out of queues": Said(
        "{0} выходит из своих очередей.", "{0} logs out of the queues that it serves."
    ),
    "is logged out": Said("{0}: входа в очереди нет.", "{0} is logged out of the queues."),
    "begins a pause": Said("{0} начинает паузу.", "{0} begins a pause."),
    "ends the pause": Said("Пауза {0} окончена.", "The pause of {0} is over."),
    "keeps turn": Said(
        "Место в очереди «{0}» сохранено: когда оно подойдёт и возьмёт трубку оператор, "
        "станция позвонит на {1}.",
        "The turn in queue {0} is kept: when it has come and an operator has answered, "
        "{1} is called.",
    ),
    "no call-back": Said(
        "Перезвонить нельзя: номер скрыт, или туда звонить не разрешено. Ожидание продолжается.",
        "There is no calling back: the number is hidden, or must not be called. The wait goes on.",
    ),
    "queues ring": Said("Очереди звонят на {0}.", "Queues ring {0}."),
    "queues ring not": Said("Очереди на {0} не звонят.", "Queues do not ring {0}."),
    "says who waits": Said(
        "Называется, сколько ждут в «{0}».", "The exchange says how many wait in {0}."
    ),
    "speed dial": Said("Быстрый набор {0}: {1}.", "Speed dial {0}: {1}."),
    "speed dial again": Said(
        "Быстрый набор ведёт на быстрый набор.", "One speed dial leads to another."
    ),
    "no speed dial": Said(
        "На клавишу {0} номер не назначен.", "No number is kept behind the key {0}."
    ),
    "keeps": Said("На клавишу {0} назначен номер {1}.", "The key {0} calls {1} from now on."),
    "keeps nothing": Said("Клавиша {0} свободна.", "The key {0} is free again."),
}
OWN_WORDS: Mapping[str, Said] = {
    "MixMonitor: own words": Said("Запись идёт.", "It is being recorded."),
}
"""What the application does where no talk is recorded."""
CODE_TERMS: Mapping[str, Said] = {
    "block callers": Said("чёрный список с телефона", "blocking callers"),
    "record announcements": Said("запись фраз", "recording announcements"),
    "BLACKLIST": Said("чёрный список", "block list"),
    "CALLBACK": Said("кому перезвонить из очереди", "who is called back from a queue"),
    "QUEUEOUT": Said("выход из очередей", "logged out of queues"),
    "QUEUEPAUSE": Said("пауза в очередях", "pause in queues"),
    "PROMPT": Said("запись фразы", "recording of an announcement"),
}
"""Functions that codes have, and what they change."""
