from zhenggai.rectification.tests.conftest import adopted, issues, office

__all__ = ["adopted", "issues", "office"]
