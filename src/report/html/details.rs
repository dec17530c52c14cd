//! Values and points of every indicator, as a block of data that the page's script shows for the row that is asked
//! for: as cells of a table they would be more than a browser likes.

use serde_json::json;

use super::board::NONE;
use super::words::clip;
use crate::report::View;
use crate::report::number::{fixed, value};
use crate::report::outcome::{figure, kind_of, say};
use crate::table::Nothing;

/// More figures than this are left out: the page would be too large to be mailed.
const MOST: usize = 60_000;

/// JSON that can stand inside an element; `None` where there is too much of it.
pub fn details(view: &View) -> Option<String> {
    let (rubric, results) = (view.rubric, view.results);
    if results.order.is_empty() || results.order.len() * rubric.indicators.len() > MOST {
        return None;
    }
    let decimals = rubric.header.decimals;
    let indicators: Vec<String> = rubric.indicators.iter().map(|i| clip(&say(&i.name, view.lang))).collect();
    let row = |at: usize| {
        let one = rubric.indicators.iter().zip(&results.indicators).map(|(indicator, result)| {
            let points = figure(&result.points, at);
            if points == Err(Nothing::NotInVariant) {
                return json!(null);
            }
            let said = if rubric.is_masked(&indicator.answers) {
                view.lang.pick("保密", "confidential").to_string()
            } else {
                clip(&say(&value(&result.value, at, kind_of(indicator), indicator.unit.as_deref()), view.lang))
            };
            let full = figure(&result.full, at).map_or(NONE.into(), |full| fixed(full, decimals));
            json!([said, points.map_or(NONE.into(), |points| fixed(points, decimals)), full])
        });
        one.collect::<Vec<_>>()
    };
    let rows: Vec<_> = results.order.iter().map(|at| row(*at)).collect();
    Some(inside_an_element(&json!({ "indicators": indicators, "rows": rows }).to_string()))
}

/// No `<` is left that could end the element.
fn inside_an_element(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
