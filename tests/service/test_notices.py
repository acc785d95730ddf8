"""Advice is a code with parameters, and the sentence is made of nothing else."""

from string import Formatter
from typing import get_args

from service.notices import ADVICE, AdviceCode, advice


def test_every_code_has_a_sentence():
    assert set(ADVICE) == set(get_args(AdviceCode))


def test_a_sentence_has_every_parameter_of_its_code():
    for code, template in ADVICE.items():
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        found = advice(code, **{name: f"<{name}>" for name in names})
        assert all(f"<{name}>" in found.text for name in names)
        assert "{" not in found.text


def test_alternatives_of_variables_are_a_list_for_programs_and_words_in_the_sentence():
    found = advice("connect_source", command="connect", variables=[["ID", "SECRET"], ["FILE"]])
    assert found.params["variables"] == [["ID", "SECRET"], ["FILE"]]
    assert found.text == "Run `connect`, or set ID and SECRET, or FILE in the environment of LifeTracer."
