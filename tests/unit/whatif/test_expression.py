"""What `$[…]` comes to; the answers are those of Asterisk's own ast_expr2 (`dialplan eval`)."""

import pytest

from appliance.whatif.expression import BadExpression, evaluate


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("", ""),
        ("1+2", "3"),
        ("1 + 2 - 5", "-2"),
        ("2+3*4", "14"),
        ("(2+3)*4", "20"),
        ("1=1", "1"),
        ("1=01", "1"),
        ("1==2", "0"),
        ("a=a", "1"),
        ('"a"="a"', "1"),
        ('"a"=a', "0"),
        ('""=""', "1"),
        ('"">"a"', "0"),
        ('"10"<"9"', "1"),
        ("10<9", "0"),
        ("10>=10", "1"),
        ("9<=10", "1"),
        ('"YES"!=""', "1"),
        ('"x"="x" & "y"="y"', "1"),
        ("0 | 5", "5"),
        ("0|0", "0"),
        ("3 & 0", "0"),
        ("3 & 4", "3"),
        ('"" & 1', '""'),
        ("1 | 0 & 0", "1"),
        ("1=1 & 2=3", "0"),
        ("1+1=2", "1"),
        ("!1", "0"),
        ("!0", "1"),
        ("!0 & 1", "1"),
        ("!(1=2)", "1"),
        ('!""', "1"),
        ('!"abc"', "1"),
        ("-3+5", "2"),
        ("a+1", "1"),
        ("7 - x", "7"),
        ("20260308>=20260301&20260308<=20260310", "1"),
        ("1.5+1.5", "3"),
        ("89991234567+1", "89991234568"),
        ("abc", "abc"),
        ('"abc"', '"abc"'),
        ("9abc=9abc", "1"),
        ('"-1-2-" =~ "-2-"', "3"),
        ('"-1-2-" =~ "-3-"', "0"),
        ('"-1-2-"!="" & !("-1-2-" =~ "-3-")', "1"),
        ('""!="" & !("" =~ "-3-")', "0"),
    ],
)
def test_an_expression_comes_to(text: str, result: str) -> None:
    assert evaluate(text) == result


@pytest.mark.parametrize(
    "text", ["=1", "1=", "(1", "1)", "1 2", "a ? b :: c", "{", "+", "1 ~~ 2", "a =~ ("]
)
def test_what_is_no_expression_is_said_to_be_none(text: str) -> None:
    with pytest.raises(BadExpression):
        evaluate(text)
