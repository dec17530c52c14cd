//! What happens in the cases that every scheme meets: ties, small groups, missing data, people who
//! come and go.

use super::{Scheme, codes, several};
use crate::diagnostic::Diagnostic;
use crate::table::Cycle;
use crate::text::{Phrases, Span, Words, words::plural};
use crate::words;

/// Where places or quotas decide something.
fn decided_by_place(scheme: &Scheme<'_>) -> Option<Span> {
    let paid = |consequence: &&crate::rubric::Consequence| {
        consequence.by_place && (consequence.money.is_some() || consequence.pool.is_some())
    };
    let consequence = scheme.rubric.consequences.iter().find(paid).map(|consequence| consequence.span);
    consequence.or(scheme.rubric.afterwards.quotas.first().map(|quota| quota.span))
}

/// Places decide about money or grades, and nothing says who of two equals is first.
pub(super) fn ties(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let said = scheme.head_says("ties");
    let Some(span) = decided_by_place(scheme).filter(|_| scheme.is_whole() && !said) else { return Vec::new() };
    let finding = Diagnostic::note(
        codes::NO_TIES,
        words!(
            "名次决定奖金或等级，没有说并列怎么办",
            "places decide about money or grades, and nothing says what a tie does"
        ),
    );
    vec![scheme.at(finding, span, words!("由名次决定", "decided by place")).help(words!(
        "在 `[rubric]` 写 `ties`：\"shared\"（1、1、3，不写即如此）、\"dense\"，或依次比较的指标",
        "write `ties` in `[rubric]`: \"shared\" (1, 1, 3, as if not said), \"dense\", or indicators that decide in turn"
    ))]
}

/// Places within groups, and nothing says from how many people on they mean something.
pub(super) fn small_groups(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let subject = scheme.root.table("subject");
    let said = subject.is_some_and(|subject| subject.has("min_group"));
    let grouped = !scheme.rubric.subject.groups.is_empty();
    let placed = scheme.rubric.consequences.iter().find(|consequence| consequence.by_place);
    let span = placed.map(|consequence| consequence.span);
    let Some(span) = span.filter(|_| scheme.is_whole() && grouped && !said) else { return Vec::new() };
    let finding = Diagnostic::note(
        codes::NO_MIN_GROUP,
        words!(
            "首末位按组决定，没有说人少的组怎么办",
            "places within groups decide, and nothing says what a small group does"
        ),
    );
    vec![scheme.at(finding, span, words!("在组内比较", "compared within a group")).help(words!(
        "在 `[subject]` 写 `min_group`：少于几人不评首末位",
        "write `min_group` in `[subject]`: below how many no first or last is drawn"
    ))]
}

/// Indicators computed from data, and no word on data that are not there.
pub(super) fn missing_data(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    if !scheme.is_whole() {
        return Vec::new();
    }
    let silent =
        scheme.rubric.indicators.iter().filter(|indicator| indicator.formula.is_some() && !indicator.policy_said);
    let silent: Vec<_> = silent.map(|indicator| (Words::same(indicator.id.clone()), indicator.span)).collect();
    let head = |count| Words {
        zh: format!("没有说缺数据怎么办的指标 {count} 个"),
        en: format!("{} without a rule for missing data", plural(count, "indicator")),
    };
    let notes = several(scheme.source, scheme.lints, codes::NO_VALUE_RULE, &silent, &head).into_iter();
    notes
        .map(|note| {
            note.help(words!(
                "在 `[rubric]` 写 `missing`，如 \"fail\"（没有总分，不写即如此）、\"skip\"、\"zero\"；个别指标另写",
                "write `missing` in `[rubric]`, such as \"fail\" (no total, as if not said), \"skip\" or \"zero\"; or at an indicator"
            ))
        })
        .collect()
}

/// Words by which a scheme speaks of people who were there for a part of a period.
const COMING_AND_GOING: Phrases = Phrases::new(&[
    "在岗",
    "在职",
    "在册",
    "入职",
    "离职",
    "到岗",
    "转岗",
    "新进",
    "调入",
    "调出",
    "出勤",
    "考勤",
    "试用",
    "实习",
    "months",
    "days_present",
    "joined",
    "left",
    "hired",
    "attendance",
]);

/// What units are called, which neither join nor leave.
const UNITS: &[&str] = &[
    "单位",
    "部门",
    "机构",
    "中心",
    "公司",
    "科室",
    "班组",
    "小组",
    "所",
    "局",
    "站",
    "县",
    "市",
    "省",
    "区",
    "院",
    "校",
    "店",
    "地区",
    "项目",
    "unit",
    "department",
    "centre",
    "office",
    "county",
    "province",
    "school",
    "hospital",
];

/// Period after period, and not a word about those who join or leave within one.
pub(super) fn partial_periods(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let rubric = scheme.rubric;
    let selects = rubric.subject.filter.is_some()
        || rubric.indicators.iter().any(|indicator| indicator.applies.is_some())
        || rubric.categories.iter().any(|category| category.needs.is_some());
    let of_units = UNITS.iter().any(|word| rubric.subject.noun.zh.ends_with(word));
    if rubric.header.cycle == Cycle::Once || !scheme.is_whole() || selects || of_units {
        return Vec::new();
    }
    let speaks = |text: &str| COMING_AND_GOING.are_in(text);
    let columns = rubric.data.iter().flat_map(|data| data.columns.iter().map(|column| column.id.as_str()));
    let elements = rubric.elements.iter().map(|element| element.id.as_str());
    let indicators = rubric.indicators.iter().map(|indicator| indicator.id.as_str());
    let prose = scheme.said.iter().map(|said| said.text);
    if columns.chain(elements).chain(indicators).chain(prose).any(speaks) {
        return Vec::new();
    }
    let Some(head) = scheme.root.table("rubric") else { return Vec::new() };
    let finding = Diagnostic::note(
        codes::PARTIAL,
        words!(
            "没有说中途入职、离职、转岗的人怎么考核",
            "nothing says how people are appraised who join or leave within a period"
        ),
    );
    vec![scheme.at(finding, head.span_of("cycle"), words!("一期一期地考核", "period after period")).help(words!(
        "用 `[subject] where` 说明谁参加（如在岗满多少天），或用指标的 `applies`",
        "say who takes part by `where` in `[subject]`, such as so many days in the post, or by `applies` of indicators"
    ))]
}
