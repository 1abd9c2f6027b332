"""What can be done in registers: check, do, record, announce. One module a verb or two."""

from zhenggai.registers.actions.asking import ask_sweep
from zhenggai.registers.actions.binding import (
    bind_check,
    end_binding,
    reopen_relapsed,
    settle_call,
)
from zhenggai.registers.actions.correcting import ask_correction, settle_correction
from zhenggai.registers.actions.due import (
    excuse_occurrence,
    finish_occurrence,
    finish_with_file,
    plan_occurrences,
)
from zhenggai.registers.actions.filling import Filled, Filler, fill_records
from zhenggai.registers.actions.importing import import_records
from zhenggai.registers.actions.moving import confirm_move, move_record
from zhenggai.registers.actions.proving import (
    attach_evidence,
    attach_files,
    withdraw_evidence,
)
from zhenggai.registers.actions.publishing import publish, take_back
from zhenggai.registers.actions.recording import (
    create_record,
    link_issues,
    save_record,
    void_record,
)
from zhenggai.registers.actions.revealing import reveal
from zhenggai.registers.actions.setting import set_setting
from zhenggai.registers.actions.signing import sign_in
from zhenggai.registers.actions.sweeping import sweep
from zhenggai.registers.actions.waiving import approve_waiver, ask_waiver

__all__ = [
    "Filled",
    "Filler",
    "approve_waiver",
    "ask_correction",
    "ask_sweep",
    "ask_waiver",
    "attach_evidence",
    "attach_files",
    "bind_check",
    "confirm_move",
    "create_record",
    "end_binding",
    "excuse_occurrence",
    "fill_records",
    "finish_occurrence",
    "finish_with_file",
    "import_records",
    "link_issues",
    "move_record",
    "plan_occurrences",
    "publish",
    "reopen_relapsed",
    "reveal",
    "save_record",
    "set_setting",
    "settle_call",
    "settle_correction",
    "sign_in",
    "sweep",
    "take_back",
    "void_record",
    "withdraw_evidence",
]
