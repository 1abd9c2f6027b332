"""`python -m tests.browser.opened_office`: the demo's office and people in the empty folder of ZHENGGAI_DATA, nothing read
yet; prints every account with its one-time password as JSON."""

from __future__ import annotations

import json

from zhenggai.config.session import set_up


def main() -> None:
    from zhenggai.config.start import prepare

    folder = prepare(demo=False)
    set_up()
    from zhenggai.config.demo import prepare_office

    print(json.dumps({username: password for username, _role, password in prepare_office()}))
    (folder / "started").write_text("", encoding="utf-8")


if __name__ == "__main__":
    main()
