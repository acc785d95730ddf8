"""The first sentences of Today, situation by situation, in both languages."""

import re

import pytest

from console.texts import ENGLISH, JAPANESE
from console.views.headline import MOST_SENTENCES, Facts, Miss, NightFacts, Outlook, Verdicts, headline

SHORT = Miss(category="Exercise", minutes=7, side="under")
OVER = Miss(category="Work", minutes=65, side="over")

# Facts, the sentences in English, the sentences in Japanese.
CASES: dict[str, tuple[Facts, str, str]] = {
    "nothing is known": (Facts(), "", ""),
    "a night alone": (Facts(night=NightFacts(sleep=451)), "You slept 7 h 31.", "睡眠は7時間31分でした。"),
    "a night over the target": (
        Facts(night=NightFacts(sleep=451, target=420)),
        "You slept 7 h 31, 31 min over your target.",
        "睡眠は7時間31分（目標より31分長い）でした。",
    ),
    "a night under the target": (
        Facts(night=NightFacts(sleep=340, target=420)),
        "You slept 5 h 40, 1 h 20 under your target.",
        "睡眠は5時間40分（目標より1時間20分短い）でした。",
    ),
    "a night at the target": (
        Facts(night=NightFacts(sleep=425, target=420)),
        "You slept 7 h 05, as long as your target.",
        "睡眠は7時間5分（目標どおり）でした。",
    ),
    "a night without a target, against the median": (
        Facts(night=NightFacts(sleep=480, usual=440)),
        "You slept 8 h, 40 min more than usual.",
        "睡眠は8時間（ふだんより40分長い）でした。",
    ),
    "a short night without a target": (
        Facts(night=NightFacts(sleep=400, usual=440)),
        "You slept 6 h 40, 40 min less than usual.",
        "睡眠は6時間40分（ふだんより40分短い）でした。",
    ),
    "a usual night": (
        Facts(night=NightFacts(sleep=445, usual=440)),
        "You slept 7 h 25, as usual.",
        "睡眠は7時間25分（ふだんどおり）でした。",
    ),
    "the target counts before the median": (
        Facts(night=NightFacts(sleep=451, target=420, usual=500)),
        "You slept 7 h 31, 31 min over your target.",
        "睡眠は7時間31分（目標より31分長い）でした。",
    ),
    "up earlier": (
        Facts(night=NightFacts(sleep=451, target=420, up_late=-30)),
        "You slept 7 h 31, 31 min over your target, and got up 30 min earlier than usual.",
        "睡眠は7時間31分（目標より31分長い）、起床はふだんより30分早めでした。",
    ),
    "up later": (
        Facts(night=NightFacts(sleep=451, up_late=75)),
        "You slept 7 h 31, and got up 1 h 15 later than usual.",
        "睡眠は7時間31分、起床はふだんより1時間15分遅めでした。",
    ),
    "up as usual is not worth a word": (
        Facts(night=NightFacts(sleep=451, up_late=14)),
        "You slept 7 h 31.",
        "睡眠は7時間31分でした。",
    ),
    "all targets met": (
        Facts(verdicts=Verdicts(met=3, judged=3)),
        "Yesterday met every target: 3 of 3.",
        "昨日の目標は3件中3件を達成しました。",
    ),
    "one fell short": (
        Facts(verdicts=Verdicts(met=1, judged=3, nearest=SHORT)),
        "Yesterday met 1 of 3 targets; Exercise fell short by 7 min.",
        "昨日の目標は3件中1件を達成、Exerciseは7分足りませんでした。",
    ),
    "one was over": (
        Facts(verdicts=Verdicts(met=2, judged=3, nearest=OVER)),
        "Yesterday met 2 of 3 targets; Work was over by 1 h 05.",
        "昨日の目標は3件中2件を達成、Workは1時間5分超えました。",
    ),
    "missed by seconds is a minute": (
        Facts(verdicts=Verdicts(met=0, judged=1, nearest=Miss(category="Work", minutes=0.2, side="over"))),
        "Yesterday met 0 of 1 targets; Work was over by 1 min.",
        "昨日の目標は1件中0件を達成、Workは1分超えました。",
    ),
    "no target could be judged": (Facts(verdicts=Verdicts()), "", ""),
    "an incomplete day has no verdict": (
        Facts(verdicts=Verdicts(logged=1270)),
        "Yesterday has no verdict: 21 h 10 of 24 h are logged.",
        "昨日は記録が24時間中21時間10分のため、判定はありません。",
    ),
    "a past day": (
        Facts(verdicts=Verdicts(met=3, judged=3), is_past=True),
        "This day met every target: 3 of 3.",
        "この日の目標は3件中3件を達成しました。",
    ),
    "plan and estimate": (
        Facts(outlook=Outlook(category="Work", plan=450, typical=405)),
        "Today’s calendar holds 7 h 30 of Work; the last weeks suggest 6 h 45.",
        "今日の予定ではWorkが7時間30分、これまでの実績からの予測は6時間45分です。",
    ),
    "a plan without an estimate": (
        Facts(outlook=Outlook(category="Work", plan=450)),
        "Today’s calendar holds 7 h 30 of Work.",
        "今日の予定ではWorkが7時間30分です。",
    ),
    "an estimate without a plan": (
        Facts(outlook=Outlook(category="Work", typical=405)),
        "The last weeks suggest 6 h 45 of Work today.",
        "これまでの実績から、今日のWorkの予測は6時間45分です。",
    ),
    "the first day": (
        Facts(first_day=200, night=NightFacts(sleep=451)),
        "This is your first day: 3 h 20 logged so far. Verdicts begin tomorrow.",
        "記録の初日です。これまでに3時間20分を記録しました。判定は明日からです。",
    ),
    "everything": (
        Facts(
            night=NightFacts(sleep=451, target=420),
            verdicts=Verdicts(met=1, judged=3, nearest=SHORT),
            outlook=Outlook(category="Work", plan=450, typical=405),
        ),
        (
            "You slept 7 h 31, 31 min over your target. Yesterday met 1 of 3 targets; Exercise fell short by 7 min. "
            "Today’s calendar holds 7 h 30 of Work; the last weeks suggest 6 h 45."
        ),
        (
            "睡眠は7時間31分（目標より31分長い）でした。昨日の目標は3件中1件を達成、Exerciseは7分足りませんでした。"
            "今日の予定ではWorkが7時間30分、これまでの実績からの予測は6時間45分です。"
        ),
    ),
}


def plain(sentences: list[str], between: str) -> str:
    return between.join(re.sub(r"</?b>", "", str(sentence)) for sentence in sentences)


@pytest.mark.parametrize("name", CASES)
def test_the_sentences_of_a_situation(name: str):
    facts, english, japanese = CASES[name]
    assert plain(headline(facts, ENGLISH), " ") == english  # type: ignore[arg-type]
    assert plain(headline(facts, JAPANESE), "") == japanese  # type: ignore[arg-type]
    assert len(headline(facts, ENGLISH)) <= MOST_SENTENCES


def test_numbers_are_bold_and_names_are_only_text():
    name = "<script>alert('{x}')</script>"
    facts = Facts(night=NightFacts(sleep=451), outlook=Outlook(category=name, plan=450))
    night, plan = (str(sentence) for sentence in headline(facts, ENGLISH))
    assert "<b>7 h 31</b>" in night
    assert "<script>" not in plan
    assert "&lt;script&gt;alert(&#39;{x}&#39;)" in plan
