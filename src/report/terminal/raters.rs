//! What raters gave themselves, beside what others gave them.

use crate::number::round_half_away;
use crate::report::View;
use crate::report::number::short;
use crate::report::outcome::{figure, say};
use crate::text::{Lang, inert};

use super::notes::named;
use super::paragraph;

/// How many are shown; the rest is counted.
const SHOWN: usize = 8;

/// Who rates himself above what others give, the farthest first; then the groups that do.
pub(super) fn inflation(view: &View, names: &[String], out: &mut String) {
    let (results, lang) = (view.results, view.lang);
    let mut above: Vec<(f64, usize, usize)> = Vec::new();
    for (indicator, result) in results.indicators.iter().enumerate() {
        let Some(inflation) = &result.inflation else { continue };
        let gaps =
            (0..results.subjects.len()).filter_map(|subject| Some((figure(&inflation.gap, subject).ok()?, subject)));
        above.extend(gaps.filter(|(gap, _)| *gap >= 0.005).map(|(gap, subject)| (gap, subject, indicator)));
    }
    let mut groups: Vec<_> = results.inflation.iter().filter(|group| group.own - group.others >= 0.005).collect();
    if above.is_empty() && groups.is_empty() {
        return;
    }
    super::head(view, "自评高出他评", "Self-ratings above those by others", out);
    above.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let cells =
        super::notes::name_width(above.iter().take(SHOWN).filter_map(|(_, s, _)| names.get(*s)).map(String::as_str));
    let of = |indicator: usize| view.rubric.indicators.get(indicator).map(|i| say(&i.name, lang)).unwrap_or_default();
    for (_, subject, indicator) in above.iter().take(SHOWN) {
        let (Some(name), Some(found)) =
            (names.get(*subject), results.indicators.get(*indicator).and_then(|r| r.inflation.as_ref()))
        else {
            continue;
        };
        let (Ok(own), Ok(others)) = (figure(&found.own, *subject), figure(&found.others, *subject)) else { continue };
        named(view, name, cells, &format!("{}  {}", of(*indicator), both(own, others, lang)), out);
    }
    if above.len() > SHOWN {
        let more = above.len() - SHOWN;
        let text = match lang {
            Lang::Zh => format!("另有 {more} 处，见 JSON 或 CSV"),
            Lang::En => format!("and {more} more, in JSON or CSV"),
        };
        paragraph(view, "  ", &text, out);
    }
    groups.sort_by(|a, b| (b.own - b.others).total_cmp(&(a.own - a.others)).then(a.group.cmp(&b.group)));
    for group in groups.iter().take(SHOWN) {
        let name = match &group.group {
            Some((_, name)) => inert(name).into_owned(),
            None => lang.pick("全体", "all").to_string(),
        };
        let name = match lang {
            Lang::Zh => format!("{name}（{}）", group.members),
            Lang::En => format!("{name} ({})", group.members),
        };
        let text =
            format!("{}  {}{}", of(group.indicator), lang.pick("平均", "means: "), both(group.own, group.others, lang));
        paragraph(view, &format!("  {name}  "), &text, out);
    }
}

/// `自评 100，他评 86.5，高 13.5`
fn both(own: f64, others: f64, lang: Lang) -> String {
    let [gap, own, others] = [own - others, own, others].map(|figure| short(round_half_away(figure, 2)));
    match lang {
        Lang::Zh => format!("自评 {own}，他评 {others}，高 {gap}"),
        Lang::En => format!("self {own}, others {others}, {gap} above"),
    }
}
