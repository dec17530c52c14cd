//! The nearest name: "did you mean".
//!
//! Near is what a hand, an eye or an input method mistakes: a character of like shape or sound, two
//! exchanged, one lost or doubled, an ending left out. What stands for something else (another
//! figure, the opposite, a `不` more or less) is never near, however few characters differ.

use super::alike::{self, Looks};
use super::fold;

/// The candidate nearest to `word`, if one is near enough to be what was meant.
///
/// Names are compared after width and Simplified/Traditional folding, so `諮詢轉化率` finds
/// `咨询转化率` whatever the distance of its characters.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let looks: Vec<Looks> = fold(word).chars().map(Looks::new).collect();
    candidates
        .into_iter()
        .filter_map(|candidate| farness(&looks, candidate).map(|far| (far, candidate)))
        .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)))
        .map(|(_, candidate)| candidate)
}

/// Whether `word` is `meant` but for one slip of the finger (a letter left out, doubled, exchanged, or
/// two swapped, or letters of another size) and no other candidate is as near. Words of three letters or less have
/// too many neighbours to be sure of.
pub fn is_slip_of(word: &str, meant: &str, candidates: &[&str]) -> bool {
    let distance = |candidate: &str| strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase());
    let others = candidates.iter().filter(|candidate| **candidate != meant);
    meant.chars().count() > 3 && distance(meant) <= 1 && others.into_iter().all(|other| distance(other) > 1)
}

/// How far a candidate is for its length; none if it is too far.
fn farness(word: &[Looks], candidate: &str) -> Option<f64> {
    let other: Vec<char> = fold(candidate).chars().collect();
    let (shorter, longer) = (word.len().min(other.len()), word.len().max(other.len()));
    if shorter == 0 {
        return None;
    }
    let ascii = other.iter().all(char::is_ascii) && word.iter().all(|looks| looks.c.is_ascii());
    let limit = limit(longer, ascii);
    if (longer - shorter) as f64 * ENDING > limit {
        return None;
    }
    let far = distance(word, &other);
    (far <= limit + 1e-9).then(|| far / longer as f64)
}

/// How far names of a length may be apart. A Chinese character says more than a letter, and in a
/// short name each says more.
fn limit(length: usize, ascii: bool) -> f64 {
    match (length, ascii) {
        (1, _) => 0.3,
        (2, true) => 0.3,
        (2, false) => 0.5,
        (3, true) => 0.7,
        (3, false) => 0.75,
        (4, true) => 1.0,
        (_, true) => 0.34 * length as f64,
        (_, false) => 0.3 * length as f64,
    }
}

/// A character that only stands behind the other name: `转化` for `转化率`, `skipped` for `skip`.
const ENDING: f64 = 0.5;
/// Two neighbours exchanged.
const EXCHANGED: f64 = 0.5;

/// The least sum of slips that makes one name of the other.
fn distance(word: &[Looks], other: &[char]) -> f64 {
    let sounds: Vec<Option<&str>> = other.iter().map(|c| alike::sound(*c)).collect();
    // A whole name of Chinese characters may be the beginning of another; two letters may not.
    let ending = |c: char, begun: usize| {
        let weight = alike::weight(c);
        let enough = begun >= if c.is_ascii() { 4 } else { 2 };
        if enough { weight.min(ENDING).max(if weight > 1.0 { weight } else { 0.0 }) } else { weight }
    };
    // Rows for the prefix of `word` two before, one before, and now.
    let mut before: Vec<f64> = Vec::new();
    let mut row: Vec<f64> = vec![0.0];
    for c in other {
        row.push(row.last().copied().unwrap_or_default() + alike::weight(*c));
    }
    for (i, looks) in word.iter().enumerate() {
        let last = i + 1 == word.len();
        let at = |row: &[f64], j: usize| row.get(j).copied().unwrap_or(f64::INFINITY);
        let mut next = vec![at(&row, 0) + alike::weight(looks.c)];
        for (j, c) in other.iter().enumerate() {
            let replaced = at(&row, j) + looks.distance(*c, sounds.get(j).copied().flatten());
            let lost = at(&row, j + 1)
                + if j + 1 == other.len() { ending(looks.c, other.len()) } else { alike::weight(looks.c) };
            let put_in = at(&next, j) + if last { ending(*c, word.len()) } else { alike::weight(*c) };
            let mut least = replaced.min(lost).min(put_in);
            let crossed = i
                .checked_sub(1)
                .zip(j.checked_sub(1))
                .filter(|(i, j)| word.get(*i).is_some_and(|looks| looks.c == *c) && other.get(*j) == Some(&looks.c));
            if let Some((_, j)) = crossed.filter(|_| looks.c != *c) {
                least = least.min(at(&before, j) + EXCHANGED);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What was written, the names there are, and the one that was meant.
    const TABLE: &[(&str, &[&str], Option<&str>)] = &[
        // Shapes.
        ("呼人", &["呼入", "呼出"], Some("呼入")),
        ("末付款", &["未付款", "已付款"], Some("未付款")),
        ("己完成", &["已完成"], Some("已完成")),
        ("帐单", &["账单"], Some("账单")),
        ("付款入数", &["付款人数", "询单人数"], Some("付款人数")),
        ("护士", &["护土"], Some("护土")),
        ("合台率", &["合格率"], None),
        ("冶愈率", &["治愈率", "死亡率"], Some("治愈率")),
        ("拆扣率", &["折扣率"], Some("折扣率")),
        ("侯诊时间", &["候诊时间", "就诊时间"], Some("候诊时间")),
        ("班级", &["斑级"], Some("斑级")),
        ("销售颜", &["销售额"], Some("销售额")),
        ("检险数", &["检验数"], None),
        ("项次", &["顶次"], Some("顶次")),
        ("l0月", &["10月"], Some("10月")),
        ("gmv0", &["gmvo"], Some("gmvo")),
        // Sounds.
        ("询单", &["寻单"], Some("寻单")),
        ("积效", &["绩效"], Some("绩效")),
        ("付款人树", &["付款人数", "询单人数"], Some("付款人数")),
        ("转化绿", &["转化率"], Some("转化率")),
        ("咨询转换律", &["咨询转化率", "平均响应时间"], Some("咨询转化率")),
        ("满意渡", &["满意度"], Some("满意度")),
        ("客单阶", &["客单价"], Some("客单价")),
        ("申述", &["申诉"], Some("申诉")),
        ("出勤绿", &["出勤率", "缺勤率"], Some("出勤率")),
        ("登机数", &["登记数"], Some("登记数")),
        ("报修即时率", &["报修及时率"], Some("报修及时率")),
        ("工做量", &["工作量"], Some("工作量")),
        ("产良", &["产量"], Some("产量")),
        ("线陨", &["线损"], None),
        ("收教率", &["收缴率"], Some("收缴率")),
        ("领道", &["领导"], Some("领导")),
        ("协做", &["协作"], Some("协作")),
        // Scripts and width.
        ("諮詢轉化率", &["咨询转化率"], Some("咨询转化率")),
        ("ＧＭＶ", &["GMV"], Some("GMV")),
        ("客單價", &["客单价"], Some("客单价")),
        ("工 号", &["工号"], Some("工号")),
        // Exchanged, lost, doubled, an ending.
        ("转率化", &["转化率"], Some("转化率")),
        ("率转化", &["转化率"], None),
        ("产完成量", &["产量完成"], Some("产量完成")),
        ("客价", &["客单价"], Some("客单价")),
        ("平均响应响应时间", &["平均响应时间"], Some("平均响应时间")),
        ("平均响应时长", &["平均响应时间", "客单价"], Some("平均响应时间")),
        ("转化", &["转化率"], Some("转化率")),
        ("投诉率", &["投诉数"], None),
        ("免疫规划类", &["免疫规划", "传染病"], Some("免疫规划")),
        ("付款", &["付款人数"], Some("付款人数")),
        // Keys, functions, choices.
        ("treshold", &["threshold", "target"], Some("threshold")),
        ("formla", &["formula", "points"], Some("formula")),
        ("formular", &["formula", "format"], Some("formula")),
        ("titel", &["title", "table"], Some("title")),
        ("indicater", &["indicator", "category"], Some("indicator")),
        ("skipped", &["skip", "zero", "full"], Some("skip")),
        ("hihger", &["higher", "lower", "target"], Some("higher")),
        ("point", &["points", "param"], Some("points")),
        ("chat", &["chats", "staff"], Some("chats")),
        ("medain", &["median", "mean", "min"], Some("median")),
        ("lable", &["label", "table"], Some("label")),
        ("recieved", &["received"], Some("received")),
        ("roud", &["round"], Some("round")),
        ("聊天报表.csv", &["聊天报表_6月.csv", "花名册.csv"], Some("聊天报表_6月.csv")),
        ("聊天报表_6月", &["聊天报表6月"], Some("聊天报表6月")),
        // Not what was meant.
        ("投诉", &["咨询转化率", "平均响应时间", "客单价"], None),
        ("出院人数", &["入院人数"], None),
        ("合格率", &["不合格率"], None),
        ("未完成数", &["完成数"], None),
        ("好评率", &["差评率"], None),
        ("甲班", &["乙班", "丙班"], None),
        ("一季度", &["二季度"], None),
        ("指标1", &["指标2"], None),
        ("2023年产值", &["2024年产值"], None),
        ("及时率", &["及格率"], None),
        ("服务类", &["管理类"], None),
        ("男", &["女"], None),
        ("优", &["良", "中", "差"], None),
        ("人数", &["付款人数"], None),
        ("sum", &["min", "max"], None),
        ("if", &["in", "is"], None),
        ("period", &["method", "points"], None),
        ("date", &["table"], None),
        ("", &["a", "率"], None),
        ("率", &["数", "量"], None),
        ("x", &["y"], None),
    ];

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let wrong: Vec<String> = TABLE
            .iter()
            .filter(|(word, names, meant)| nearest(word, names.iter().copied()) != *meant)
            .map(|(word, names, meant)| format!("{word}: {:?}, not {meant:?}", nearest(word, names.iter().copied())))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(TABLE.len() >= 60);
    }

    #[test]
    fn of_several_the_nearest() {
        assert_eq!(nearest("付款人树", ["付款次数", "付款人数", "付款人"]), Some("付款人数"));
        // As near as each other: the first by its characters, whatever their order.
        assert_eq!(nearest("成交人敉", ["成交人效", "成交人次"]), nearest("成交人敉", ["成交人次", "成交人效"]));
    }

    proptest! {
        #[test]
        fn a_name_is_nearest_to_itself(words in proptest::collection::vec("[一-龥a-z]{1,8}", 1..6)) {
            for word in &words {
                prop_assert_eq!(nearest(word, words.iter().map(String::as_str)).map(fold), Some(fold(word)));
            }
        }

        #[test]
        fn names_without_a_character_in_common_are_not_near_unless_alike(a in "[一-龥]{2,8}", b in "[a-z]{2,8}") {
            prop_assert_eq!(nearest(&a, [b.as_str()]), None);
        }

        #[test]
        fn near_is_mutual(a in "[人入数树率绿单询寻付款01a-d]{1,6}", b in "[人入数树率绿单询寻付款01a-d]{1,6}") {
            let (there, back) = (nearest(&a, [b.as_str()]).is_some(), nearest(&b, [a.as_str()]).is_some());
            prop_assert_eq!(there, back);
        }

        #[test]
        fn what_is_near_has_most_characters_like_its_own(a in "[一-龥]{2,8}", b in "[一-龥]{2,8}") {
            if nearest(&a, [b.as_str()]).is_some() {
                let (a, b): (Vec<char>, Vec<char>) = (fold(&a).chars().collect(), fold(&b).chars().collect());
                let like = a.iter().filter(|c| b.iter().any(|d| Looks::new(**c).distance(*d, alike::sound(*d)) < 0.5));
                prop_assert!(like.count() * 2 >= a.len().max(b.len()).min(a.len() * 2), "{a:?} {b:?}");
            }
        }

        #[test]
        fn no_words_make_it_panic(a in ".{0,20}", b in ".{0,20}") {
            nearest(&a, [b.as_str()]);
        }
    }
}
