//! Names and definitions that say one thing while formula and direction say another.

use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Scheme, codes, several};
use crate::diagnostic::Diagnostic;
use crate::rubric::{Better, Indicator, Item};
use crate::syntax::Table;
use crate::text::words::plural;
use crate::text::{Span, Words, fold, is_letter};
use crate::words;

/// A text without spaces and punctuation, in one width and script.
fn bare(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(is_letter);
    folded
}

/// Letters that a definition may add to a name and still say nothing; some more, as a letter may
/// become two when it is folded.
const MOST_ADDED: usize = 12;

/// Definitions that only say the name again.
pub(super) fn empty_definitions(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let repeats = |indicator: &&Indicator| {
        let mut names = vec![&indicator.id, &indicator.name.zh, &indicator.name.en];
        names.dedup();
        // What says much more than the name does not repeat it; most definitions do.
        let letters = |text: &str| text.chars().filter(|c| is_letter(*c)).count();
        let longest = names.iter().map(|name| letters(name)).max().unwrap_or_default();
        let short = |definition: &&str| letters(definition) <= longest + MOST_ADDED;
        let Some(definition) = indicator.definition.as_deref().filter(short).map(bare) else { return false };
        names.into_iter().map(|name| bare(name)).any(|name| {
            if name.is_empty() || !definition.contains(&name) {
                return false;
            }
            let rest = definition.replacen(&name, "", 1);
            ["", "的", "指标", "的指标", "情况", "的情况"].contains(&rest.as_str())
        })
    };
    let empty = scheme.rubric.indicators.iter().filter(repeats);
    let empty: Vec<_> = empty.map(|indicator| (Words::same(indicator.id.clone()), indicator.span)).collect();
    let head = |count| Words {
        zh: format!("定义只是重复名称的指标 {count} 个"),
        en: format!("{} whose definition repeats the name", plural(count, "indicator")),
    };
    let notes = several(scheme.source, scheme.lints, codes::EMPTY_WORDS, &empty, &head).into_iter();
    notes
        .map(|note| {
            note.help(words!(
                "写清分子、分母、计到哪天、由谁认定",
                "say what is counted, over what, up to which day, and who decides"
            ))
        })
        .collect()
}

/// How a thing is computed, as it is written but for spaces.
struct Written<'a>([Option<&'a str>; 4]);

impl Written<'_> {
    fn characters(&self) -> impl Iterator<Item = char> {
        self.0.iter().flatten().flat_map(|part| part.chars()).filter(|c| !c.is_whitespace())
    }
}

impl PartialEq for Written<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.characters().eq(other.characters())
    }
}

impl Eq for Written<'_> {}

impl Hash for Written<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.characters().for_each(|c| state.write_u32(u32::from(c)));
    }
}

/// How a thing is computed, if that is said.
fn formula(table: &Table) -> Option<Written<'_>> {
    let parts = ["formula", "from", "value", "where"].map(|key| table.text(key));
    parts.iter().any(Option::is_some).then_some(Written(parts))
}

/// The name shown, with its place.
fn shown(table: &Table) -> Option<(&str, Span)> {
    let node = table.get("name").or_else(|| table.get("id"))?;
    let text = node.as_text().or_else(|| node.as_table()?.text("zh").or(node.as_table()?.text("en")))?;
    Some((text, node.span))
}

/// Whether two indicators are both part of some variant.
fn meet(scheme: &Scheme<'_>, one: usize, other: usize) -> bool {
    let [one, other] = [one, other].map(|index| scheme.rubric.fulls(Item::Indicator(index)));
    one.iter().zip(&other).any(|(a, b)| a.is_some() && b.is_some())
}

/// Two things of one name or one definition that are computed differently.
pub(super) fn one_name_two_formulas(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (kind, zh, en) in [("indicator", "指标", "indicators"), ("element", "数据元素", "elements")] {
        let mut known: FxHashMap<String, (usize, Span, Written<'_>)> = FxHashMap::default();
        known.reserve(scheme.root.tables(kind).count());
        for (index, table) in scheme.root.tables(kind).enumerate() {
            let (Some((name, span)), Some(formula)) = (shown(table), formula(table)) else { continue };
            let key = bare(name);
            match known.get(&key) {
                Some((first, place, other)) => {
                    if *other != formula && (kind == "element" || meet(scheme, *first, index)) {
                        let finding = Diagnostic::warning(
                            codes::SAME_NAME,
                            words!(
                                "两个{zh}都叫 `{name}`，算法却不同",
                                "two {en} are called `{name}` and computed differently"
                            ),
                        );
                        let finding = scheme.at(finding, span, words!("第二个", "the second"));
                        found.push(scheme.at(finding, *place, words!("第一个", "the first")).help(words!(
                            "按分母区分名称，如“询单转化率”“接待转化率”",
                            "tell them apart by what they are counted over"
                        )));
                    }
                }
                None => {
                    known.insert(key, (index, span, formula));
                }
            }
        }
    }
    found
}

/// One formula of which more is better here and less is better there.
pub(super) fn both_directions(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let mut known: FxHashMap<Written<'_>, (usize, &str, Span)> = FxHashMap::default();
    known.reserve(scheme.rubric.indicators.len());
    let mut found = Vec::new();
    for (index, table) in scheme.root.tables("indicator").enumerate() {
        let (Some(formula), Some(better)) = (formula(table), table.text("better")) else { continue };
        let span = table.span_of("better");
        match known.get(&formula) {
            Some((first, other, place)) => {
                let opposite = matches!((better, *other), ("higher", "lower") | ("lower", "higher"));
                if opposite && meet(scheme, *first, index) {
                    let name = table.text("id").unwrap_or_default();
                    let finding = Diagnostic::warning(
                        codes::BOTH_WAYS,
                        words!(
                            "`{name}` 与另一指标算的是同一个值，一个越高越好，一个越低越好",
                            "`{name}` and another indicator are one figure, better higher here and lower there"
                        ),
                    );
                    let finding = scheme.at(finding, span, words!("这里", "here"));
                    found.push(
                        scheme
                            .at(finding, *place, words!("那里", "there"))
                            .help(words!("核对哪一个方向写反了", "see which of the two is the wrong way round")),
                    );
                }
            }
            None => {
                known.insert(formula, (index, better, span));
            }
        }
    }
    found
}

/// Figures of which less is better, by their names.
const LESS: &[&str] = &[
    "投诉率",
    "投诉件数",
    "投诉次数",
    "投诉比重",
    "差错率",
    "差错次数",
    "错误率",
    "失误率",
    "退款率",
    "退款比例",
    "退货率",
    "流失率",
    "响应时间",
    "响应时长",
    "等待时间",
    "等待时长",
    "缺勤率",
    "迟到次数",
    "旷工",
    "事故率",
    "事故次数",
    "不良率",
    "次品率",
    "废品率",
    "返工率",
    "发病率",
    "死亡率",
    "逾期率",
    "逾期次数",
    "违规次数",
    "违纪次数",
    "超时率",
    "超时次数",
    "呼损率",
    "停电时间",
    "漏报率",
    "差评率",
    "complaint rate",
    "error rate",
    "refund rate",
    "return rate",
    "churn rate",
    "response time",
    "waiting time",
    "defect rate",
    "mortality",
    "absence rate",
];

/// Figures of which more is better.
const MORE: &[&str] = &[
    "满意率",
    "满意度",
    "转化率",
    "完成率",
    "合格率",
    "及格率",
    "及时率",
    "达标率",
    "回访率",
    "收缴率",
    "出勤率",
    "接种率",
    "治愈率",
    "好评率",
    "成交率",
    "办结率",
    "准确率",
    "解决率",
    "覆盖率",
    "satisfaction rate",
    "conversion rate",
    "completion rate",
    "pass rate",
    "attendance rate",
    "coverage rate",
];

/// Words that turn the meaning of a name round, or make it another thing.
const TURNS: &[&str] = &[
    "降", "减", "下降", "改善", "控制", "达标", "不", "未", "非", "偏差", "差距", "差异", "比", "排名", "名次", "占",
    "除", "得分", "评分", "reduc", "improve", "within", "not ", "un", "gap", "rank", "score", "control",
];

/// Words as names are compared, by the character in which they end.
type ByEnd = FxHashMap<char, Vec<String>>;

/// The words by which more, and less, is better.
static FOLDED: LazyLock<(ByEnd, ByEnd)> = LazyLock::new(|| {
    let folded = |words: &[&str]| {
        let mut all = ByEnd::default();
        // Chinese ones are as folding leaves them: the table of characters is read for others only.
        let folded = |word: &&str| if word.is_ascii() { fold(word) } else { word.to_string() };
        for word in words.iter().map(folded) {
            all.entry(word.chars().next_back().unwrap_or_default()).or_default().push(word);
        }
        all
    };
    (folded(MORE), folded(LESS))
});

/// A direction that the name contradicts.
pub(super) fn against_the_name(scheme: &Scheme<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (table, indicator) in scheme.root.tables("indicator").zip(&scheme.rubric.indicators) {
        // Only names that end in the word: what stands behind it is what is meant.
        let name = fold(&indicator.name.zh);
        let last = name.chars().next_back().unwrap_or_default();
        let ends = |words: &ByEnd| {
            words.get(&last).into_iter().flatten().any(|word| {
                name.strip_suffix(word.as_str()).is_some_and(|before| !TURNS.iter().any(|turn| before.contains(turn)))
            })
        };
        let (more, less) = (ends(&FOLDED.0), ends(&FOLDED.1));
        let (zh, en) = match indicator.better {
            Some(Better::Higher) if less && !more => ("越低越好", "less is better"),
            Some(Better::Lower) if more && !less => ("越高越好", "more is better"),
            Some(_) | None => continue,
        };
        let (name_zh, name_en) = (&indicator.name.zh, &indicator.name.en);
        let finding = Diagnostic::warning(
            codes::NAME_DIRECTION,
            words!(
                "`{name_zh}` 从名称看{zh}，方向却相反",
                "of `{name_en}`, by its name, {en}; the direction is the other"
            ),
        );
        found.push(scheme.at(finding, table.span_of("better"), words!("这里", "here")).help(words!(
            "改正 `better`，或换一个说得清的名称",
            "correct `better`, or give it a name that says what it is"
        )));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_as_names_are_compared() {
        for word in MORE.iter().chain(LESS).filter(|word| !word.is_ascii()) {
            assert_eq!(fold(word), *word);
        }
    }
}
