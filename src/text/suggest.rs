//! The nearest name: "did you mean".

use super::fold;

/// The candidate nearest to `word`, if one is near enough to be what was meant.
///
/// Names are compared after width and Simplified/Traditional folding, so `諮詢轉化率` finds
/// `咨询转化率` whatever the distance of its characters.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&folded, &fold(candidate)), candidate))
        .filter(|(score, _)| *score > 0.72)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["咨询转化率", "平均响应时间", "客单价"];
        assert_eq!(nearest("諮詢轉化率", names), Some("咨询转化率"));
        assert_eq!(nearest("平均响应时长", names), Some("平均响应时间"));
        assert_eq!(nearest("投诉", names), None);
        assert_eq!(nearest("formla", ["formula", "points"]), Some("formula"));
    }
}
