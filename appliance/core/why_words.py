"""Why calls end as they do, in Russian and English."""

from collections.abc import Mapping

from appliance.core.saying import Said

_AFTER_RU, _AFTER_EN = "{0} {0:секунду|секунды|секунд}", "{0} {0:second|seconds}"

_TALKED = {
    "caller ended": Said(
        "Ответил {0}, говорили {1}, трубку положил звонивший.",
        "{0} answered, they talked for {1}, and the caller hung up.",
    ),
    "called ended": Said(
        "Ответил {0}, говорили {1}, трубку положил не звонивший, а другая сторона.",
        "{0} answered, they talked for {1}, and the other side hung up.",
    ),
    "exchange ended": Said(
        "Ответил {0}, говорили {1}, разговор закончила сама станция.",
        "{0} answered, they talked for {1}, and the exchange itself ended the call.",
    ),
    "conference": Said(
        "Звонивший был в конференции {0}, от ответа до отбоя {1}.",
        "The caller was in conference {0}, {1} from the answer to the end.",
    ),
    "fax": Said(
        "На факс {0} {1:пришла|пришли|пришло} {1} {1:страница|страницы|страниц}.",
        "{1} {1:page|pages} came by fax {0}.",
    ),
    "part of a fax": Said(
        "На факс {0} {1:пришла|пришли|пришло} {1} {1:страница|страницы|страниц}, и связь "
        "оборвалась.",
        "{1} {1:page|pages} came by fax {0}, and then it broke off.",
    ),
    "no fax": Said(
        "Звонок принял факс {0}, но ни одной страницы не пришло.",
        "Fax {0} took the call, but no page came.",
    ),
    "announced": Said(
        "Звонивший говорил сразу на все телефоны группы {0}, от набора до отбоя {1}.",
        "The caller spoke to all telephones of group {0}, {1} from dialling to the end.",
    ),
    "left in parking": Said(
        "Ответил {0}, потом звонок стоял на парковке: никто его не снял, и звонивший положил "
        "трубку.",
        "{0} answered, then the call waited in parking: nobody took it, and the caller hung up.",
    ),
    "answered by the exchange": Said(
        "Ответила сама станция: {0} — не чей-то телефон.",
        "The exchange itself answered: {0} is nobody's telephone.",
    ),
    "mailbox": Said(
        "Никто не взял трубку, и звонок принял почтовый ящик {0}.",
        "Nobody took the call, and mailbox {0} answered it.",
    ),
    "cut": Said(
        "Станция остановилась посреди звонка, когда никто ещё не ответил.",
        "The exchange went down in the middle of the call, before anybody had answered.",
    ),
    "cut talking": Said(
        "Станция остановилась посреди разговора, который длился {0}.",
        "The exchange went down in the middle of a talk that had lasted {0}.",
    ),
}
_UNANSWERED = {
    "no answer": Said(
        "{0}: телефон звонил {1} {1:секунду|секунды|секунд}, трубку не взяли.",
        "{0}: it rang for {1} {1:second|seconds} and nobody answered.",
    ),
    "gave up": Said(
        f"Звонивший положил трубку через {_AFTER_RU}, пока звонил {{1}}.",
        f"The caller hung up after {_AFTER_EN}, while {{1}} was ringing.",
    ),
    "gave up before": Said(
        f"Звонивший положил трубку через {_AFTER_RU}, раньше чем где-то зазвонило.",
        f"The caller hung up after {_AFTER_EN}, before any telephone rang.",
    ),
    "left the queue": Said(
        f"Звонивший положил трубку через {_AFTER_RU}, не дождавшись ответа в очереди {{1}}.",
        f"The caller hung up after {_AFTER_EN}, before anybody of queue {{1}} answered.",
    ),
    "keeps turn": Said(
        f"Через {_AFTER_RU} звонивший попросил перезвонить: его место в очереди {{1}} сохранено.",
        f"After {_AFTER_EN} the caller asked to be called back and keeps the turn in queue {{1}}.",
    ),
    "left the menu": Said(
        f"Звонивший положил трубку через {_AFTER_RU}, ничего не выбрав в меню {{1}}.",
        f"The caller hung up after {_AFTER_EN} without a choice in menu {{1}}.",
    ),
    "busy": Said("Занято: {0}.", "Busy: {0}."),
    "declined": Said("Звонок отклонён: {0}.", "The call was declined: {0}."),
    "resting": Said(
        "{0} сейчас не принимает звонков: включено «не беспокоить» или все заняты.",
        "{0} takes no calls at present: do not disturb is on, or everybody is busy.",
    ),
    "no room": Said(
        "Факс {0} занят: для документов почти не осталось места.",
        "Fax {0} is busy: there is hardly any room for documents.",
    ),
    "rests": Said(
        "{0} не принимает звонков: включено «не беспокоить».",
        "{0} takes no calls: do not disturb is on.",
    ),
    "talks": Said(
        "Занято: по телефону {0} разговаривают, ожидание вызова не включено.",
        "Busy: somebody talks at the telephone of {0}, and call waiting is off.",
    ),
}
_FAILED = {
    "without a telephone": Said(
        "У номера {0} нет ни одного телефона.", "{0} has no telephone that could ring."
    ),
    "limit of calls": Said(
        "У {0} уже столько звонков наружу, сколько можно вести сразу.",
        "{0} has as many calls to the outside as are allowed at once.",
    ),
    "limit of minutes": Said(
        "У {0} на сегодня кончились минуты звонков наружу.",
        "{0} has no minutes of calls to the outside left today.",
    ),
    "lines' limit of calls": Said(
        "По линиям #{0} уже столько звонков наружу, сколько можно вести сразу.",
        "Lines #{0} carry as many calls to the outside as they may at once.",
    ),
    "lines' limit of minutes": Said(
        "У линий #{0} на сегодня кончились минуты звонков наружу.",
        "Lines #{0} have no minutes of calls to the outside left today.",
    ),
    "lines' limit of dear calls": Said(
        "По линиям #{0} сегодня больше нельзя звонить за границу и на платные номера.",
        "Lines #{0} carry no more calls abroad and to paid numbers today.",
    ),
    "no telephone": Said(
        "Телефон {0} недоступен: он не подключён или не зарегистрирован.",
        "The telephone of {0} cannot be reached: it is not connected or not registered.",
    ),
    "no line": Said(
        "Для {0} не нашлось свободной исправной внешней линии.",
        "No outside line in service was free for {0}.",
    ),
    "unreachable": Said(
        "Туда не дозвониться: {0} недоступен (причина {1}).",
        "It cannot be reached: {0} is out of reach (cause {1}).",
    ),
    "refused there": Said(
        "Другая сторона, {0}, отказала: {1} (причина {2}).",
        "The other side, {0}, refused: {1} (cause {2}).",
    ),
    "code refused": Said(
        "Код {0} выключен или не разрешён телефону {1}.",
        "The code {0} is switched off, or {1} may not use it.",
    ),
    "forwarding refused": Said(
        "С {0} звонок переадресован на {1}, а туда ему нельзя: по кругу или не по праву.",
        "{0} forwards to {1}, where the call may not go: in a circle, or without the right to.",
    ),
    "rights": Said(
        "{0} не имеет права звонить на {1}: не позволяют роль, часы или PIN.",
        "{0} has no right to call {1}: role, hours or PIN do not allow it.",
    ),
    "leads to nobody": Said(
        "Звонок от {0} ни к кому не ведёт: номер заблокирован или маршрут закрыт.",
        "A call from {0} leads to nobody: the number is blocked, or the route is closed.",
    ),
    "nobody to ring": Said(
        "Звонок на {0} некому взять: все не принимают звонков, и дальше он никуда не ведёт.",
        "Nobody of {0} takes calls at present, and the call leads nowhere else.",
    ),
    "no such number": Said(
        "{0} — ничей номер (причина {1}).", "{0} is nobody's number (cause {1})."
    ),
}
_EVIDENCE = {
    "dialled": Said("{0} набирает {1} ({2})", "{0} calls {1} ({2})"),
    "leg called": Said("звонит телефон: {0} ({1})", "it rings: {0} ({1})"),
    "leg caller": Said("звонит {0} ({1})", "{0} calls ({1})"),
    "leg asked": Said("отдельный разговор начинает {0} ({1})", "{0} begins a talk aside ({1})"),
    "leg took up": Said("звонок забирает {0} ({1})", "{0} takes the call up ({1})"),
    "leg listened": Said("подключается {0} ({1})", "{0} joins ({1})"),
    "picked up": Said("трубку снимает {0}", "{0} answers"),
    "ended with": Said(
        "отключается {0}: {1} (причина {2})", "{0} leaves the call: {1} (cause {2})"
    ),
    "ended at": Said(
        "конец в {0},{1}; Dial: {2}; {3} (причина {4})",
        "the end at {0},{1}; Dial: {2}; {3} (cause {4})",
    ),
    "fact forwards": Said("{0} переадресует звонки", "{0} forwards its calls"),
    "fact no line": Said("для {0} нет внешней линии", "there is no outside line for {0}"),
    "fact no room": Said("для факса {0} нет места", "there is no room for fax {0}"),
    "fact rests": Said("у {0} включено «не беспокоить»", "{0} has do not disturb on"),
    "fact talks": Said("по телефону {0} разговаривают", "somebody talks at the telephone of {0}"),
    "fact no telephone": Said("у {0} нет телефона", "{0} has no telephone"),
    "fact calls met": Said(
        "{0}: предел звонков наружу сразу", "{0} is at the limit of calls to the outside at once"
    ),
    "fact minutes met": Said(
        "{0}: предел минут звонков наружу за день",
        "{0} is at the day's limit of minutes of calls to the outside",
    ),
    "fact lines calls met": Said(
        "линии #{0}: предел звонков наружу сразу",
        "lines #{0} are at the limit of calls to the outside at once",
    ),
    "fact lines minutes met": Said(
        "линии #{0}: предел минут звонков наружу за день",
        "lines #{0} are at the day's limit of minutes of calls to the outside",
    ),
    "fact lines dear met": Said(
        "линии #{0}: предел дорогих звонков за день",
        "lines #{0} are at the day's limit of dear calls",
    ),
    "fact dials in": Said(
        "PIN номера {0} верен: дальше звонят по его правам",
        "the PIN of {0} is right: the call goes on by its rights",
    ),
    "fact at desk": Said("за телефоном сидит {0}", "{0} is logged in at the telephone"),
    "fact keeps turn": Said("место сохранено за {0}", "the turn is kept for {0}"),
    "fact calls back": Said("очередь перезванивает на {0}", "the queue calls {0} back"),
    "fact wrong pin": Said("PIN номера {0} неверен", "a wrong PIN of {0}"),
    "died": Said("станция остановилась", "the exchange went down"),
    "deed queued": Said("{0} ждёт в очереди {1}", "{0} waits in queue {1}"),
    "deed keeps turn": Said(
        "{0} сохраняет место в очереди {1}: ему перезвонят",
        "{0} keeps the turn in queue {1} and is called back",
    ),
    "deed called back": Said("очередь {0} перезванивает на {1}", "queue {0} calls {1} back"),
    "deed menu": Said("{0} слушает меню {1}", "{0} hears menu {1}"),
    "deed mailbox": Said("{0} говорит с почтовым ящиком {1}", "{0} is at mailbox {1}"),
    "deed prompt": Said("{0} слушает запись {1}", "{0} hears the recording {1}"),
    "deed conference": Said("{0} входит в конференцию {1}", "{0} enters conference {1}"),
    "deed fax": Said("{0} передаёт факс на {1}", "{0} sends a fax to {1}"),
    "deed announced": Said(
        "{0} говорит на все телефоны группы {1}", "{0} speaks to all telephones of group {1}"
    ),
    "deed blind": Said("{0} переводит звонок на {1}", "{0} hands the call over to {1}"),
    "deed attended": Said(
        "{0} после разговора соединяет с {1}", "{0} hands the call over to {1} after asking"
    ),
    "deed picked up": Said("{0} забирает звонок у {1}", "{0} picks up the call that rings at {1}"),
    "deed parked": Said("{0} ставит звонок на парковку {1}", "{0} parks the call at {1}"),
    "deed taken back": Said("{0} снят с парковки: {1}", "{0} leaves parking: {1}"),
    "deed listened": Said("{0} слушает разговор {1}", "{0} listens to the talk of {1}"),
    "deed whispered": Said("{0} подсказывает {1}", "{0} whispers to {1}"),
    "deed recorded": Said("{0} записывает разговор", "{0} records the talk from here"),
    "deed joined": Said("{0} входит в разговор {1}", "{0} joins the talk of {1}"),
}

WORDS: Mapping[str, Said] = {**_TALKED, **_UNANSWERED, **_FAILED, **_EVIDENCE}

# ITU-T Q.850, as far as exchanges and telephones use them.
CAUSES: Mapping[str, str] = {
    str(cause): f"cause {cause}"
    for cause in (1, 2, 3, 6, 16, 17, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29, 31, 34, 38, 41, 42)
} | {str(cause): f"cause {cause}" for cause in (44, 50, 57, 58, 65, 79, 88, 102, 111, 127)}

TERMS: Mapping[str, Said] = {
    "hidden number": Said("скрытый номер", "a hidden number"),
    "other": Said("особая причина", "a rare cause"),
    "cause 1": Said("такого номера нет", "nobody has this number"),
    "cause 2": Said("нет пути через сеть", "no way through the network"),
    "cause 3": Said("нет пути к номеру", "no way to the number"),
    "cause 6": Said("канал не подошёл", "the channel does not suit"),
    "cause 16": Said("обычный отбой", "hung up as usual"),
    "cause 17": Said("занято", "busy"),
    "cause 18": Said("аппарат не отвечает сети", "the telephone does not respond"),
    "cause 19": Said("трубку не взяли", "nobody answered"),
    "cause 20": Said("абонент не в сети", "the subscriber is absent"),
    "cause 21": Said("отклонён", "rejected"),
    "cause 22": Said("номер изменён", "the number has changed"),
    "cause 23": Said("переадресован", "redirected elsewhere"),
    "cause 26": Said("ответили в другом месте", "answered elsewhere"),
    "cause 27": Said("аппарат неисправен", "the destination is out of order"),
    "cause 28": Said("неверный формат номера", "the number is incomplete or misspelt"),
    "cause 29": Said("услуга отклонена", "the facility is rejected"),
    "cause 31": Said("обычное завершение", "ended as usual"),
    "cause 34": Said("нет свободного канала", "no channel is free"),
    "cause 38": Said("сеть неисправна", "the network is out of order"),
    "cause 41": Said("временная неисправность", "a temporary failure"),
    "cause 42": Said("сеть перегружена", "congestion"),
    "cause 44": Said("канал занят", "the channel is not available"),
    "cause 50": Said("услуга не подключена", "the facility is not subscribed"),
    "cause 57": Said("вид связи не разрешён", "the bearer is not authorized"),
    "cause 58": Said("вид связи сейчас недоступен", "the bearer is not available at present"),
    "cause 65": Said("вид связи не поддержан", "the bearer is not implemented"),
    "cause 79": Said("услуга не поддержана", "the service is not implemented"),
    "cause 88": Said("аппараты несовместимы", "incompatible destination"),
    "cause 102": Said("вышло время ожидания", "a timer ran out"),
    "cause 111": Said("ошибка протокола", "a protocol error"),
    "cause 127": Said("причина не названа", "no cause was given"),
}
