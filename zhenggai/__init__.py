"""Zhenggai 整改: from an inspection's findings to work that is done, proved, published and stays done."""

VERSION = "0.1.0"
