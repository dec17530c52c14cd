//! What happens to the total before places are given out, which quotas a grade had to fit into, and
//! what is paid.

use super::expression::written;
use super::scope::{Scope, points};
use crate::number::compare::same;
use crate::plan::StepKind;
use crate::result::Step;
use crate::rubric::{Bound, CorrectionMethod, Rounding, Size, Tied};
use crate::table::figure::{self, digits, short};
use crate::text::Words;
use crate::words;

/// One sentence for each step from the total of the marks to the one that is ranked.
pub fn steps(scope: Scope<'_>) -> Vec<Words> {
    let after = &scope.rubric.afterwards;
    let decimals = scope.rubric.header.decimals;
    let mut all = Vec::new();
    for step in &scope.program.outputs.afterwards.steps {
        let (Ok(from), Ok(to)) = (scope.number(step.from), scope.number(step.to)) else { continue };
        let (a, b) = (points(from, decimals), points(to, decimals));
        let figure = |node: Option<crate::plan::NodeId>| node.and_then(|node| scope.number(node).ok());
        let (measure, mean, std) = (figure(step.measure), figure(step.mean), figure(step.std));
        match step.kind {
            StepKind::Correction => match (after.correction.as_ref().map(|c| &c.method), measure) {
                (Some(CorrectionMethod::Factor(_)), Some(factor)) => {
                    let factor = digits(factor);
                    all.push(words!("宽严修正：{a} × {factor} → {b}", "leniency correction: {a} × {factor} → {b}"));
                }
                (Some(CorrectionMethod::ZScore { std: common, .. }), Some(target)) => {
                    let Some(mean) = mean else { continue };
                    let (mean, target) = (short(mean), short(target));
                    let Some(std) = std.filter(|std| *std != 0.0) else {
                        all.push(words!(
                            "宽严修正：组内没有差异或只有一人，{a} → {b}",
                            "leniency correction: the group has no spread or one member, {a} → {b}"
                        ));
                        continue;
                    };
                    let std = short(std);
                    let common = match common {
                        Some(expr) => written(scope, expr),
                        None => "σ".to_string(),
                    };
                    all.push(words!(
                        "宽严修正：{target} + {common} × ({a} − {mean}) / {std} → {b}（{mean}、{std} 是组内的平均和标准差）",
                        "leniency correction: {target} + {common} × ({a} − {mean}) / {std} → {b} ({mean} and {std} are the group's mean and standard deviation)"
                    ));
                }
                (Some(_), None) | (None, _) => {}
            },
            StepKind::MeanCap(index) => {
                let (Some(cap), Some(mean), Some(most)) = (after.mean_caps.get(index), mean, measure) else { continue };
                let (zh, en) = (&cap.name.zh, &cap.name.en);
                let (mean, most) = (short(mean), short(most));
                if same(from, to) {
                    all.push(words!("{zh}：平均 {mean}，上限 {most}", "{en}: the mean is {mean}, the most {most}"));
                } else {
                    all.push(words!(
                        "{zh}：平均 {mean} 超过 {most}，{a} × {most} / {mean} → {b}",
                        "{en}: the mean of {mean} is above {most}, {a} × {most} / {mean} → {b}"
                    ));
                }
            }
            StepKind::Carried => {
                if let Some(formula) = &after.carried {
                    let formula = written(scope, formula);
                    all.push(words!(
                        "结转：{formula}，本期 {a} → {b}",
                        "carried over: {formula}, the period's own {a} → {b}"
                    ));
                }
            }
        }
    }
    all
}

/// The quotas between the grade that the total reaches and the one that it is.
pub fn quotas(scope: Scope<'_>, best: usize, grade: usize) -> Vec<Words> {
    let mut all = Vec::new();
    for nodes in &scope.program.outputs.afterwards.quotas {
        let Some(quota) = scope.rubric.afterwards.quotas.get(nodes.quota) else { continue };
        if quota.grades.1 < best || quota.grades.1 >= grade {
            continue;
        }
        let (Ok(size), Ok(limit)) = (scope.number(nodes.size), scope.number(nodes.limit)) else { continue };
        // Names stand without marks in a tree.
        let (zh, en) = (quota.name.zh.replace('`', ""), quota.name.en.replace('`', ""));
        let heads = match quota.bound {
            Bound::Most => limit,
            Bound::Least => size - limit,
        };
        let (size, heads) = (short(size), short(heads));
        let how = match (&quota.size, quota.rounding) {
            (Size::Count(_) | Size::CountBySize { .. }, _) => Words::default(),
            (Size::Share(_), Rounding::Down) => words!("（舍去小数）", " (rounded down)"),
            (Size::Share(_), Rounding::Nearest) => words!("（四舍五入）", " (rounded)"),
            (Size::Share(_), Rounding::Up) => words!("（进一）", " (rounded up)"),
        };
        let tied = match quota.tied {
            Tied::Down => words!("在线上并列的都往下", "those tied across the line go down"),
            Tied::Up => words!("在线上并列的都留下", "those tied across the line stay"),
        };
        let bound = match quota.bound {
            Bound::Most => words!("最多", "at most"),
            Bound::Least => words!("至少", "at least"),
        };
        all.push(Words {
            zh: format!("名额：{size} 人中 {zh} {} {heads} 人{}，{}", bound.zh, how.zh, tied.zh),
            en: format!("quota: of {size}, {} {heads} {en}{}; {}", bound.en, how.en, tied.en),
        });
    }
    all
}

/// What follows that has to do with money: parts of a pool, and deductions that were limited.
pub fn money(scope: Scope<'_>) -> Vec<Step> {
    let rules = scope.rubric.consequences.iter().zip(&scope.program.outputs.consequences);
    rules
        .filter(|(_, nodes)| scope.holds(nodes.when) == Some(true))
        .filter_map(|(rule, nodes)| {
            let paid = scope.number(nodes.money?).ok()?;
            let mut step = Step { name: rule.name.clone(), figure: amount(paid), ..Step::default() };
            if let (Some(pool), Some(spec)) = (&nodes.pool, &rule.pool) {
                let number = |node| scope.number(node).map(digits).ok();
                let (amount, share, shares) = (number(pool.amount)?, number(pool.share)?, number(pool.shares)?);
                if let Some(formula) = &spec.share {
                    let formula = written(scope, formula);
                    step.how.push(words!("按 {formula} 分", "divided by {formula}"));
                }
                let shown = figure::fixed(paid, spec.decimals);
                step.how.push(words!(
                    "{amount} × {share} / {shares} → {shown}，尾差按最大余数分到每一个最小单位",
                    "{amount} × {share} / {shares} → {shown}; what rounding leaves goes to the largest remainders"
                ));
                return Some(step);
            }
            let (wanted, there) = nodes.limited?;
            let (wanted, there) = (scope.number(wanted).ok()?, scope.number(there).ok()?);
            let (wanted, there) = (digits(wanted), digits(there));
            step.how
                .push(words!("应为 {wanted}，可扣 {there}，扣到 0 为止", "{wanted}, out of {there}, never below 0"));
            Some(step)
        })
        .collect()
}

fn amount(money: f64) -> Words {
    let figure = figure::fixed(money, 2);
    words!("{figure} 元", "{figure} yuan")
}
