import pytest
from hypothesis import given
from hypothesis import strategies as st

from naming import rule_file
from naming.rule_file import RuleFileError
from naming.rules import MATCH_TYPES, Rule, as_json, checked, from_json, match_key

HEADER = "match_type,match_value,personal_category\n"
NAMES = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=10)
RULES = st.lists(
    st.one_of(
        st.builds(Rule, st.sampled_from(MATCH_TYPES[:-1]), NAMES, NAMES),
        st.builds(Rule, st.just("project_color"), st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), NAMES),
    ),
    unique_by=lambda rule: (rule.match_type, match_key(rule)),
)


def test_columns_may_stand_in_any_order_with_others_between_and_a_byte_order_mark():
    text = (
        'note,personal_category,match_value,Match_Type\r\nx,Work,#0B83D9,project_color\r\n\r\n,A,"b, c",client_name\r\n'
        ",A, deep ,Tag\r\n"
    )
    assert rule_file.read(text.encode("utf-8-sig")) == [
        ("project_color", "#0b83d9", "Work"),
        ("client_name", "b, c", "A"),
        ("tag", "deep", "A"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: column match_type is missing"),
        ("match_type,match_value\n", "line 1: column personal_category is missing"),
        (HEADER + "project_name,A,B\nproject,A,B\n", "line 3, column match_type"),
        (HEADER + "project_color,0b83d,B\n", "line 2, column match_value"),
        (HEADER + "project_name, ,B\n", "line 2, column match_value"),
        (HEADER + f"project_name,{'x' * 501},B\n", "line 2, column match_value: must not be longer"),
        (HEADER + 'project_name,"two\nlines",B\nclient_name,A\n', "line 4, column personal_category"),
        (HEADER + "project_name,A,untracked\n", "line 2, column personal_category: Untracked"),
        (HEADER + "project_color,0b83d9,B\n\nproject_color,#0B83D9,C\n", "line 4, column match_value: line 2"),
        (HEADER + "tag,Deep work,B\ntag, Deep work,C\n", "line 3, column match_value: line 2"),
        (HEADER + 'project_name,"A"x,B\n', "line 2: not CSV"),
    ],
)
def test_a_mistake_is_reported_with_line_and_column(text, message):
    with pytest.raises(RuleFileError) as caught:
        rule_file.read(text.encode())
    assert str(caught.value).startswith(message)


def test_two_spellings_of_one_name_may_both_have_a_rule():
    rules = rule_file.read((HEADER + "project_name,Work,A\nproject_name,work,B\n").encode())
    assert [rule.category for rule in rules] == ["A", "B"]


def test_another_encoding_is_reported_with_its_line():
    with pytest.raises(RuleFileError, match="line 2: not UTF-8"):
        rule_file.read((HEADER + "project_name,Gärten,B\n").encode("latin-1"))


@given(RULES)
def test_a_written_file_is_read_as_the_same_rules(rules):
    expected = [checked(rule) for rule in rules if rule.category.strip().casefold() != "untracked"]
    assert rule_file.read(rule_file.written(expected).encode()) == expected


@given(RULES)
def test_stored_rules_are_read_as_they_were(rules):
    import json

    stored = json.loads(as_json(rules))
    assert from_json(stored) == rules
    assert [one["match_key"] for one in stored] == [match_key(rule) for rule in rules]
