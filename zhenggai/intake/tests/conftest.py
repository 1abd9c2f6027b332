from zhenggai.rectification.tests.conftest import office

__all__ = ["office"]
