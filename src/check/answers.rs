//! Who answers for what: owners, contributors, duties; stages of a run.

use super::header::name_of;
use super::symbols::Symbols;
use super::{Checker, codes, lint};
use crate::diagnostic::{Code, Diagnostic};
use crate::number::Rational;
use crate::rubric::{Answers, Due, DueAfter, Duty, Element, Indicator, Moment, Outside, Stage};
use crate::syntax::{Node, Table, Value};
use crate::table::time::show_date;
use crate::text::{Span, Words};
use crate::words;

impl Checker<'_> {
    /// The owner as text: written out, or the unit and else the person of the table.
    pub(super) fn owner(table: &Table) -> Option<String> {
        match table.get("owner").map(|node| &node.value) {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Table(owner)) => owner.text("unit").or(owner.text("person")).map(String::from),
            _ => None,
        }
    }

    pub(super) fn answers(&mut self, table: &Table) -> Answers {
        let text = |key: &str| table.text(key).map(String::from);
        let of_owner = |key: &str| table.table("owner").and_then(|owner| owner.text(key)).map(String::from);
        let mut duties = Vec::new();
        for (name, span) in table.spanned_texts("duty") {
            match Symbols::find(&self.symbols.duties, name) {
                Some(duty) => duties.push(duty),
                None => {
                    let known: Vec<String> =
                        Symbols::names(&self.symbols.duties).into_iter().map(String::from).collect();
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let what = words!("职责 `{name}`", "duty `{name}`");
                    self.unknown(codes::UNKNOWN_TARGET, span, &what, name, &known);
                }
            }
        }
        Answers {
            person: of_owner("person"),
            deputy: of_owner("deputy"),
            keeper: of_owner("keeper"),
            rights: of_owner("rights"),
            contributors: self.contributors(table),
            duties,
            goal: text("goal"),
            evidence: text("evidence"),
            verified_by: text("verified_by"),
            verification: text("verification"),
            confidential: table.flag("confidential").unwrap_or(false),
        }
    }

    /// Units and their shares, which add up to 1 exactly.
    fn contributors(&mut self, table: &Table) -> Vec<(String, Rational)> {
        let mut all: Vec<(String, Rational)> = Vec::new();
        for entry in table.tables("contributors") {
            let Some(unit) = entry.text("unit").map(String::from) else { continue };
            let written = entry.get("share");
            let share = match written.map(|node| &node.value) {
                Some(Value::Text(text)) => Rational::parse(text),
                Some(Value::Number(number)) => Some(Rational::from(*number)),
                _ => None,
            };
            let Some(share) = share.filter(|share| !share.is_negative() && !share.is_zero()) else {
                if written.is_some() {
                    self.bad_value(
                        entry,
                        "share",
                        words!(
                            "份额写大于 0 的小数或分数，如 0.6 或 \"1/3\"",
                            "a share is above 0, such as 0.6 or \"1/3\""
                        ),
                    );
                }
                return Vec::new();
            };
            if all.iter().any(|(known, _)| *known == unit) {
                self.bag.push(
                    Diagnostic::error(
                        codes::DUPLICATE,
                        words!("参与单位 `{unit}` 写了两次", "`{unit}` contributes twice"),
                    )
                    .at((self.source, entry.span_of("unit")), words!("第二次", "the second time")),
                );
                return Vec::new();
            }
            all.push((unit, share));
        }
        let sum = all.iter().fold(Rational::ZERO, |sum, (_, share)| sum + *share);
        if !all.is_empty() && sum != Rational::ONE {
            let sum = sum.to_f64();
            self.bag.push(
                Diagnostic::error(
                    codes::CONTRIBUTORS,
                    words!("参与单位的份额合计 {sum}，不是 1", "the shares of the contributors add up to {sum}, not 1"),
                )
                .at((self.source, table.span_of("contributors")), words!("这里", "here"))
                .help(words!(
                    "改到恰好合计 1；三等分写 \"1/3\"",
                    "make them add up to 1 exactly; write thirds as \"1/3\""
                )),
            );
        }
        all
    }

    pub(super) fn duties(&mut self, root: &Table) -> Vec<Duty> {
        let all = root.tables("duty").map(|table| {
            let id = table.text("id").unwrap_or_default().to_string();
            Duty {
                name: table.get("name").map_or_else(|| Words::same(id.clone()), name_of),
                id,
                post: table.text("post").map(String::from),
                span: table.span_of("id"),
            }
        });
        all.collect()
    }

    /// Duties and indicators that do not meet; indicators without an owner beside others that have one.
    pub(super) fn unanswered(&mut self, duties: &[Duty], indicators: &[Indicator], elements: &[Element]) {
        let used = |duty: usize| {
            let of_indicators = indicators.iter().map(|indicator| &indicator.answers);
            let of_elements = elements.iter().map(|element| &element.answers);
            of_indicators.chain(of_elements).any(|answers| answers.duties.contains(&duty))
        };
        let named = |all: Vec<(&Words, Span)>| all.into_iter().map(|(n, s)| (n.clone(), s)).collect::<Vec<_>>();
        if !duties.is_empty() {
            let idle = duties.iter().enumerate().filter(|(index, _)| !used(*index)).map(|(_, d)| (&d.name, d.span));
            let idle = named(idle.collect());
            self.none_of(codes::DUTY_WITHOUT_INDICATOR, &idle, ("没有指标的职责", "duties without an indicator"));
            let free = indicators.iter().filter(|i| i.answers.duties.is_empty()).map(|i| (&i.name, i.span));
            let free = named(free.collect());
            self.none_of(codes::INDICATOR_WITHOUT_DUTY, &free, ("没有写职责的指标", "indicators without a duty"));
        }
        let lacking = |has: &dyn Fn(&Indicator) -> bool| {
            let some = indicators.iter().any(has);
            let without = indicators.iter().filter(|i| some && !has(i)).map(|i| (&i.name, i.span));
            named(without.collect())
        };
        let ownerless = lacking(&|indicator| indicator.owner.is_some());
        self.none_of(codes::NO_OWNER, &ownerless, ("没有写负责人的指标", "indicators without an owner"));
        let alone = lacking(&|indicator| indicator.answers.deputy.is_some());
        self.none_of(codes::NO_OWNER, &alone, ("没有写后备负责人的指标", "indicators without a deputy"));
    }

    /// One note for all that lack something, at the first of them.
    fn none_of(&mut self, code: Code, all: &[(Words, Span)], (zh, en): (&str, &str)) {
        let several =
            self.several(code, all, &|count| Words { zh: format!("{zh} {count} 个"), en: format!("{count} {en}") });
        self.bag.all.extend(several);
    }

    /// A note with the names of those concerned behind its head, at the first of them.
    pub(super) fn several(&self, code: Code, all: &[(Words, Span)], head: &dyn Fn(usize) -> Words) -> Vec<Diagnostic> {
        lint::several(self.source, &self.lints, code, all, head)
    }

    pub(super) fn outside(&mut self, table: &Table) -> Option<Outside> {
        let outside = table.table("outside")?;
        let text = |key: &str| outside.text(key).map(String::from);
        let (asked_on, due, received_on) = (outside.date("asked_on"), outside.date("due"), outside.date("received_on"));
        for (key, day) in [("due", due), ("received_on", received_on)] {
            if let (Some(asked), Some(day)) = (asked_on, day)
                && day < asked
            {
                let asked = show_date(asked);
                let message = words!("早于索取的 {asked}", "before {asked}, when it was asked for");
                self.bad_value(outside, key, message);
            }
        }
        Some(Outside { from: text("from"), officer: text("officer"), asked_on, due, received_on })
    }

    /// Stages with their days; those that cannot follow one another are told.
    pub(super) fn stages_of_run(&mut self, root: &Table) -> Vec<Stage> {
        let tables: Vec<&Table> = root.tables("stage").collect();
        let mut all: Vec<Stage> = Vec::new();
        for table in &tables {
            let id = table.text("id").unwrap_or_default().to_string();
            let after = match table.text("after") {
                Some(name) => match all.iter().position(|stage| stage.id == name) {
                    Some(index) => Some(index),
                    None => {
                        let known: Vec<&str> = all.iter().map(|stage| stage.id.as_str()).collect();
                        let what = words!("在它之前的阶段 `{name}`", "earlier stage `{name}`");
                        self.unknown(codes::UNKNOWN_TARGET, table.span_of("after"), &what, name, &known);
                        None
                    }
                },
                None => None,
            };
            let stage = Stage {
                name: table.get("name").map_or_else(|| Words::same(id.clone()), name_of),
                id,
                from: table.get("from").and_then(|node| self.moment(node)),
                until: table.get("until").and_then(|node| self.moment(node)),
                after,
                owner: table.text("owner").map(String::from),
                span: table.span_of("id"),
            };
            if later(stage.from, stage.until) {
                self.out_of_order(table, "until", words!("结束早于开始", "it ends before it begins"));
            }
            if let Some(before) = all.last().filter(|before| later(before.from, stage.from)) {
                let id = &before.id;
                self.out_of_order(table, "from", words!("早于前一阶段 `{id}` 的开始", "before `{id}` begins"));
            }
            if let Some(before) = after.and_then(|index| all.get(index)).filter(|b| later(b.until, stage.from)) {
                let id = &before.id;
                self.out_of_order(table, "from", words!("`{id}` 还没有结束", "before `{id}` is over"));
            }
            all.push(stage);
        }
        all
    }

    fn out_of_order(&mut self, table: &Table, key: &str, message: Words) {
        self.bag.push(
            Diagnostic::error(codes::STAGES, message)
                .at((self.source, table.span_of(key)), words!("这里", "here"))
                .help(words!("阶段按先后写，日期依次不早于前一阶段", "write stages in turn, with days in order")),
        );
    }

    fn moment(&mut self, node: &Node) -> Option<Moment> {
        match &node.value {
            Value::Date(day) => Some(Moment::Day(*day)),
            Value::Table(due) => Some(Moment::After(Due {
                after: match due.text("after")? {
                    "period_end" => DueAfter::PeriodEnd,
                    _ => DueAfter::Notice,
                },
                days: self.whole(due, "days", 0, 3650)? as u32,
                working: due.flag("working").unwrap_or(false),
            })),
            Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::List(_) => None,
        }
    }
}

/// Whether one moment is surely after the other.
fn later(one: Option<Moment>, other: Option<Moment>) -> bool {
    match (one, other) {
        (Some(Moment::Day(one)), Some(Moment::Day(other))) => one > other,
        (Some(Moment::After(one)), Some(Moment::After(other))) => {
            one.after == other.after && one.working == other.working && one.days > other.days
        }
        _ => false,
    }
}
