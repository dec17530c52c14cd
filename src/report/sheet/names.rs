//! What columns are called, so that no two are called alike where the rubric gives a way to tell them
//! apart.

use crate::rubric::Rubric;
use crate::text::{Lang, Words};

/// The names of categories, then of indicators; of those called alike with the code in front, or
/// the category above, or else with the id behind.
pub fn of_items(rubric: &Rubric, lang: Lang) -> Vec<String> {
    let categories = rubric.categories.iter().map(|c| (c.name.in_lang(lang), &c.code, c.parent, &c.id));
    let indicators = rubric.indicators.iter().map(|i| (i.name.in_lang(lang), &i.code, i.parent, &i.id));
    let all: Vec<_> = categories.chain(indicators).collect();
    let mut names: Vec<String> = all.iter().map(|(name, ..)| (*name).to_string()).collect();
    for at in alike(&names) {
        let (name, code, parent, _) = all[at];
        let above = parent.and_then(|parent| rubric.categories.get(parent)).map(|above| above.name.in_lang(lang));
        names[at] = match (code.as_deref(), above) {
            (Some(code), _) => format!("{code} {name}"),
            (None, Some(above)) => format!("{above} {name}"),
            (None, None) => continue,
        };
    }
    for at in alike(&names) {
        names[at] = format!("{} {}", names[at], all[at].3);
    }
    names
}

/// The names of elements; of those called alike with the id behind.
pub fn of_elements(rubric: &Rubric, lang: Lang) -> Vec<String> {
    let mut names: Vec<String> = rubric.elements.iter().map(|element| element.name.in_lang(lang).to_string()).collect();
    for at in alike(&names) {
        names[at] = format!("{} {}", names[at], rubric.elements[at].id);
    }
    names
}

fn alike(names: &[String]) -> Vec<usize> {
    let same = |at: &usize| names.iter().filter(|name| **name == names[*at]).count() > 1;
    (0..names.len()).filter(same).collect()
}

/// `平均响应时间 值（秒）`
pub fn with_unit(name: &str, what: &Words, unit: Option<&str>, lang: Lang) -> String {
    let what = what.in_lang(lang);
    match unit {
        Some(unit) if lang == Lang::Zh => format!("{name} {what}（{unit}）"),
        Some(unit) => format!("{name} {what} ({unit})"),
        None => format!("{name} {what}"),
    }
}
