//! `[[rater]]`, `[[ballot]]` and `rated`: who judges, and which of the ratings count.

use super::header::name_of;
use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::Decimal;
use crate::rubric::{Ballot, CombineRatings, Expr, ExprKind, Outlying, Rated, Rater, RaterMissing};
use crate::syntax::Table;
use crate::table::Kind;
use crate::text::Words;
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
                let weight = table.number("weight").unwrap_or(Decimal::ZERO);
                if weight.is_negative() {
                    self.bad_value(table, "weight", words!("权重不能为负", "a weight cannot be negative"));
                }
                Rater {
                    id,
                    name,
                    aliases,
                    weight,
                    missing: match table.text("missing") {
                        Some("fail") => RaterMissing::Fail,
                        Some("zero") => RaterMissing::Zero,
                        _ => RaterMissing::Renormalise,
                    },
                    min_raters: self.whole(table, "min_raters", 1, MANY).map(|least| least as u32),
                    span: table.span_of("id"),
                }
            })
            .collect();
        let sum: Decimal = raters.iter().map(|rater| rater.weight).sum();
        let whole = sum == Decimal::from_int(100) || sum == Decimal::from_int(1);
        if let (Some(last), false) = (root.tables("rater").last(), whole || raters.is_empty()) {
            let mut found = Diagnostic::error(
                codes::RATER_WEIGHTS,
                words!("考核者权重之和为 {sum}，不是 100", "the raters' weights add up to {sum}, not 100"),
            )
            .at((self.source, last.span_of("weight")), words!("到这里共 {sum}", "{sum} up to here"));
            for table in root.tables("rater").take(raters.len().saturating_sub(1)) {
                found = found.at((self.source, table.span_of("weight")), Words::default());
            }
            let parts: Vec<String> = raters.iter().map(|rater| rater.weight.to_string()).collect();
            let parts = parts.join(" + ");
            self.bag
                .push(found.help(words!("{parts} = {sum}；改到合计 100", "{parts} = {sum}; make them add up to 100")));
        }
        raters
    }

    pub(super) fn rated(&mut self, table: &Table, id: &str, wanted: Kind, raters: &[Rater]) -> Option<Rated> {
        let rated = table.table("rated")?;
        let data = self.table_named(rated.text("from")?, rated.span_of("from"))?;
        let column = |key: &str, default: &str| rated.text(key).unwrap_or(default).to_string();
        let rater_column = column("rater_column", "角色");
        let indicator_column = column("indicator_column", "指标");
        let score_header = column("score_column", "分数");
        self.text_column(data, &rater_column, rated.span_of("from"));
        self.text_column(data, &indicator_column, rated.span_of("from"));
        // One column may hold words for some indicators and figures for others: read it both ways.
        let score_column = if wanted == Kind::Text { format!("{score_header}@text") } else { score_header.clone() };
        let known = self.columns.touch(data, &score_header, rated.span_of("from"));
        let headers = self.columns.headers(data, known);
        let at = self.columns.touch(data, &score_column, rated.span_of("from"));
        self.columns.set_headers(data, at, headers);
        self.columns.expect(data, at, wanted);
        let chosen = self.chosen_raters(table, rated, id, raters);
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
        })
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
