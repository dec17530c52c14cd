//! What was done to a value before it was scored.

use super::origin;
use super::phrase::{Reader, equation};
use super::scope::{Scope, step};
use crate::number::compare::same;
use crate::plan::NodeId;
use crate::result::Step;
use crate::rubric::{Impute, Outliers, Preparation, Transform, WhileSkewed};
use crate::table::figure;
use crate::text::Words;
use crate::words;

/// A step for each that the rubric declares, in turn.
pub fn steps(scope: Scope<'_>, index: usize) -> Vec<Step> {
    let (Some(indicator), Some(nodes)) =
        (scope.rubric.indicators.get(index), scope.program.outputs.indicators.get(index))
    else {
        return Vec::new();
    };
    let mut before = nodes.value;
    let mut unit = indicator.unit.as_deref();
    let mut steps = Vec::new();
    for (preparation, node) in indicator.preparation.iter().zip(&nodes.prepared) {
        if matches!(preparation, Preparation::Transform(_)) {
            unit = None;
        }
        let mut step = step(scope, name(*preparation), *node, unit);
        match preparation {
            Preparation::Transform(_) => {
                let phrase = Reader::with_stop(scope, before, words!("值", "value")).whole(*node);
                step.how.push(equation(scope, &phrase.names, &phrase, *node));
            }
            // Its figures are those of the whole group, step after step: too many to be read.
            Preparation::Outliers(Outliers::WhileSkewed(way)) => {
                step.how.push(change(scope, *preparation, before, *node));
                step.how.extend(shapes(scope, *way, *node));
            }
            Preparation::Impute(_) | Preparation::Outliers(_) => {
                step.how.push(change(scope, *preparation, before, *node));
                let mut reader = Reader::with_stop(scope, before, words!("值", "value"));
                reader.whole(*node);
                reader.leaves.retain(|leaf| *leaf != before);
                step.children = origin::leaves(scope, &reader.leaves);
            }
        }
        steps.push(step);
        before = *node;
    }
    steps
}

/// What a value is called after a step.
pub fn name(preparation: Preparation) -> Words {
    match preparation {
        Preparation::Impute(_) => words!("补缺后的值", "value filled in"),
        Preparation::Outliers(Outliers::WhileSkewed(_)) => {
            words!("处理极端值后的值", "value after treatment of outliers")
        }
        Preparation::Outliers(_) => words!("缩尾后的值", "winsorised value"),
        Preparation::Transform(Transform::Log | Transform::Log10) => words!("取对数后的值", "logarithm of the value"),
        Preparation::Transform(Transform::Sqrt) => words!("开方后的值", "square root of the value"),
    }
}

fn skewed(way: WhileSkewed) -> Words {
    let WhileSkewed { skew, kurtosis, max, or_log } = way;
    let rule = words!(
        "同组偏度绝对值不低于 {skew} 且峰度不低于 {kurtosis} 时，最极端的值逐个取次极端的值，至多 {max} 个",
        "while the group's skewness reaches {skew} and its kurtosis {kurtosis}, the most extreme value takes the next, at most {max} of them"
    );
    let log = words!("；仍然如此则取对数", "; if that does not help, logarithms are taken");
    if or_log { Words { zh: rule.zh + &log.zh, en: rule.en + &log.en } } else { rule }
}

/// `同组偏度 2.75、峰度 7.64；改了 1 个值，之后 1.51、2.01`
fn shapes(scope: Scope<'_>, way: WhileSkewed, node: NodeId) -> Option<Words> {
    let nodes = scope.program.outputs.skewed.iter().find(|nodes| nodes.value == node)?;
    let said = |[skewness, kurtosis]: [NodeId; 2]| {
        let [skewness, kurtosis] = [skewness, kurtosis].map(|node| scope.number(node).ok().map(figure::short));
        Some((skewness?, kurtosis?))
    };
    let (skewness, kurtosis) = said(nodes.before)?;
    let treated = scope.number(nodes.treated).ok().filter(|treated| *treated > 0.0);
    let mut text =
        words!("同组偏度 {skewness}，峰度 {kurtosis}", "the group's skewness is {skewness}, its kurtosis {kurtosis}");
    match treated.map(figure::short) {
        None => {
            text.zh.push_str("；没有改");
            text.en.push_str("; none is set to the next");
        }
        Some(treated) => {
            text.zh.push_str(&format!("；改了 {treated} 个值"));
            text.en.push_str(&format!("; values set to the next: {treated}"));
            if let Some((skewness, kurtosis)) = said(nodes.after) {
                text.zh.push_str(&format!("，之后偏度 {skewness}，峰度 {kurtosis}"));
                text.en.push_str(&format!(", then skewness {skewness}, kurtosis {kurtosis}"));
            }
        }
    }
    if way.or_log && scope.holds(nodes.fine) == Some(false) {
        text.zh.push_str("；仍超过界限，取对数");
        text.en.push_str("; still out of bounds, so logarithms are taken");
    }
    Some(text)
}

/// `3 → 5（低于同组 5% 分位的取分位值）`, or that nothing changed.
fn change(scope: Scope<'_>, preparation: Preparation, before: NodeId, after: NodeId) -> Words {
    let rule = match preparation {
        Preparation::Impute(Impute::GroupMean) => words!("缺失用同组平均补", "missing values take the group's mean"),
        Preparation::Impute(Impute::GroupMedian) => {
            words!("缺失用同组中位数补", "missing values take the group's median")
        }
        Preparation::Impute(Impute::Previous) => words!("缺失用上一期的值补", "missing values take the period before"),
        Preparation::Impute(Impute::Linear) => {
            words!("缺失按前两期的直线外推", "missing values continue the line through the two periods before")
        }
        Preparation::Outliers(Outliers::Quantiles(low, high)) => {
            words!(
                "同组 {low} 与 {high} 分位之外的取分位值",
                "beyond the group's quantiles {low} and {high} they count"
            )
        }
        Preparation::Outliers(Outliers::Count(count)) => words!(
            "同组两端各 {count} 个最极端的值取次极端的值",
            "the {count} most extreme of the group at each end take the next value"
        ),
        Preparation::Outliers(Outliers::WhileSkewed(way)) => skewed(way),
        Preparation::Transform(_) => Words::default(),
    };
    let shown =
        |node: NodeId| scope.number(node).map_or_else(figure::nothing, |value| Words::same(figure::digits(value)));
    let unchanged = match (scope.number(before), scope.number(after)) {
        (Ok(before), Ok(after)) => same(before, after),
        (Err(before), Err(after)) => before == after,
        _ => false,
    };
    if unchanged {
        return Words { zh: format!("{}：不变", rule.zh), en: format!("{}: unchanged", rule.en) };
    }
    let (from, to) = (shown(before), shown(after));
    Words {
        zh: format!("{}：{} → {}", rule.zh, from.zh, to.zh), en: format!("{}: {} → {}", rule.en, from.en, to.en)
    }
}
