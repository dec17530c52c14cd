//! Results as a sheet: one row a subject, for Excel (UTF-8 with a byte order mark, CRLF).

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::table::Nothing;
use crate::text::{Lang, Words, inert};
use crate::words;

use super::number::{self, Figure};
use super::outcome::{adjusted, figure, grade, kind_of, money, variant};
use super::{Report, View};

#[derive(Debug)]
pub(super) struct Csv;

impl Report for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn write(&self, view: &View) -> Vec<u8> {
        let bom = "\u{feff}".as_bytes().to_vec();
        let mut writer =
            WriterBuilder::new().terminator(Terminator::CRLF).quote_style(QuoteStyle::Necessary).from_writer(bom);
        // Writing to memory fails only where rows differ in length; each has one entry a header.
        let rows = view.results.order.iter().map(|subject| row(view, *subject));
        for record in std::iter::once(header(view)).chain(rows) {
            if writer.write_record(&record).is_err() {
                break;
            }
        }
        writer.into_inner().unwrap_or_default()
    }
}

fn header(view: &View) -> Vec<String> {
    let lang = view.lang;
    let (rubric, subject) = (view.rubric, &view.rubric.subject);
    let mut out = vec![lang.pick("名次", "place").to_string(), text(&subject.key)];
    if subject.label != subject.key {
        out.push(text(&subject.label));
    }
    out.extend(subject.groups.iter().map(|group| text(group)));
    if !rubric.variants.is_empty() {
        out.push(lang.pick("考核类型", "variant").to_string());
    }
    let names = names(view);
    let (categories, indicators) = names.split_at(rubric.categories.len());
    for name in categories {
        out.push(text(&format!("{name} {}", lang.pick("得分", "points"))));
    }
    for (indicator, name) in rubric.indicators.iter().zip(indicators) {
        let value = lang.pick("值", "value");
        out.push(text(&match &indicator.unit {
            Some(unit) if lang == Lang::Zh => format!("{name} {value}（{unit}）"),
            Some(unit) => format!("{name} {value} ({unit})"),
            None => format!("{name} {value}"),
        }));
        out.push(text(&format!("{name} {}", lang.pick("评分", "score"))));
        out.push(text(&format!("{name} {}", lang.pick("得分", "points"))));
        if own_marks(view) {
            out.push(text(&format!("{name} {}", lang.pick("满分", "full marks"))));
        }
        if let Some(rated) = &indicator.rated {
            for rater in rated.raters.iter().filter_map(|rater| rubric.raters.get(*rater)) {
                let rater = rater.name.in_lang(lang);
                out.push(text(&match lang {
                    Lang::Zh => format!("{name} {rater}给分"),
                    Lang::En => format!("{name} by {rater}"),
                }));
                out.push(text(&match lang {
                    Lang::Zh => format!("{name} {rater}份数"),
                    Lang::En => format!("{name} ratings by {rater}"),
                }));
            }
            if rated.is_by_oneself(&rubric.raters) {
                out.push(text(&format!("{name} {}", lang.pick("自评高出他评", "self above others"))));
            }
        }
    }
    if !rubric.adjusts.is_empty() {
        out.push(lang.pick("加减分", "adjustments").to_string());
    }
    if view.results.unscaled.is_some() {
        out.extend(
            match lang {
                Lang::Zh => ["原始分", "有分的满分"],
                Lang::En => ["raw total", "marks there"],
            }
            .map(String::from),
        );
    }
    if view.results.total_before.is_some() {
        out.push(lang.pick("修正前总分", "total before correction").to_string());
    }
    let last = match lang {
        Lang::Zh => ["总分", "等级", "奖惩金额（元）"],
        Lang::En => ["total", "grade", "money (yuan)"],
    };
    out.extend(last.map(String::from));
    if rubric.objections.is_some() {
        out.push(lang.pick("异议", "objections").to_string());
    }
    out
}

/// Whether full marks may differ between subjects.
fn own_marks(view: &View) -> bool {
    !view.rubric.variants.is_empty() || !view.rubric.data_weights.is_empty()
}

/// The names of categories, then of indicators; of those called alike with the code in front, or
/// the category above, or else with the id behind.
fn names(view: &View) -> Vec<String> {
    let (rubric, lang) = (view.rubric, view.lang);
    let categories = rubric.categories.iter().map(|c| (c.name.in_lang(lang), &c.code, c.parent, &c.id));
    let indicators = rubric.indicators.iter().map(|i| (i.name.in_lang(lang), &i.code, i.parent, &i.id));
    let all: Vec<_> = categories.chain(indicators).collect();
    let mut names: Vec<String> = all.iter().map(|(name, ..)| (*name).to_string()).collect();
    let alike = |names: &[String]| -> Vec<usize> {
        let same = |at: &usize| names.iter().filter(|name| **name == names[*at]).count() > 1;
        (0..names.len()).filter(same).collect()
    };
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

fn row(view: &View, at: usize) -> Vec<String> {
    let (rubric, results, lang) = (view.rubric, view.results, view.lang);
    let decimals = rubric.header.decimals;
    let points = |figure: Figure, decimals| text_or_number(figure.map(|v| number::fixed(v, decimals)), lang);
    let info = results.subjects.get(at);
    let mut out = vec![figure(&results.rank, at).map(number::short).unwrap_or_default()];
    out.push(info.map(|info| text(&info.key)).unwrap_or_default());
    if rubric.subject.label != rubric.subject.key {
        out.push(info.map(|info| text(&info.label)).unwrap_or_default());
    }
    for group in 0..rubric.subject.groups.len() {
        out.push(info.and_then(|info| info.groups.get(group)).map(|group| text(group)).unwrap_or_default());
    }
    if !rubric.variants.is_empty() {
        out.push(variant(view, at).map(|name| text(name.in_lang(lang))).unwrap_or_default());
    }
    for (_, result) in rubric.categories.iter().zip(&results.categories) {
        out.push(points(figure(&result.points, at), decimals));
    }
    for (indicator, result) in rubric.indicators.iter().zip(&results.indicators) {
        let places = indicator.decimals.unwrap_or(decimals);
        let value = if rubric.is_masked(&indicator.answers) {
            words!("保密", "confidential")
        } else {
            number::value(&result.value, at, kind_of(indicator), None)
        };
        let value = value.in_lang(lang);
        out.push(if value.parse::<f64>().is_ok() { value.to_string() } else { text(value) });
        out.push(points(figure(&result.score, at), places));
        out.push(points(figure(&result.points, at), places));
        if own_marks(view) {
            let full =
                figure(&result.full, at).ok().filter(|_| figure(&result.points, at) != Err(Nothing::NotInVariant));
            out.push(full.map(number::short).unwrap_or_default());
        }
        let Some(rated) = &indicator.rated else { continue };
        for rater in &rated.raters {
            let given = result.ratings.iter().find(|given| given.rater == *rater);
            let given_by = given.map_or(Err(Nothing::NoRating), |given| figure(&given.rating, at));
            let count = given.map_or(Err(Nothing::NoRating), |given| figure(&given.count, at));
            out.push(points(given_by, places.max(2)));
            out.push(text_or_number(count.map(number::short), lang));
        }
        if rated.is_by_oneself(&rubric.raters) {
            let gap = result.inflation.as_ref().map_or(Err(Nothing::NoRating), |found| figure(&found.gap, at));
            out.push(points(gap, places.max(2)));
        }
    }
    if !rubric.adjusts.is_empty() {
        out.push(points(adjusted(results, at), decimals));
    }
    if let Some((raw, present)) = &results.unscaled {
        out.push(points(figure(raw, at), decimals));
        out.push(figure(present, at).map(number::short).unwrap_or_default());
    }
    if let Some(before) = &results.total_before {
        out.push(points(figure(before, at), decimals));
    }
    out.push(points(figure(&results.total, at), decimals));
    out.push(grade(view, at).map(|name| text(name.in_lang(lang))).unwrap_or_default());
    out.push(money(view, at).map(number::short).unwrap_or_default());
    if rubric.objections.is_some() {
        out.push(disputed(view, at).in_lang(lang).to_string());
    }
    out
}

/// Whether the total, or only the place, may still change.
fn disputed(view: &View, at: usize) -> Words {
    let record = &view.results.record;
    if record.is_disputed(at) {
        words!("有异议未决，暂定", "objection open, provisional")
    } else if record.is_place_disputed(at) {
        words!("名次暂定", "place provisional")
    } else {
        Words::default()
    }
}

fn text_or_number(figure: Result<String, Nothing>, lang: Lang) -> String {
    figure.unwrap_or_else(|why| number::nothing(why).in_lang(lang).to_string())
}

/// Text on one line; what a spreadsheet would take for a formula gets an apostrophe in front.
fn text(text: &str) -> String {
    let clean = inert(text);
    let formula = clean.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    // A tab in front would hide what comes after it from a reader, not from a spreadsheet.
    if formula || text.starts_with(['\t', '\r']) { format!("'{clean}") } else { clean.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn sheet() {
        let fixture = fixture::shop();
        for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let bytes = Csv.write(&fixture.view(lang));
            let sheet = String::from_utf8(bytes).unwrap();
            assert!(sheet.starts_with('\u{feff}'));
            assert_eq!(sheet.matches('\n').count(), sheet.matches("\r\n").count());
            assert_eq!(sheet.lines().count(), 5);
            insta::assert_snapshot!(format!("sheet_{name}"), sheet.replace("\r\n", "\n"));
        }
    }

    #[test]
    fn no_two_columns_have_the_same_header() {
        let mut fixture = fixture::shop();
        let name = fixture.rubric.categories[0].name.clone();
        fixture.rubric.indicators.iter_mut().for_each(|indicator| indicator.name = name.clone());
        let headers = header(&fixture.view(Lang::Zh));
        let different: std::collections::BTreeSet<&String> = headers.iter().collect();
        assert_eq!(different.len(), headers.len(), "{headers:?}");
    }

    #[test]
    fn formulas_are_defused() {
        for formula in ["=1+1", "+1", "-1", "@a", " =1", "＝1"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("\ta"), "' a");
        assert_eq!(text("张三"), "张三");
    }
}
