"""The registers of the five companies, loaded."""

import pytest

from processing.loading import load_shipped


@pytest.fixture
def registers(controllers):
    """The companies by slug, with their shipped registers in the database."""
    load_shipped()
    return controllers
