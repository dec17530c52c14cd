//! `[[veto]]`, `[[adjust]]`, `[[grade]]`, `[[consequence]]`.

use super::header::name_of;
use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::Decimal;
use crate::rubric::{Adjust, Consequence, Due, DueAfter, Effect, Grade, Pool, Ref, Veto, ZeroTarget};
use crate::syntax::Table;
use crate::table::Kind;
use crate::text::Words;
use crate::words;

impl Checker<'_> {
    pub(super) fn grades(&mut self, root: &Table) -> Vec<Grade> {
        let tables: Vec<&Table> = root.tables("grade").collect();
        let grades: Vec<Grade> = tables
            .iter()
            .map(|table| {
                let name = table.get("name").map_or_else(Words::default, name_of);
                Grade {
                    id: table.text("id").map_or_else(|| name.zh.clone(), String::from),
                    name,
                    min: table.number("min"),
                    span: table.span_of("name"),
                }
            })
            .collect();
        for (pair, table) in grades.windows(2).zip(tables.iter().skip(1)) {
            let (Some(above), Some(below)) = (pair[0].min, pair[1].min) else { continue };
            if above <= below {
                let (upper, lower) = (&pair[0].name.zh, &pair[1].name.zh);
                self.bag.push(
                    Diagnostic::error(
                        codes::GRADES,
                        words!(
                            "`{lower}` 的下限 {below} 不低于 `{upper}` 的 {above}",
                            "`{lower}` begins at {below}, not below the {above} of `{upper}`"
                        ),
                    )
                    .at((self.source, table.span_of("min")), words!("应低于 {above}", "should be below {above}"))
                    .help(words!("等级从高到低排列；得分一样的人只能有一个等级", "list grades from best to worst")),
                );
            }
        }
        if let Some(last) = grades.last()
            && last.min.is_some_and(|min| min > Decimal::ZERO)
            && grades.iter().all(|grade| grade.min.is_some())
        {
            let min = last.min.unwrap_or_default();
            self.bag.push(
                Diagnostic::warning(
                    codes::GRADE_FLOOR,
                    words!("总分低于 {min} 时没有等级", "totals below {min} have no grade"),
                )
                .at((self.source, last.span), words!("最低的等级", "the lowest grade"))
                .help(words!("再加一个不写 `min` 的等级", "add a grade without `min`")),
            );
        }
        grades
    }

    pub(super) fn vetoes(&mut self, root: &Table) -> Vec<Veto> {
        root.tables("veto").filter_map(|table| self.veto(table)).collect()
    }

    fn veto(&mut self, table: &Table) -> Option<Veto> {
        let id = table.text("id").unwrap_or_default().to_string();
        let when = self.formula_at(table, "when", Scope::Scored, Some(Kind::Bool));
        let effect = self.effect(table.table("effect")?);
        Some(Veto {
            name: table.get("name").map_or_else(|| Words::same(id.clone()), name_of),
            id,
            when: when?,
            effect: effect?,
            reason: table.text("reason").map(String::from),
            span: table.span_of("id"),
        })
    }

    fn effect(&mut self, table: &Table) -> Option<Effect> {
        let mut effects = Vec::new();
        if let Some(target) = table.text("zero") {
            let found = if target == "total" || target == "总分" {
                Some(ZeroTarget::Total)
            } else {
                Symbols::find(&self.symbols.indicators, target)
                    .map(ZeroTarget::Indicator)
                    .or_else(|| Symbols::find(&self.symbols.categories, target).map(ZeroTarget::Category))
            };
            match found {
                Some(target) => effects.push(Effect::Zero(target)),
                None => {
                    let mut known: Vec<String> =
                        Symbols::names(&self.symbols.indicators).into_iter().map(String::from).collect();
                    known.extend(Symbols::names(&self.symbols.categories).into_iter().map(String::from));
                    known.push("total".into());
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    self.unknown(
                        codes::UNKNOWN_TARGET,
                        table.span_of("zero"),
                        &words!("项目 `{target}`", "item `{target}`"),
                        target,
                        &known,
                    );
                    return None;
                }
            }
        }
        if let Some(cap) = table.number("cap") {
            effects.push(Effect::Cap(cap));
        }
        if let Some(grade) = table.text("grade_at_most") {
            match Symbols::find(&self.symbols.grades, grade) {
                Some(index) => effects.push(Effect::GradeAtMost(index)),
                None => {
                    let known: Vec<String> =
                        Symbols::names(&self.symbols.grades).into_iter().map(String::from).collect();
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let at = table.span_of("grade_at_most");
                    self.unknown(
                        codes::UNKNOWN_TARGET,
                        at,
                        &words!("等级 `{grade}`", "grade `{grade}`"),
                        grade,
                        &known,
                    );
                    return None;
                }
            }
        }
        if table.flag("unranked") == Some(true) {
            effects.push(Effect::Unranked);
        }
        match effects.as_slice() {
            [one] => Some(one.clone()),
            _ => {
                self.bag.push(
                    Diagnostic::error(
                        codes::EXCLUSIVE,
                        words!("`effect` 要写且只写一种后果", "`effect` takes exactly one effect"),
                    )
                    .at((self.source, table.span), words!("这里", "here"))
                    .help(words!(
                        "可用 `zero`、`cap`、`grade_at_most`、`unranked = true`；几种后果写几个 `[[veto]]`",
                        "there are `zero`, `cap`, `grade_at_most` and `unranked = true`; write a `[[veto]]` for each"
                    )),
                );
                None
            }
        }
    }

    pub(super) fn adjusts(&mut self, root: &Table) -> Vec<Adjust> {
        root.tables("adjust")
            .filter_map(|table| {
                let id = table.text("id").unwrap_or_default().to_string();
                let points = self.formula_at(table, "points", Scope::Scored, Some(Kind::Number));
                let when = self.formula_at(table, "when", Scope::Scored, Some(Kind::Bool));
                let (min, max) = (table.number("min"), table.number("max"));
                if let (Some(low), Some(high)) = (min, max)
                    && low > high
                {
                    self.bad_value(table, "max", words!("上限 {high} 低于下限 {low}", "{high} is below {low}"));
                }
                Some(Adjust {
                    name: table.get("name").map_or_else(|| Words::same(id.clone()), name_of),
                    id,
                    points: points?,
                    when,
                    min,
                    max,
                    span: table.span_of("id"),
                })
            })
            .collect()
    }

    pub(super) fn consequences(&mut self, root: &Table) -> Vec<Consequence> {
        root.tables("consequence")
            .filter_map(|table| {
                let id = table.text("id").unwrap_or_default().to_string();
                let when = self.formula_at(table, "when", Scope::Outcome, Some(Kind::Bool));
                let money = self.formula_at(table, "money", Scope::Outcome, Some(Kind::Number));
                let pool = table.get("pool").and_then(|node| self.pool(node.as_table()?));
                let out_of = self.formula_at(table, "out_of", Scope::Outcome, Some(Kind::Number));
                self.one_way_to_pay(table);
                if !table.has("money") && !table.has("task") && !table.has("pool") {
                    self.bag.push(
                        Diagnostic::warning(codes::EMPTY, words!("`{id}` 没有写后果", "`{id}` has no consequence"))
                            .at((self.source, table.span_of("id")), words!("这里", "here"))
                            .help(words!(
                                "写 `money`（金额）、`pool`（分一笔钱）或 `task`（要做的事）",
                                "write `money`, `pool` or `task`"
                            )),
                    );
                }
                let due = table.table("due").and_then(|due| {
                    Some(Due {
                        after: match due.text("after")? {
                            "period_end" => DueAfter::PeriodEnd,
                            _ => DueAfter::Notice,
                        },
                        days: self.whole(due, "days", 0, 3650)? as u32,
                        working: due.flag("working").unwrap_or(false),
                    })
                });
                let when = when?;
                let by_place = when.mentions(&|name| matches!(name, Ref::Rank | Ref::RankFromLast));
                Some(Consequence {
                    name: table.get("name").map_or_else(|| Words::same(id.clone()), name_of),
                    id,
                    when,
                    money,
                    pool,
                    out_of,
                    task: table.text("task").map(String::from),
                    due,
                    by_place,
                    span: table.span_of("id"),
                })
            })
            .collect()
    }

    /// A pool that is divided.
    fn pool(&mut self, table: &Table) -> Option<Pool> {
        let amount = self.formula_at(table, "amount", Scope::Outcome, Some(Kind::Number));
        let share = self.formula_at(table, "share", Scope::Outcome, Some(Kind::Number));
        let among = self.among_of(table);
        let decimals = self.whole(table, "decimals", 0, 4).unwrap_or(2);
        if table.has("share") && share.is_none() {
            return None;
        }
        Some(Pool { amount: amount?, share, among: among?, decimals, span: table.span_of("amount") })
    }

    /// Money is a figure of its own or a part of a pool; what it is taken from belongs to the first.
    fn one_way_to_pay(&mut self, table: &Table) {
        let clash = |one: &str, other: &str| table.has(one) && table.has(other);
        for (one, other) in [("pool", "money"), ("pool", "out_of")] {
            if clash(one, other) {
                self.bag.push(
                    Diagnostic::error(
                        codes::EXCLUSIVE,
                        words!("`{one}` 和 `{other}` 只能写一个", "`{one}` and `{other}` exclude each other"),
                    )
                    .at((self.source, table.span_of(other)), words!("这里", "here"))
                    .help(words!(
                        "分一笔钱写 `pool`，各人各算写 `money`",
                        "write `pool` to divide a sum, `money` for what each gets by themselves"
                    )),
                );
            }
        }
        if table.has("out_of") && !table.has("money") && !table.has("pool") {
            self.bag.push(
                Diagnostic::error(codes::REQUIRED, words!("`out_of` 没有 `money`", "`out_of` without `money`"))
                    .at((self.source, table.span_of("out_of")), words!("从这里扣", "taken from this"))
                    .help(words!("扣多少写成 `money = -100`", "write how much as `money = -100`")),
            );
        }
    }
}
