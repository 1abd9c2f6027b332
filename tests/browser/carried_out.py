"""`python -m tests.browser.carried_out CODE`: in the demo of ZHENGGAI_DATA, the plan of an issue counts as approved and all of
its measures but the last are carried out, by the demo's own people and the product's own actions."""

from __future__ import annotations

import sys
from datetime import date
from io import BytesIO

from zhenggai.config.session import set_up

DAY = date(2021, 9, 8)


def main(code: str) -> None:
    set_up()
    from zhenggai.people.queries import scope_for, viewer_named
    from zhenggai.rectification.models import Issue

    handler, clerk = viewer_named("chengban"), viewer_named("zhenggaiban")
    with scope_for(clerk):
        issue = Issue.objects.get(code=code)
        Issue.objects.filter(pk=issue.pk, state="draft").update(state="planned")
        *measures, _last = issue.measures.order_by("position")
        for measure in measures:
            _carry_out(handler, clerk, issue.pk, measure.pk)


def _carry_out(handler: object, clerk: object, issue_key: int, key: int) -> None:
    from zhenggai.archive.actions import put
    from zhenggai.rectification import actions
    from zhenggai.rectification.actions import Offer
    from zhenggai.rectification.evidence import LEAST
    from zhenggai.rectification.models import Issue, Measure

    def issue() -> Issue:
        return Issue.objects.get(pk=issue_key)

    measure = Measure.objects.get(pk=key)
    if not measure.kinds:
        actions.edit_measure(clerk, measure, version=measure.version, kinds=["correct"])
        measure = Measure.objects.get(pk=key)
    actions.report_progress(handler, issue(), measure=measure, text="8月完成 41 本", today=DAY)
    for kind in measure.kinds:
        for need in LEAST[kind]:
            text = f"{measure.code} {need.label}".encode()
            offer = Offer(put(BytesIO(text), f"{need.label[:6]}.txt"), kind=need.usual)
            (item,) = actions.attach_evidence(
                handler, issue(), offers=[offer], measure=measure, today=DAY
            )
            actions.judge_evidence(clerk, item, verdict="accepted", today=DAY)
    measure = Measure.objects.get(pk=key)
    actions.finish_measure(handler, measure, version=measure.version, done_on=DAY, today=DAY)
    measure = Measure.objects.get(pk=key)
    actions.verify_measure(clerk, measure, version=measure.version)


if __name__ == "__main__":
    main(sys.argv[1])
