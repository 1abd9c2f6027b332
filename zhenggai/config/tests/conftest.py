"""The office and its desk, as the registers' own tests have them."""

from zhenggai.registers.tests.conftest import desk, library, office

__all__ = ["desk", "library", "office"]
