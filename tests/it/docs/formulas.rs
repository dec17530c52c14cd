//! Formulas written in pages, with their values.

use kaohe::text::Lang;

use super::example::{lane, table};
use crate::world::run;

/// Each line is a formula and, two spaces or more away, its value.
pub fn block(body: &str, lang: Lang) -> Result<String, String> {
    let lines: Vec<(&str, &str)> = body.lines().filter(|line| !line.trim().is_empty()).map(apart).collect();
    let mut text = String::from(
        "kaohe = 1\n[rubric]\ntitle = \"t\"\n[subject]\nkey = \"k\"\nroster = \"d\"\n[data.d]\nfile = \"d.csv\"\n\
         [[element]]\nid = \"x\"\n[[element]]\nid = \"blank\"\nvalue = \"sum(blank)\"\n\
         [[element]]\nid = \"空白\"\nvalue = \"sum(blank)\"\n\
         [[indicator]]\nid = \"i\"\npoints = 100\nformula = \"x\"\nscore.linear = { zero = 0, full = 1 }\n",
    );
    for (at, (formula, _)) in lines.iter().enumerate() {
        let formula = formula.replace('\\', "\\\\").replace('"', "\\\"");
        text.push_str(&format!("[[element]]\nid = \"e{at}\"\nformula = \"{formula}\"\n"));
    }
    let (rubric, bag, sources) = crate::world::checked(&text);
    if rubric.is_none() {
        let drawn = kaohe::diagnostic::render::render(
            &bag,
            &sources,
            Lang::En,
            kaohe::diagnostic::render::Format::Text,
            false,
            100,
        );
        return Err(format!("a formula is not right\n{drawn}"));
    }
    let run = run(&text, &[("d.csv", "k,x,blank\na,5,\n")], None);
    let rows: Vec<Vec<String>> = lines
        .iter()
        .enumerate()
        .map(|(at, (formula, _))| {
            let kind = run.rubric.elements[at + 3].kind;
            vec![(*formula).to_string(), lane(&run.results.elements[at + 3], kind, 0, 10, lang)]
        })
        .collect();
    Ok(table(&rows))
}

fn apart(line: &str) -> (&str, &str) {
    let (formula, value) = line.split_once("  ").unwrap_or((line, ""));
    (formula.trim(), value.trim())
}
