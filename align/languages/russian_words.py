"""The closed classes of Russian: what may join two nouns, and what says too little to begin or end a term."""

from collections.abc import Mapping


def _table(rows: str) -> Mapping[str, frozenset[str]]:
    lines = (line.partition(":") for line in rows.strip().splitlines())
    return {prep.strip(): frozenset(cases.split()) for preps, _, cases in lines for prep in preps.split(",")}


PREPOSITIONS = _table(
    """
    в, во, на: Loc Acc
    о, об: Loc Acc
    при: Loc
    по: Dat Loc
    к, ко: Dat
    для, против, без, из, от, среди, у, из-за, вокруг, внутри: Gen
    с, со: Ins Gen
    за, под: Ins Acc
    над, перед, между: Ins
    через, про: Acc
    в области, в сфере, в отношении, в рамках, в деле, в целях, в интересах, во имя, в пользу: Gen
    на основе, на базе, по вопросу, по вопросам, по поводу, с помощью, с целью, за счет, за счёт, со стороны: Gen
    по отношению к: Dat
    в соответствии с, в связи с: Ins
    """
)
"""Preposition -> the cases it governs. Those of time (до, после, во время) are left out: no term is built with them."""

CONJUNCTIONS = frozenset({"и", "или", "либо"})

GENERAL_LEMMAS = frozenset(
    # pronouns, quantifiers, deictics
    "я мы ты вы он она оно они себя кто что этот тот такой весь всякий каждый любой который какой чей свой мой твой "
    "наш ваш их его ее сам самый другой иной остальной некоторый несколько многий немногий оба один сей таков данный "
    "следующий последующий предыдущий предстоящий настоящий указанный вышеуказанный вышеупомянутый упомянутый "
    "соответствующий определенный различный разный разнообразный отдельный многочисленный целый больший меньший "
    "лучший наилучший худший последний недавний прошлый нынешний сегодняшний подобный похожий аналогичный "
    # measures and times
    "ряд число количество множество большинство меньшинство часть половина треть пара десяток сотня тысяча "
    "миллион миллиард процент раз год день утро вечер сутки час минута секунда неделя месяц январь февраль март "
    "апрель май июнь июль август сентябрь октябрь ноябрь декабрь понедельник вторник четверг пятница суббота "
    "воскресенье начало конец середина "
    # light nouns
    "сторона случай вещь причина повод смысл суть степень рамка ход соответствие течение "
    # judgements of a writer
    "небольшой огромный значительный важный хороший плохой возможный необходимый нужный должный частый".split()
)
"""Lemmas (without ё) that neither begin nor end a term."""

DOCUMENT_NOUNS = frozenset(
    "закон законопроект указ постановление распоряжение приказ резолюция решение директива положение регламент "
    "инструкция циркуляр заключение декрет конституция кодекс устав конвенция договор соглашение протокол пакт хартия "
    "декларация меморандум план программа стратегия доклад документ акт письмо уведомление правила правило".split()
)
"""Nouns for documents: with a number after them they name one."""
NUMBER_SIGNS = frozenset({"ном"})
QUANTIFIERS = """
    весь: всех Gen Loc, всем Dat, всеми Ins, все Acc
    один: одного Gen, одной Gen Dat Ins Loc, одному Dat, одним Ins, одном Loc, одну Acc, одно Nom, один Nom, одна Nom
"""
"""Plural forms of "all" and forms of "one" with the cases of the noun they stand before."""
