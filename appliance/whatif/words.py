"""What happens in a simulated call, in Russian and English.

Keys are the compiler's notes, and `Application: what`; a note that adds nothing to that is silent.
"""

from collections.abc import Mapping

from appliance.core.saying import Said
from appliance.whatif.code_words import CODE_TERMS, CODES, OWN_WORDS
from appliance.whatif.end_words import CAUSES, ENDS

_SECONDS_RU, _SECONDS_EN = "{1} {1:секунду|секунды|секунд}", "{1} {1:second|seconds}"
_FIRST_RU, _FIRST_EN = "{0} {0:секунду|секунды|секунд}", "{0} {0:second|seconds}"
SILENT = Said("", "")

_ORIGIN = {
    "Call: from telephone": Said("С телефона {0} набрали {1}.", "Telephone {0} dials {1}."),
    "Call: from trunk": Said(
        "Звонок снаружи по «{0}»: звонит {1}, вызван {2}.",
        "A call from outside on {0}: {1} calls {2}.",
    ),
    "Call: no such origin": Said(
        "Звонить не с чего: такого телефона или такой линии нет.",
        "There is nothing to call from: no such telephone or line.",
    ),
    "Call: no such number": Said(
        "Номера {0} в этом месте нет.", "There is no number {0} to be reached from here."
    ),
    "Call: number begins": Said(
        "{0} — только начало номера.", "{0} is only the beginning of a number."
    ),
    "Call: no such place": Said(
        "План набора ведёт в никуда: {0}.", "The dialplan leads to nowhere: {0}."
    ),
    "Call: endless": Said(
        "Звонок ходит по кругу: после {0} {0:шага|шагов|шагов} конца нет.",
        "The call goes in circles: no end after {0} {0:step|steps}.",
    ),
    "Call: bad expression": Said(
        "В плане набора непонятное условие: {0}.",
        "The dialplan has a condition that is none: {0}.",
    ),
    "Call: return from nowhere": Said(
        "План набора возвращается, не войдя.", "The dialplan returns without having entered."
    ),
    "Call: pressed": Said("Нажато: {0}.", "Pressed: {0}."),
}
_DIAL = {
    "Dial: rings": Said(
        "Звонит {0}, до {1} {1:секунды|секунд|секунд}.", f"{{0}} rings, up to {_SECONDS_EN}."
    ),
    "Dial: rings on": Said("Звонит {0}, пока не ответят.", "{0} rings until somebody answers."),
    "Dial: sent": Said(
        "Занимается линия «{0}», в неё передаётся номер {1}.",
        "The call takes a line of {0}, and {1} is sent over it.",
    ),
    "Dial: answered": Said(
        f"Отвечает {{0}} через {_SECONDS_RU}.", f"{{0}} answers after {_SECONDS_EN}."
    ),
    "Dial: limited": Said(
        "Разговор прервётся через {0} {0:минуту|минуты|минут}.",
        "The talk is ended after {0} {0:minute|minutes}.",
    ),
    "Dial: nobody answers": Said("Никто не отвечает.", "Nobody answers."),
    "Dial: busy": Said("Занято: {0}.", "Busy: {0}."),
    "Dial: congestion": Said("Свободных линий нет: {0}.", "No line is free: {0}."),
    "Dial: unreachable": Said("Недоступен: {0}.", "Cannot be reached: {0}."),
}
_SERVICE = {
    "Busy: tone": Said("Слышно «занято».", "The caller hears the busy tone."),
    "Congestion: tone": Said(
        "Слышны частые гудки отказа.", "The caller hears the congestion tone."
    ),
    "Hangup: hangs up": Said("АТС кладёт трубку.", "The exchange hangs up."),
    "Playback: plays": Said("Звучит «{0}».", "The caller hears {0}."),
    "BackGround: plays": Said("Звучит «{0}», можно нажимать.", "{0} plays; keys may be pressed."),
    "WaitExten: nothing": Said("Ничего не нажато.", "Nothing is pressed."),
    "Read: asks": Said("АТС ждёт набора.", "The exchange waits for digits."),
    "SayDigits: says": Said("АТС называет цифры {0}.", "The exchange says the digits {0}."),
    "SayNumber: says": Said("АТС называет число {0}.", "The exchange says the number {0}."),
    "SayUnixTime: says": Said("АТС называет время.", "The exchange tells the time."),
    "ReceiveFAX: begins": Said("АТС принимает факс.", "The exchange takes a fax."),
    "ConfBridge: begins": Said(
        "Звонящий входит в конференцию.", "The caller is in the conference."
    ),
    "Park: begins": Said("Звонящий ждёт на парковке.", "The caller waits in parking."),
    "ParkedCall: nobody": Said("На месте {0} никто не ждёт.", "Nobody waits at {0}."),
    "Echo: begins": Said("Проверка эха: слышно себя.", "Echo test: the caller hears himself."),
    "Milliwatt: begins": Said("Звучит контрольный тон.", "A test tone is heard."),
    "VoiceMail: takes": Said(
        "Звонящий оставляет сообщение в ящике {0}.", "The caller leaves a message in mailbox {0}."
    ),
    "VoiceMailMain: begins": Said("Прослушивание сообщений.", "Messages are heard."),
    "MixMonitor: begins": Said("Разговор будет записан.", "The talk will be recorded."),
    **OWN_WORDS,
    "ChanSpy: nobody talks": Said("{0} ни с кем не говорит.", "{0} does not talk to anybody."),
    "ChanSpy: listens": Said("Звонящий слушает разговор {0}.", "The caller listens to {0}."),
    "ChanSpy: whispers": Said(
        "Звонящий слушает разговор {0} и подсказывает; слышит его только {0}.",
        "The caller listens to {0} and can speak to {0} alone.",
    ),
    "ChanSpy: joins": Said(
        "Звонящий входит в разговор {0}, его слышат оба.",
        "The caller joins the talk of {0}, both hear him.",
    ),
    "Pickup: nothing rings": Said(
        "Сейчас там никто не звонит: забирать нечего.", "Nothing rings there: no call to take."
    ),
    "Queue: empty": Said("В очереди никого нет.", "Nobody serves the queue."),
    "Queue: timeout": Said(
        f"В очереди прождали {_FIRST_RU}.", f"The caller has waited {_FIRST_EN} in the queue."
    ),
}
NOTES: Mapping[str, Said] = {
    **CODES,
    "asks for group": Said(
        "Группа линий «{0}» звонящему не разрешена.", "The trunk group {0} is not the caller's."
    ),
    "asks for PIN": Said("АТС спрашивает PIN.", "The exchange asks for the PIN."),
    "asks for mailbox": Said(
        "Спрашивается, есть ли ящик {0}.", "Whether there is a mailbox {0} is asked."
    ),
    "asks for room": Said(
        "АТС спрашивает номер конференции.", "The exchange asks for the conference's number."
    ),
    "asks for calls at once": Said(
        "Снаружи уже столько разговоров, сколько можно одновременно ({0}).",
        "As many calls to the outside are up as may be at once ({0}).",
    ),
    "asks for minutes": Said(
        "Из минут этого дня ничего не осталось.", "Nothing is left of the day's minutes."
    ),
    "limit of calls": Said(
        "Номер {0} достиг своего предела звонков; владельцу сообщат.",
        "Number {0} met its limit of calls; the owner is told.",
    ),
    "limit of minutes": Said(
        "Номер {0} израсходовал минуты этого дня; владельцу сообщат.",
        "Number {0} used up its minutes of the day; the owner is told.",
    ),
    "asks for the lines' calls": Said(
        "По «{0}» уже столько звонков наружу, сколько можно сразу ({1}).",
        "{0} carries as many calls to the outside as it may at once ({1}).",
    ),
    "asks for the lines' minutes": Said(
        "У «{0}» на сегодня не осталось минут.", "{0} has no minutes of the day left."
    ),
    "asks for dear calls": Said(
        "По «{0}» сегодня уже столько дорогих звонков, сколько можно ({1}).",
        "{0} has carried as many dear calls today as it may ({1}).",
    ),
    "lines' limit": Said(
        "«{0}»: предел достигнут; владельцу сообщат.",
        "{0} is at its limit; the owner is told.",
    ),
    "asks for reserve": Said(
        "В «{0}» остались только линии в запасе ({1}).",
        "Only lines held in reserve are left in {0} ({1}).",
    ),
    "back from parking": Said(
        "С парковки никто не забрал: звонок вернулся к {0}.",
        "Nobody took it from parking: the call is back at {0}.",
    ),
    "blocked": Said("Номер {0} в чёрном списке.", "The number {0} is blocked."),
    "on the white list": Said("Номер {0} в белом списке.", "The number {0} is on the white list."),
    "hides the number": Said(
        "Звонящий скрывает номер; таких не принимают.",
        "The caller hides the number; such calls are not taken.",
    ),
    "not on the white list": Said(
        "Звонящего нет в белом списке; других не принимают.",
        "The caller is not on the white list; no others are taken.",
    ),
    "caller's own way": Said(
        "Для звонящего {0} есть свой маршрут.", "The caller {0} has a route of his own."
    ),
    "by the schedule": Said("«{0}»: снова по расписанию.", "{0}: by the schedule again."),
    "dial-in": Said("Звонок через станцию по номеру и PIN.", "Dial-in by number and PIN."),
    "asks for own number": Said(
        "Просит набрать свой внутренний номер.", "The caller's own number is asked for."
    ),
    "asks for dial-in": Said(
        "Спрашивается, может ли он звонить через станцию снаружи.",
        "Whether he may call on from outside is asked.",
    ),
    "at desk": Said("За телефоном {0} сидит {1}.", "{1} is logged in at telephone {0}."),
    "is at desk": Said("{0} сидит за телефоном {1}.", "{0} is logged in at telephone {1}."),
    "desk is taken": Said("За телефоном {0} сидит другой.", "Somebody else is at telephone {0}."),
    "nobody at desk": Said("За телефоном {0} чужих нет.", "Nobody is logged in at telephone {0}."),
    "asks whether there is a PIN": Said(
        "Спрашивается, есть ли PIN у {0}.", "Whether {0} has a PIN is asked."
    ),
    "sits down": Said("{0} садится за телефон {1}.", "{0} logs in at telephone {1}."),
    "leaves desk": Said("{0} уходит от телефона {1}.", "{0} logs out at telephone {1}."),
    "is home": Said("{0} снова у своего телефона.", "{0} is at his own telephone again."),
    "asks for lock": Said(
        "Спрашивается, не заперт ли номер {0} из-за неверных PIN.",
        "Whether {0} is locked for wrong PINs is asked.",
    ),
    "dials in": Said(
        "Дальше звонок идёт по правам номера {0}.", "The call goes on by the rights of {0}."
    ),
    "asks for number": Said(
        "Гудок: можно набирать номер.", "A dial tone: the number can be dialled."
    ),
    "directory": Said("Справочник по имени.", "The directory by name."),
    "asks for name": Said(
        "Просит набрать первые буквы имени на клавишах.",
        "The first letters of the name are asked for, on the keys.",
    ),
    "found": Said("Нашёлся номер {0}; клавиша 1 вызывает.", "Number {0} is found; key 1 calls."),
    "nobody of the name": Said(
        "Имени с клавишами {0} ни у кого нет.", "Nobody's name is spelt {0}."
    ),
    "waits for": Said(
        "Номер {0} занят: телефон позвонит, когда он освободится.",
        "The number {0} is busy: the telephone will ring once it is free.",
    ),
    "waits for a line": Said(
        "Свободной линии для {0} нет: телефон позвонит, когда она будет.",
        "There is no free line for {0}: the telephone will ring once there is.",
    ),
    "is free": Said(
        "Номер {0} уже свободен: звонок идёт сразу.",
        "The number {0} is free by now: it is called at once.",
    ),
    "calls back": Said("Перезвон на {0}.", "{0} is called back."),
    "calls": Said("Вызов на номер {0}, {1}.", "The call is for {0}, {1}."),
    "closed": Said("«{0}»: нерабочее время.", "{0}: closed at this hour."),
    "closed by hand": Said("«{0}»: закрыто вручную.", "{0}: closed by hand."),
    "closed: range": Said("«{0}»: особые дни, закрыто.", "{0}: days that differ, closed."),
    "closed: special day": Said(
        "«{0}»: особый рабочий день, уже закрыто.", "{0}: a special working day, closed now."
    ),
    "intercom": Said(
        "Телефон {0} сам снимет трубку.", "Telephone {0} is asked to answer by itself."
    ),
    "denies intercom": Said(
        "{0} громкую связь не принимает.", "{0} does not let itself be spoken to."
    ),
    "lifts bans": Said(
        "Снимаются запреты с тех, кто подбирал пароли.",
        "Bans of those who guessed passwords are lifted.",
    ),
    "clears": Said("Выключается: {0}.", "Switched off: {0}."),
    "code is off": Said("Код {0} выключен.", "The code {0} is switched off."),
    "dials out": Said("Наружу через «{0}».", "Out by {0}."),
    "no room for faxes": Said("Для факсов нет места.", "There is no room for faxes."),
    "listens for a fax": Said(
        "Если это окажется факс, его примет факсимильный номер.",
        "If it turns out to be a fax, the fax number takes it.",
    ),
    "fax": Said("Факсимильный номер «{0}».", "Fax number {0}."),
    "conference": Said("Конференция «{0}».", "Conference {0}."),
    "direction": Said("Направление: {0}, номер {1}.", "Direction: {0}, number {1}."),
    "do not disturb": Said(
        "На {0} включено «не беспокоить».", "{0} does not want to be disturbed."
    ),
    "help is told": Said("Сразу звонят телефоны: {0}.", "These telephones ring at once: {0}."),
    "emergency": Said("Экстренный вызов через «{0}».", "An emergency call by {0}."),
    "emergency by forwarding": Said(
        "На экстренные номера переадресации нет.", "Nothing is forwarded to emergency numbers."
    ),
    "follows": Said("Вместе с {0} звонит {1}.", "{1} rings along with {0}."),
    "follows inside": Said(
        "Вместе с телефоном звонит только номер снаружи.",
        "Only a number outside rings along with a telephone.",
    ),
    "forwarded": Said("С {0} переадресовано на {1}.", "{0} is forwarded to {1}."),
    "forwarded in a circle": Said(
        "Переадресация с {0} идёт по кругу.", "The forwarding of {0} goes in a circle."
    ),
    "announces": Said(
        "Объявление на телефоны группы «{0}».", "An announcement to the telephones of {0}."
    ),
    "hears the announcement": Said("Его услышат на телефоне {0}.", "It is heard at telephone {0}."),
    "hears mailbox": Said("Ящик {0}.", "Mailbox {0}."),
    "holiday": Said("Праздничный день, закрыто.", "Closed on a holiday."),
    "hunt group": Said("Группа «{0}».", "Group {0}."),
    "mailbox": SILENT,
    "menu": Said("Меню «{0}».", "Menu {0}."),
    "nobody's call": Said(
        "Звонка наружу никто из своих не делал.", "Nobody of ours calls outside."
    ),
    "a number of ours": Said(
        "Это свой номер: линия не нужна.", "A number of ours: no line is needed."
    ),
    "handed over": Said("Звонок перевёл {0}.", "{0} has handed the call over."),
    "no PIN": Said("Верного PIN нет.", "No right PIN was given."),
    "no clock": Said("«{0}»: часы не идут.", "{0}: the clock is lost."),
    "no line": Said("Ни одной линии для звонка не нашлось.", "No line was to be had."),
    "no right": Said("Звонящему не разрешено: {0}.", "The caller may not: {0}."),
    "nobody to call back": Said(
        "Перезванивать некому: номера звонившего нет.", "There is no caller to call back."
    ),
    "nothing to redial": Said("Повторять нечего.", "Nothing was dialled before."),
    "number hidden": Said("Свой номер скрыт на этот звонок.", "The number is hidden this once."),
    "number shown": Said("Свой номер показан на этот звонок.", "The number is shown this once."),
    "no such number": Said("Такого номера нет.", "There is no such number."),
    "no telephone": Said("У номера {0} нет телефона.", "{0} has no telephone."),
    "not at this hour": Said(
        "В это время звонящему не разрешено: {0}.", "The caller may not at this hour: {0}."
    ),
    "not open": Said(
        "Звонящему с номером {1} не разрешено: {0}.", "With {1} the caller may not: {0}."
    ),
    "open": Said("«{0}»: рабочее время.", "{0}: open."),
    "open by hand": Said("«{0}»: открыто вручную.", "{0}: open by hand."),
    "parks": Said("Парковка «{0}».", "Parking {0}."),
    "plays": Said("Объявление «{0}».", "Announcement {0}."),
    "queue": Said("Очередь «{0}».", "Queue {0}."),
    "redials": Said("Ещё раз набирается {0}.", "{0} is dialled again."),
    "refused": Said("Звонок не принимается.", "The call is not taken."),
    "rests": SILENT,
    "rings": SILENT,
    "rings on": Said(
        "Линия звонит дальше, трубку никто не берёт.", "The line rings on, nobody answers it."
    ),
    "takes parked": Said("Забирается звонок с места {0}.", "The call that waits at {0} is taken."),
    "telephone talks": Said("По {0} говорят.", "Somebody talks at {0}."),
    "takes a call": Said(
        "Забирается звонок своей группы.", "A call of the caller's groups is taken."
    ),
    "takes the call of": Said(
        "Забирается звонок, который звонит у {0}.", "The call that rings at {0} is taken."
    ),
    "sets": Said("Включается: {0} — {1}.", "Switched on: {0}, {1}."),
    "lost time": Said(
        "Часы АТС не идут: будить не по чему.", "The clock is lost: no one is woken."
    ),
    "no such time": Said("Такого времени нет.", "There is no such time."),
    "wakes": Said("Будильник на {0}.", "A wake-up call at {0}."),
    "wrong PIN": Said("PIN неверен.", "The PIN is wrong."),
    "wrong keys": Said("Такого выбора нет: {0}.", "There is no such choice: {0}."),
}
WORDS: Mapping[str, Said] = {**_ORIGIN, **_DIAL, **_SERVICE, **NOTES, **ENDS}

TERMS: Mapping[str, Said] = {
    "internal": Said("внутренний", "internal"),
    "emergency": Said("экстренный", "emergency"),
    "free": Said("бесплатный", "free"),
    "city": Said("городской", "city"),
    "long distance": Said("междугородный", "long distance"),
    "mobile": Said("мобильный", "mobile"),
    "international": Said("международный", "international"),
    "paid": Said("платный", "paid"),
    "other": Said("прочий", "other"),
    "do not disturb": Said("не беспокоить", "do not disturb"),
    "forward": Said("переадресация", "forwarding"),
    "day and night": Said("день и ночь", "day and night"),
    "pickup": Said("перехват звонка", "taking calls"),
    "listen": Said("прослушивание", "listening"),
    "whisper": Said("подсказка", "whispering"),
    "barge": Said("вход в разговор", "joining the talk"),
    "record": Said("запись по кнопке", "recording at a key"),
    "dial in": Said("звонок через станцию по PIN", "dial-in from outside"),
    **CODE_TERMS,
    "announce": Said("объявление группе", "announcing to a group"),
    "pick a line": Said("выбор линии", "picking a line"),
    "CF": Said("переадресация всех звонков", "forwarding of all calls"),
    "CFB": Said("переадресация по занятости", "forwarding when busy"),
    "CFU": Said("переадресация без ответа", "forwarding without answer"),
    "CW": Said("ожидание вызова", "call waiting"),
    "FOLLOWME": Said("номер, который звонит вместе", "the number that rings along"),
    "DND": Said("не беспокоить", "do not disturb"),
    "NOINTERCOM": Said("запрет громкой связи", "no intercom"),
    "DOOR": Said("ожидание у веб-страницы", "waits at the web page"),
    "DESK": Said("кто за телефоном", "who is logged in"),
    "ATDESK": Said("чужой телефон", "telephone of another"),
    "CAMPON": Said("автодозвон", "camp-on"),
    "CAMPED": Said("когда ждущему звонили", "when somebody who waits was rung"),
    "NOLINE": Said("номер, для которого не было линии", "the number there was no line to"),
    "WRONGPIN": Said("неверные PIN", "wrong PINs"),
    "WAKEUP": Said("будильник", "wake-up call"),
    "SPEEDDIAL": Said("быстрый набор", "speed dial"),
    "LASTCALLER": Said("кто звонил последним", "who called last"),
    "REDIAL": Said("последний набранный номер", "the number dialled last"),
    "IDLESINCE": Said("конец последнего звонка", "the end of the last call"),
    "SPENT": Said("минуты этого дня", "the day's minutes"),
    "TRUNKSPENT": Said("минуты линий за день", "the lines' minutes of the day"),
    "TRUNKDEAR": Said("дорогие звонки линий за день", "the lines' dear calls of the day"),
    "TRUNKMET": Said("предел, достигнутый линиями", "the limit that the lines met"),
    "LIMITMET": Said("достигнутый предел", "the limit that was met"),
    "YES": Said("да", "yes"),
    "NO": Said("нет", "no"),
    "not allowed": Said("звонящему не разрешено", "the caller may not"),
    "not at this hour": Said("в это время не разрешено", "not at this hour"),
    "without a PIN": Said("нет верного PIN", "no right PIN"),
    "limit met": Said("предел достигнут", "a limit is met"),
    **CAUSES,
}
"""What stands in a gap and is a word itself: a direction, a function, a cause by Q.850."""
