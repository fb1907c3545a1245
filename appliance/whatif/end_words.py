"""How a simulated call ends, and by which cause (ITU-T Q.850), in Russian and English."""

from appliance.core.saying import Said

ENDS = {
    "end: answered": Said("Итог: отвечает {0}.", "In the end: {0} answers."),
    "end: busy": Said("Итог: занято.", "In the end: busy."),
    "end: no answer": Said("Итог: никто не ответил.", "In the end: nobody answered."),
    "end: refused": Said("Итог: отказ, {1}.", "In the end: refused, {1}."),
    "end: voicemail": Said("Итог: сообщение в ящике {0}.", "In the end: a message in mailbox {0}."),
    "end: served": Said("Итог: обслужила сама АТС.", "In the end: served by the exchange itself."),
    "end: endless": Said("Итог: звонок ходит по кругу.", "In the end: the call goes in circles."),
}
CAUSES = {
    "cause 0": Said("без причины", "without a cause"),
    "cause 1": Said("нет такого номера", "no such number"),
    "cause 16": Said("обычное завершение", "cleared"),
    "cause 17": Said("занято", "busy"),
    "cause 19": Said("нет ответа", "no answer"),
    "cause 20": Said("телефон не на связи", "the telephone is off line"),
    "cause 21": Said("звонок отклонён", "call rejected"),
    "cause 28": Said("номер неполон", "incomplete number"),
    "cause 34": Said("нет линии", "no line"),
}
