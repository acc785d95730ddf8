"""Which version the program says it is."""

from importlib.metadata import version

import pytest

from service.version import of_environment


def test_an_image_says_what_it_was_built_as():
    assert of_environment({"LIFETRACER_VERSION": "abc123"}) == "abc123"


@pytest.mark.parametrize("environ", [{}, {"LIFETRACER_VERSION": ""}, {"LIFETRACER_VERSION": " "}])
def test_else_the_distribution_does(environ):
    assert of_environment(environ) == version("lifetracer")
