"""A small register for tests of the engine: one field of each kind, a workflow of three steps, a check of each shape."""

from __future__ import annotations

BASE = """
id: R90
code: gear
label: 器材台账
version: 1
clerk: asset_clerk
basis: [本单位资产管理规定]
title: "{name} {kind}"

settings:
  most: {value: 3, label: 上限, basis: 本单位规定}
  share: {value: 0.5, label: 占比, basis: 本单位规定}
  kinds: [电脑, 打印机]
  caps: {电脑: 5000, 打印机: 2000}

fields:
  name:    {label: 名称, type: text, required: true, index: true}
  kind:    {label: 类别, type: choice, choices: [电脑, 打印机, 车辆], index: true}
  count:   {label: 数量, type: integer, index: true}
  days:    {label: 天数, type: number, places: 1}
  price:   {label: 单价, type: money}
  total:   {label: 总价, type: money, compute: "count * price"}
  start:   {label: 开始, type: datetime, index: true}
  end:     {label: 结束, type: datetime}
  bought:  {label: 购置日, type: date, index: true}
  month:   {label: 月份, type: month}
  ok:      {label: 完好, type: yesno}
  keeper:  {label: 保管人, type: person, index: true}
  room:    {label: 部门, type: office}
  tags:    {label: 标签, type: list, of: text}
  parts:   {label: 配件, type: rows, fields: {no: {label: 编号, type: text}, cost: {label: 价, type: money},
            on: {label: 日期, type: date}}}
  parent:  {label: 上级, type: link, to: gear, index: true}
  note:    {label: 备注, type: text, private: true}
  secret:  {label: 密码, type: text, sealed: true}
  spare:   {label: 备用密码, type: text, sealed: true}

evidence:
  photo: {label: 照片, before: use}
  bill:  {label: 发票, before: use, when: "price >= 1000"}

workflow:
  start: draft
  states: {draft: 草稿, checked: 已核对, used: 在用, gone: 已处置}
  moves:
    check: {label: 核对, from: draft, to: checked, by: [keeper, clerk]}
    back:  {label: 退回, from: checked, to: draft, by: general_office, ask: 理由}
    use:   {label: 启用, from: checked, to: used, by: general_office, fill: [bought], gate: [GE-1, GE-2, GE-3, GE-4, GE-6],
            within: 3 workdays}
    drop:  {label: 处置, from: used, to: gone, by: general_office, second: finance_reviewer, ask: 理由}

checks:
"""

CHECKS = """
  GE-1: {level: E, when: "kind != null", that: "total <= 5000 || any(parts, cost > 100)", say: 超标准, fix: 核对单价,
         basis: 资产配置标准}
  GE-2: {level: E, per: [keeper, year(bought)], where: "ok", totals: {held: sum(count), kinds_held: distinct(kind)},
         that: "held <= most && kinds_held < 3", say: "{held} 件，上限 {most}", fix: 调剂, basis: 资产配置标准}
  GE-3: {level: E, overlap: [start, end], per: [keeper], where: "state != 'gone'", say: 时段重叠, fix: 核对, basis: 规定}
  GE-4: {level: E, when: "parent != null", match: gear, on: {id: parent}, where: "other.bought <= bought", say: 上级购置更晚,
         fix: 核对, basis: 规定}
  GE-5: {level: W, every: month, each: {keeper: person}, on: bought, where: "ok", at_least: 1, near: 5, grace: 10 days,
         say: "{period}{member}没有登记（实 {count}）", fix: 补登, basis: 规定}
  GE-6: {level: W, per: [keeper], order: bought, that: "days(previous.bought, bought) <= 200", say: 间隔过长, fix: 核对,
         basis: 规定}
  GE-7: {level: W, per: [keeper], order: start, that: "ok", streak: 2, say: 连续两次不完好, fix: 检修, basis: 规定}
  GE-8: {level: E, over: gear.parts, per: [no], totals: {copies: count()}, that: "copies <= 1", say: "编号 {no} 重复",
         fix: 更正, basis: 规定}
  GE-9: {level: E, match: gear.parts, on: {no: name}, totals: {spent: sum(other.cost)}, that: "spent <= price", say: 配件超价,
         fix: 核对, basis: 规定}
"""

GEAR = BASE + CHECKS
