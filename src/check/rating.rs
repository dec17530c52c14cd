//! `[[rater]]`, `[[ballot]]` and `rated`: who judges, and which of the ratings count.

use super::header::name_of;
use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::Decimal;
use crate::rubric::{
    Allowed, Ballot, CombineRatings, Evidence, Expr, ExprKind, Outlying, Rated, Rater, RaterMissing, Then,
};
use crate::syntax::{Node, Table};
use crate::table::Kind;
use crate::text::{Span, Words};
use crate::words;

/// More raters than anybody has.
const MANY: i32 = 1_000_000;

impl Checker<'_> {
    pub(super) fn raters(&mut self, root: &Table) -> Vec<Rater> {
        let raters: Vec<Rater> = root
            .tables("rater")
            .map(|table| {
                let id = table.text("id").unwrap_or_default().to_string();
                let name = table.get("name").map_or_else(|| Words::same(id.clone()), name_of);
                let mut aliases = vec![id.clone(), name.zh.clone(), name.en.clone()];
                aliases.extend(table.texts("aliases").into_iter().map(String::from));
                aliases.sort();
                aliases.dedup();
                Rater {
                    id,
                    name,
                    aliases,
                    focus: table.text("focus").map(String::from),
                    weight: self.rater_weight(root, table),
                    missing: match table.text("missing") {
                        Some("fail") => RaterMissing::Fail,
                        Some("zero") => RaterMissing::Zero,
                        _ => RaterMissing::Renormalise,
                    },
                    own: table.flag("self").unwrap_or(false),
                    tell_above: self.tell_above(table),
                    not_self: table.flag("not_self").unwrap_or(false),
                    same_group: table.text("same_group").map(|column| {
                        self.roster_column(root, column, table.span_of("same_group"));
                        column.to_string()
                    }),
                    conflict: table.text("conflict").map(|column| {
                        self.roster_column(root, column, table.span_of("conflict"));
                        column.to_string()
                    }),
                    expected: self.formula_at(table, "expected", Scope::Subject, Some(Kind::Number)),
                    min_participation: self.min_participation(table),
                    min_raters: self.whole(table, "min_raters", 1, MANY).map(|least| least as u32),
                    span: table.span_of("id"),
                }
            })
            .collect();
        self.weights_add_up(root, &raters);
        raters
    }

    /// A share of the ratings that are expected, which therefore have to be said.
    fn min_participation(&mut self, table: &Table) -> Option<Decimal> {
        let least = table.number("min_participation")?;
        if !table.has("expected") {
            self.bag.push(
                Diagnostic::error(
                    codes::REQUIRED,
                    words!("没有说明应有几份评分", "how many ratings there should be is not said"),
                )
                .at((self.source, table.span_of("min_participation")), words!("的几成？", "a share of what?"))
                .help(words!(
                    "补上 `expected`，每个对象每项应有的份数，如 `expected = 5`",
                    "add `expected`, the number for each subject and item, as `expected = 5`"
                )),
            );
        }
        if least.is_negative() || least > Decimal::from_int(1) {
            self.bad_value(
                table,
                "min_participation",
                words!(
                    "`min_participation` 在 0 和 1 之间，如 0.8",
                    "`min_participation` lies between 0 and 1, as 0.8"
                ),
            );
        }
        Some(least)
    }

    /// `tell_above = 10`, which only ratings of oneself can have.
    fn tell_above(&mut self, table: &Table) -> Option<Decimal> {
        let points = table.number("tell_above")?;
        if !table.flag("self").unwrap_or(false) {
            self.bag.push(
                Diagnostic::error(
                    codes::REQUIRED,
                    words!("`tell_above` 说的是自评，这一类不是", "`tell_above` is about ratings of oneself"),
                )
                .at((self.source, table.span_of("tell_above")), words!("这里", "here"))
                .help(words!("这一类是自评就补上 `self = true`", "add `self = true` if these are")),
            );
        }
        if points.is_negative() {
            self.bad_value(table, "tell_above", words!("`tell_above` 不能为负", "`tell_above` cannot be negative"));
        }
        Some(points)
    }

    /// A column of the roster, which groups.
    pub(super) fn roster_column(&mut self, root: &Table, column: &str, span: Span) {
        let name = root.table("subject").and_then(|subject| subject.text("roster"));
        let roster = name.and_then(|name| Symbols::find(&self.symbols.data, name)).unwrap_or(0);
        self.text_column(roster, column, span);
    }

    pub(super) fn rated(&mut self, table: &Table, id: &str, wanted: Kind, raters: &[Rater]) -> Option<Rated> {
        let rated = table.table("rated")?;
        let data = self.table_named(rated.text("from")?, rated.span_of("from"))?;
        let column = |key: &str, default: &str| rated.text(key).unwrap_or(default).to_string();
        let rater_column = column("rater_column", "角色");
        let whole = rated.flag("whole_table").unwrap_or(false);
        let indicator_column = (!whole).then(|| column("indicator_column", "指标"));
        if whole && rated.has("indicator_column") {
            self.bag.push(
                Diagnostic::error(
                    codes::EXCLUSIVE,
                    words!(
                        "`whole_table` 与 `indicator_column` 只能写一个",
                        "`whole_table` and `indicator_column` exclude each other"
                    ),
                )
                .at((self.source, rated.span_of("indicator_column")), words!("这里", "here"))
                .help(words!(
                    "整张表只评这一项就不写列名",
                    "a table that is all about this item needs no column for it"
                )),
            );
        }
        let score_header = column("score_column", "分数");
        self.text_column(data, &rater_column, rated.span_of("from"));
        if let Some(column) = &indicator_column {
            self.text_column(data, column, rated.span_of("from"));
        }
        // One column may hold words for some indicators and figures for others: read it both ways.
        let score_column = if wanted == Kind::Text { format!("{score_header}@text") } else { score_header.clone() };
        let known = self.columns.touch(data, &score_header, rated.span_of("from"));
        let headers = self.columns.headers(data, known);
        let at = self.columns.touch(data, &score_column, rated.span_of("from"));
        self.columns.set_headers(data, at, headers);
        self.columns.expect(data, at, wanted);
        let chosen = self.chosen_raters(table, rated, id, raters);
        let weights = self.own_weights(rated, raters, &chosen);
        for (key, needed) in [
            ("rater_key_column", raters_need(raters, &chosen, |rater| rater.not_self)),
            ("rater_group_column", raters_need(raters, &chosen, |rater| rater.same_group.is_some())),
        ] {
            self.column_of_raters(table, rated, data, key, needed);
        }
        let signed = rated.has("rater_key_column") || rated.has("rater_group_column");
        if let Some(rater) = raters_need(raters, &chosen, |rater| rater.conflict.is_some()).filter(|_| !signed) {
            self.bag.push(
                Diagnostic::error(
                    codes::REQUIRED,
                    words!(
                        "考核者 `{rater}` 写了 `conflict`，这里却看不出评分人是哪一组的",
                        "rater `{rater}` has `conflict`, but nothing here tells a rater's group"
                    ),
                )
                .at((self.source, table.span_of("rated")), words!("这里", "here"))
                .help(words!(
                    "写上 `rater_key_column`（评分人在名册中的编号）或 `rater_group_column`",
                    "add `rater_key_column` (their keys in the roster) or `rater_group_column`"
                )),
            );
        }
        Some(Rated {
            data,
            rater_column,
            indicator_column,
            score_column,
            indicator: rated.text("indicator").unwrap_or(id).to_string(),
            raters: chosen,
            combine: self.combine_ratings(rated),
            filter: self.formula_at(rated, "where", Scope::Rows(data), Some(Kind::Bool)),
            min_raters: self.whole(rated, "min_raters", 1, MANY).unwrap_or(1) as u32,
            outliers: self.outlying(rated, data),
            weights,
            rater_key_column: rated.text("rater_key_column").map(String::from),
            rater_group_column: rated.text("rater_group_column").map(String::from),
            allowed: self.allowed(rated, wanted),
            evidence: self.evidence(rated, data),
        })
    }

    /// The column of the raters' keys or groups, which some kind of rater may need.
    fn column_of_raters(&mut self, table: &Table, rated: &Table, data: usize, key: &str, needed: Option<&str>) {
        if let Some(column) = rated.text(key) {
            self.text_column(data, column, rated.span_of(key));
        } else if let Some(rater) = needed {
            let rule = if key == "rater_key_column" { "not_self" } else { "same_group" };
            self.bag.push(
                Diagnostic::error(
                    codes::REQUIRED,
                    words!(
                        "考核者 `{rater}` 写了 `{rule}`，这里却没有 `{key}`",
                        "rater `{rater}` has `{rule}`, but there is no `{key}` here"
                    ),
                )
                .at((self.source, table.span_of("rated")), words!("这里", "here"))
                .help(words!("写明评分表中评分人的那一列", "name the column of the table that tells it of the rater")),
            );
        }
    }

    fn allowed(&mut self, rated: &Table, wanted: Kind) -> Option<Allowed> {
        let table = rated.table("allowed")?;
        if wanted == Kind::Text {
            self.bag.push(
                Diagnostic::error(
                    codes::VALUE_KIND,
                    words!(
                        "按等级评的没有范围：等级表之外的词本就不算",
                        "levels have no range: other words do not count"
                    ),
                )
                .at((self.source, rated.span_of("allowed")), words!("这里", "here"))
                .help(words!("删去 `allowed`", "remove `allowed`")),
            );
        }
        let pair = |node: &Node| match node.items() {
            [low, high] => Some((low.as_number()?, high.as_number()?)),
            _ => None,
        };
        let mut intervals = Vec::new();
        let written = table.get("intervals").map(|node| node.items().iter().collect()).unwrap_or(Vec::new());
        for node in table.get("range").into_iter().chain(written) {
            match pair(node) {
                Some((low, high)) if low <= high => intervals.push((low, high)),
                _ => self.bag.push(
                    Diagnostic::error(
                        codes::BAD_VALUE,
                        words!("要写两个数，先小后大", "two numbers are needed, the smaller first"),
                    )
                    .at((self.source, node.span), words!("这里", "here")),
                ),
            }
        }
        let step = table.number("step");
        if step.is_some_and(|step| step.is_zero() || step.is_negative()) {
            self.bad_value(table, "step", words!("`step` 要大于 0", "`step` is greater than 0"));
        }
        Some(Allowed { intervals, step, then: then(table, Then::Void) })
    }

    fn evidence(&mut self, rated: &Table, data: usize) -> Option<Evidence> {
        let table = rated.table("evidence")?;
        let column = table.text("column")?;
        self.text_column(data, column, table.span_of("column"));
        let when = self.formula_at(table, "when", Scope::Rows(data), Some(Kind::Bool))?;
        Some(Evidence { column: column.to_string(), when, then: then(table, Then::Warn) })
    }

    fn chosen_raters(&mut self, table: &Table, rated: &Table, id: &str, raters: &[Rater]) -> Vec<usize> {
        let mut chosen = Vec::new();
        for (name, span) in rated.spanned_texts("raters") {
            match Symbols::find(&self.symbols.raters, name) {
                Some(rater) => chosen.push(rater),
                None => {
                    let known: Vec<String> =
                        Symbols::names(&self.symbols.raters).into_iter().map(String::from).collect();
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    self.unknown(
                        codes::UNKNOWN_TARGET,
                        span,
                        &words!("考核者 `{name}`", "rater `{name}`"),
                        name,
                        &known,
                    );
                }
            }
        }
        if chosen.is_empty() && !rated.has("raters") {
            chosen = (0..raters.len()).collect();
        }
        if raters.is_empty() {
            self.bag.push(
                Diagnostic::error(
                    codes::EMPTY,
                    words!(
                        "指标 `{id}` 由人评分，但没有声明考核者",
                        "indicator `{id}` is judged but no rater is declared"
                    ),
                )
                .at((self.source, table.span_of("rated")), words!("这里", "here"))
                .help(words!("补上 `[[rater]]`", "add a `[[rater]]`")),
            );
        }
        chosen
    }

    /// `"mean"`, `{ trimmed = 0.1 }`, `{ drop_ends = 1, above = 5 }`.
    fn combine_ratings(&mut self, rated: &Table) -> CombineRatings {
        let Some(table) = rated.table("combine") else {
            return match rated.text("combine") {
                Some("median") => CombineRatings::Median,
                Some("min") => CombineRatings::Min,
                Some("max") => CombineRatings::Max,
                _ => CombineRatings::Mean,
            };
        };
        let both = table.has("trimmed") && (table.has("drop_ends") || table.has("above"));
        if both || !table.has("trimmed") && !table.has("drop_ends") {
            let message = if both {
                words!("`trimmed` 与 `drop_ends` 只能写一个", "`trimmed` and `drop_ends` exclude each other")
            } else {
                words!("`combine` 要写 `trimmed` 或 `drop_ends`", "`combine` takes `trimmed` or `drop_ends`")
            };
            self.bag.push(
                Diagnostic::error(codes::EXCLUSIVE, message)
                    .at((self.source, rated.span_of("combine")), words!("这里", "here"))
                    .help(words!(
                        "按比例去掉两端写 `{{ trimmed = 0.1 }}`，按份数写 `{{ drop_ends = 1, above = 5 }}`",
                        "by share write `{{ trimmed = 0.1 }}`, by number `{{ drop_ends = 1, above = 5 }}`"
                    )),
            );
            return CombineRatings::Mean;
        }
        if let Some(share) = table.number("trimmed") {
            if share.is_negative() || share.is_zero() || share.to_f64() >= 0.5 {
                self.bag.push(
                    Diagnostic::error(
                        codes::BAD_VALUE,
                        words!("`trimmed` 要大于 0 而小于 0.5", "`trimmed` lies between 0 and 0.5"),
                    )
                    .at((self.source, table.span_of("trimmed")), words!("两端各去掉 {share}", "{share} at each end"))
                    .help(words!(
                        "最高、最低各去掉 10% 写 `trimmed = 0.1`",
                        "write `trimmed = 0.1` to drop a tenth at each end"
                    )),
                );
            }
            return CombineRatings::Trimmed(share);
        }
        let ends = self.whole(table, "drop_ends", 1, MANY).unwrap_or(1) as u32;
        let above = self.whole(table, "above", 1, MANY).map_or(ends * 2, |above| above as u32);
        if above < ends.saturating_mul(2) {
            self.bag.push(
                Diagnostic::error(
                    codes::BAD_VALUE,
                    words!(
                        "多于 {above} 份就两端各去掉 {ends} 份，可能一份不剩",
                        "with more than {above} ratings and {ends} dropped at each end none may be left"
                    ),
                )
                .at((self.source, table.span_of("above")), words!("这里", "here"))
                .help(words!("`above` 至少写 {}", "`above` is at least {}", ends.saturating_mul(2))),
            );
        }
        CombineRatings::DropEnds { ends, above }
    }

    fn outlying(&mut self, rated: &Table, data: usize) -> Option<Outlying> {
        let table = rated.table("outliers")?;
        let sigma = table.number("sigma")?;
        if sigma.is_negative() || sigma.is_zero() {
            self.bad_value(table, "sigma", words!("`sigma` 要大于 0", "`sigma` is greater than 0"));
        }
        let mut within = Vec::new();
        for (column, span) in table.spanned_texts("within") {
            self.text_column(data, column, span);
            within.push(column.to_string());
        }
        Some(Outlying { sigma, within })
    }

    pub(super) fn ballots(&mut self, root: &Table) -> Vec<Ballot> {
        root.tables("ballot").filter_map(|table| self.ballot(table)).collect()
    }

    fn ballot(&mut self, table: &Table) -> Option<Ballot> {
        let data = self.table_named(table.text("from")?, table.span_of("from"))?;
        let mut by = Vec::new();
        for (column, span) in table.spanned_texts("by") {
            self.text_column(data, column, span);
            by.push(column.to_string());
        }
        if by.is_empty() && table.has("by") {
            self.bag.push(
                Diagnostic::error(
                    codes::EMPTY,
                    words!("没有说明一张票由什么区分", "what tells ballots apart is not said"),
                )
                .at((self.source, table.span_of("by")), words!("这里", "here"))
                .help(words!(
                    "写上评分人所在的列，如 `by = [\"评委\"]`",
                    "name the rater's column, as `by = [\"rater\"]`"
                )),
            );
        }
        let filter = self.row_choice(table, "where", Scope::Rows(data));
        let void_when = self.row_choice(table, "void_when", Scope::Value(data))?;
        self.whole_ballots_only(&void_when);
        Some(Ballot {
            data,
            by,
            filter,
            void_when,
            reason: table.text("reason").map(String::from),
            span: table.span_of("void_when"),
        })
    }

    /// The first and the last of a ballot mean nothing: its rows are in no order.
    fn whole_ballots_only(&mut self, condition: &Expr) {
        let mut found = Vec::new();
        condition.walk(&mut |expr| {
            if let ExprKind::Call(id, _) = &expr.kind {
                let name = crate::library::FUNCTIONS[usize::from(id.0)].name;
                if matches!(name, "first" | "last") {
                    found.push((name, expr.span));
                }
            }
        });
        for (name, span) in found {
            self.bag.push(
                Diagnostic::error(codes::NOT_HERE, words!("`{name}` 不能用在这里", "`{name}` cannot be used here"))
                    .at((self.source, span), words!("一张票的各行没有先后", "the rows of a ballot are in no order"))
                    .help(words!("用 `min`、`max`、`count_if` 等", "use `min`, `max`, `count_if` and the like")),
            );
        }
    }
}

fn then(table: &Table, unsaid: Then) -> Then {
    match table.text("then") {
        Some("void") => Then::Void,
        Some("warn") => Then::Warn,
        _ => unsaid,
    }
}

/// The first of the raters chosen that has it.
fn raters_need<'a>(raters: &'a [Rater], chosen: &[usize], has: fn(&Rater) -> bool) -> Option<&'a str> {
    chosen.iter().filter_map(|rater| raters.get(*rater)).find(|rater| has(rater)).map(|rater| rater.id.as_str())
}
