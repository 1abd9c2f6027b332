"""Zhenggai 整改: from an inspection's findings to work that is done, proved, published and stays done."""
