//! The worked example of a scheme's document: of one person in the data, or of one whose figures a test of
//! the rubric gives.

use super::{Evaluated, explain, lookup, self_test};
use crate::compile::compile;
use crate::diagnostic::Diagnostic;
use crate::report::doc::scheme::{Example, Whose};
use crate::rubric::Rubric;
use crate::text::Sources;

/// Of who is asked for, else of who stands in the middle of the ranking; `None` where nobody has a total.
///
/// # Errors
/// As [`super::subject_of`].
pub fn from_data(run: &Evaluated, sources: &Sources, asked: Option<&str>) -> Result<Option<Example>, Box<Diagnostic>> {
    let results = &run.results;
    let (bound, of) = match asked {
        Some(name) => (Some(lookup::subject_of(run, name)?), Whose::Named),
        None => {
            let placed: Vec<usize> =
                results.order.iter().copied().filter(|at| results.total.get(*at).is_ok()).collect();
            let middle = placed.get(placed.len() / 2).and_then(|at| results.subjects.get(*at));
            let place = |key: &str| run.bound.subjects.iter().position(|subject| subject.key == key);
            (middle.and_then(|middle| place(&middle.key)), Whose::Middle)
        }
    };
    let Some(bound) = bound else { return Ok(None) };
    let key = run.bound.subjects.get(bound).map(|subject| &subject.key);
    let Some(subject) = results.subjects.iter().position(|info| Some(&info.key) == key) else { return Ok(None) };
    let trail = explain::explain(run, sources, bound, None);
    Ok(Some(Example { results: results.clone(), subject, trail, of }))
}

/// Of the first test that gives somebody all that a total takes.
pub fn from_tests(rubric: &Rubric, sources: &Sources) -> Option<Example> {
    let program = compile(rubric);
    let text = sources.text(rubric.source).clone();
    rubric.tests.iter().find_map(|case| {
        let (results, subject, trail) = self_test::worked(rubric, &program, &text, case)?;
        Some(Example { results, subject, trail, of: Whose::Test(case.name.clone()) })
    })
}
