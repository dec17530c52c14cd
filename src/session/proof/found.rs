//! What is said of a claim that does not hold.

use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::{Closed, NodeId, Op, Program};
use crate::prove::codes;
use crate::prove::{About, Claim, Example, Verdict, What};
use crate::rubric::{Category, Indicator, Quota, Rubric};
use crate::table::figure::digits;
use crate::text::{Span, Words};
use crate::words;

/// A finding for every claim that is refuted; nothing is said of what holds or is open, except
/// where a rule is missing.
pub fn finding(rubric: &Rubric, program: &Program, claim: &Claim) -> Option<Diagnostic> {
    match claim.about {
        About::Indicator(index) => of_indicator(rubric, program, rubric.indicators.get(index)?, claim),
        About::Total => of_total(rubric, claim),
        About::Variant(_) => None,
        About::Grade(index) => {
            let grade = rubric.grades.get(index)?;
            let Verdict::Impossible { bound } = claim.verdict else { return None };
            let (bound, min, name) = (digits(bound), grade.min?, &grade.name);
            let (zh, en) = (&name.zh, &name.en);
            Some(
                Diagnostic::warning(
                    codes::NO_GRADE,
                    words!("总分最高 {bound}，到不了“{zh}”的 {min}", "totals end at {bound}: `{en}` needs {min}"),
                )
                .at((rubric.source, grade.span), words!("没有人能得到", "nobody can reach it"))
                .help(words!(
                    "降低这个等级的 `min`，或检查各项的满分",
                    "lower its `min`, or look at the marks of the items"
                )),
            )
        }
        About::Veto(index) => {
            let veto = rubric.vetoes.get(index)?;
            condition(rubric, claim, &words!("否决 `{}`", "veto `{}`", veto.id), veto.when.span)
        }
        About::Consequence(index) => {
            let consequence = rubric.consequences.get(index)?;
            condition(rubric, claim, &words!("奖惩 `{}`", "consequence `{}`", consequence.id), consequence.when.span)
        }
        About::Check(index) => {
            let check = rubric.checks.get(index)?;
            condition(rubric, claim, &words!("检查 `{}`", "check `{}`", check.id), check.expr.span)
        }
        About::Category(index) => of_category(rubric, rubric.categories.get(index)?, claim),
        About::Quota(index) => of_quota(rubric, rubric.afterwards.quotas.get(index)?, claim),
    }
}

fn of_indicator(rubric: &Rubric, program: &Program, indicator: &Indicator, claim: &Claim) -> Option<Diagnostic> {
    let id = &indicator.id;
    let at = |finding: Diagnostic, words: Words| finding.at((rubric.source, indicator.scoring.span), words);
    match (&claim.what, &claim.verdict) {
        (What::Monotone, Verdict::Refuted { worse, better, example }) => {
            let [bad, good] = [worse, better].map(|(value, score)| (digits(*value), digits(*score)));
            Some(
                at(
                    Diagnostic::error(
                        codes::WRONG_WAY,
                        words!(
                            "`{id}` 的值更好，得分反而更低：值 {} 得 {} 分，值 {} 得 {} 分",
                            "a better `{id}` scores less: {} gives {}, {} gives {}",
                            bad.0,
                            bad.1,
                            good.0,
                            good.1
                        ),
                    ),
                    words!("这样计分", "scored like this"),
                )
                .help(with_example(
                    words!(
                        "改正计分；或用 `range` 或 `severity = \"error\"` 的检查说明值不会到那里",
                        "correct the scoring; or say by `range`, or a check of severity \"error\", that no value gets there"
                    ),
                    example.as_ref(),
                )),
            )
        }
        (What::FullMarks, Verdict::Impossible { bound }) => {
            let bound = digits(*bound);
            Some(
                at(
                    Diagnostic::warning(
                        codes::NO_FULL_MARKS,
                        words!("`{id}` 最多得满分的 {bound}%", "`{id}` gives at most {bound} % of its marks"),
                    ),
                    words!("这样计分", "scored like this"),
                )
                .help(words!(
                    "检查各段的得分、上限和数据元素的 `range`",
                    "look at the bands, the cap and the `range` of the elements"
                )),
            )
        }
        (What::Band { node, index }, Verdict::Impossible { .. }) => {
            let band = band(program, *node, *index)?;
            let (zh, en) = (&band.zh, &band.en);
            let span = rung(program, indicator, *node, *index).unwrap_or(indicator.scoring.span);
            Some(
                Diagnostic::warning(
                    codes::NO_BAND,
                    words!("`{id}` 没有值能落入 {zh} 这一段", "no value of `{id}` meets the band {en}"),
                )
                .at((rubric.source, span), words!("这一段", "this band"))
                .help(words!(
                    "检查边界和单位（比例还是百分数），或数据元素的 `range`",
                    "look at the edges and their unit (a ratio or per cent), or the `range` of the elements"
                )),
            )
        }
        (What::Policy(_), verdict @ (Verdict::Unknown | Verdict::Broken { .. })) => Some(
            // Where no ranges are declared, nothing says that it does happen.
            Diagnostic {
                severity: if rubric.elements.iter().all(|element| element.range.is_none()) {
                    Severity::Note
                } else {
                    Severity::Warning
                },
                ..Diagnostic::error(
                    codes::NO_POLICY,
                    words!(
                        "`{id}` 的除数可能为 0，没有说明这时怎么办",
                        "`{id}` may divide by zero, and nothing says what then"
                    ),
                )
            }
            .at(
                (rubric.source, indicator.formula.as_ref().map_or(indicator.span, |formula| formula.span)),
                words!("这个公式", "this formula"),
            )
            .help(with_example(
                words!(
                    "写 `undefined = \"skip\"`、`\"zero\"` 或 `\"full\"`；不写则缺这一项的人没有总分",
                    "write `undefined = \"skip\"`, `\"zero\"` or `\"full\"`; otherwise whoever lacks it has no total"
                ),
                match verdict {
                    Verdict::Broken { example, .. } => example.as_ref(),
                    _ => None,
                },
            )),
        ),
        _ => None,
    }
}

/// The help, and a test that shows what is meant.
fn with_example(help: Words, example: Option<&Example>) -> Words {
    let Some(Example { given, expect }) = example else { return help };
    let (zh, en) = (help.zh, help.en);
    words!(
        "{zh}。作为测试：`given = {given}`，`expect = {expect}`",
        "{en}. As a test: `given = {given}`, `expect = {expect}`"
    )
}

fn of_category(rubric: &Rubric, category: &Category, claim: &Claim) -> Option<Diagnostic> {
    let Verdict::Impossible { bound } = claim.verdict else { return None };
    let (bound, id) = (digits(bound), &category.id);
    Some(
        Diagnostic::warning(
            codes::NO_FULL_MARKS,
            words!("类别 `{id}` 最多得满分的 {bound}%", "category `{id}` gives at most {bound} % of its marks"),
        )
        .at((rubric.source, category.span), words!("这个类别", "this category"))
        .help(words!("检查各项的计分", "look at the scoring of the items")),
    )
}

fn of_quota(rubric: &Rubric, quota: &Quota, claim: &Claim) -> Option<Diagnostic> {
    let Verdict::AtSize { size, heads } = claim.verdict else { return None };
    let (zh, en, heads) = (&quota.name.zh, &quota.name.en, digits(heads));
    let (code, message, help) = match claim.what {
        What::Fits => (
            codes::NO_ROOM,
            words!(
                "{zh} 的名额和其他名额合计超过人数：{size} 人的组要 {heads} 人",
                "with the quota of {en} the quotas ask for more than there are: {heads} in a group of {size}"
            ),
            words!(
                "各等级的比例合计不超过 1；最低等级的下限也算在内",
                "the shares of the grades come to no more than 1, the floor of the lowest included"
            ),
        ),
        What::Limits => (
            codes::IDLE,
            words!(
                "{zh} 的名额不起作用：多少人的组都不受它限制",
                "the quota of {en} limits nothing, in a group of any size"
            ),
            words!(
                "去掉它，或改正比例：另一个名额管得更严，或人人都在名额之内",
                "leave it out or correct the share: another quota is tighter, or everybody is within it"
            ),
        ),
        What::Rises => (
            codes::FEWER,
            words!(
                "{zh}：到 {size} 人时名额反而降为 {heads} 人",
                "{en}: from {size} people on the places go down to {heads}"
            ),
            words!("改正名额表：人越多，名额不应越少", "correct the rows: a larger group has no fewer places"),
        ),
        _ => return None,
    };
    Some(
        Diagnostic::warning(code, message).at((rubric.source, quota.span), words!("这个名额", "this quota")).help(help),
    )
}

/// The interval of a step, in words.
pub(super) fn band(program: &Program, node: NodeId, index: usize) -> Option<Words> {
    let Op::Steps { edges, closed, .. } = &program.plan.node(node).op else { return None };
    let edge = |at: usize| edges.get(at).map(|edge| digits(edge.0));
    let (low, high) = (index.checked_sub(1).and_then(edge), edge(index));
    let (at_least, above) = (("≥", "≥"), (">", ">"));
    let (from, to) = if *closed == Closed::Lower { (at_least, ("<", "<")) } else { (above, ("≤", "≤")) };
    Some(match (low, high) {
        (Some(low), Some(high)) => {
            words!("{}{low} 且 {}{high}", "{} {low} and {} {high}", from.0, to.0)
        }
        (Some(low), None) => Words::same(format!("{} {low}", from.0)),
        (None, Some(high)) => Words::same(format!("{} {high}", to.0)),
        (None, None) => return None,
    })
}

fn of_total(rubric: &Rubric, claim: &Claim) -> Option<Diagnostic> {
    if let Verdict::Broken { figure, example } = &claim.verdict {
        let (figure, high) = (digits(*figure), rubric.header.total_range.1);
        let full = rubric.header.points;
        return Some(
            Diagnostic::warning(
                codes::OUT_OF_BOUNDS,
                words!(
                    "各项得分相加可到 {figure}，总分截在 {high}，而没有写明",
                    "marks add up to {figure}; the total is cut off at {high}, and nothing says so"
                ),
            )
            .at((rubric.source, rubric.header.span), words!("这个方案", "this rubric"))
            .help(with_example(
                words!(
                    "给加分项写 `max`，或在 [rubric] 写明 `total_range = [0, {full}]`",
                    "give bonuses a `max`, or write `total_range = [0, {full}]` in [rubric]"
                ),
                example.as_ref(),
            )),
        );
    }
    let Verdict::Impossible { bound } = claim.verdict else { return None };
    let (bound, full) = (digits(bound), rubric.header.points);
    Some(
        Diagnostic::warning(
            codes::NO_FULL_MARKS,
            words!("总分最高只有 {bound}，满分是 {full}", "totals end at {bound} of {full}"),
        )
        .at((rubric.source, rubric.header.span), words!("这个方案", "this rubric"))
        .help(words!("检查各项的计分", "look at the scoring of the items")),
    )
}

fn condition(rubric: &Rubric, claim: &Claim, what: &Words, span: Span) -> Option<Diagnostic> {
    let Verdict::Impossible { .. } = claim.verdict else { return None };
    let (zh, en) = (&what.zh, &what.en);
    let (code, message) = match claim.what {
        What::Happens => (codes::NEVER, words!("{zh} 的条件不可能成立", "the condition of {en} cannot hold")),
        What::CanFail => (codes::ALWAYS, words!("{zh} 的条件总是成立", "the condition of {en} always holds")),
        _ => return None,
    };
    Some(Diagnostic::warning(code, message).at((rubric.source, span), words!("这个条件", "this condition")).help(
        words!(
            "检查比较的方向、单位，或数据元素的 `range`",
            "look at the comparison, the units, or the `range` of the elements"
        ),
    ))
}

/// Where the band is written; the one outside all others is written nowhere.
fn rung(program: &Program, indicator: &Indicator, node: NodeId, index: usize) -> Option<Span> {
    let Op::Steps { edges, closed, .. } = &program.plan.node(node).op else { return None };
    let edge = if *closed == Closed::Lower { edges.get(index.checked_sub(1)?)? } else { edges.get(index)? };
    let rungs = &indicator.scoring.rungs;
    rungs.iter().find(|(written, _)| written.to_f64() == edge.0).map(|(_, span)| *span)
}
