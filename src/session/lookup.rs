//! Finding a subject or an indicator by what a person calls it.

use super::{Evaluated, codes};
use crate::diagnostic::Diagnostic;
use crate::eval::Subject;
use crate::rubric::Rubric;
use crate::text::{Words, fold, suggest, words};
use crate::words;

/// How many names a message lists.
const LISTED: usize = 12;

/// The subject with that key or, if there is but one, with that label.
///
/// # Errors
/// Nobody, with the nearest name; several of that label, with their keys.
pub fn subject(subjects: &[Subject], name: &str) -> Result<usize, Box<Diagnostic>> {
    if let Some(index) = subjects.iter().position(|subject| subject.key == name) {
        return Ok(index);
    }
    let folded = fold(name);
    let called: Vec<(usize, &Subject)> = subjects
        .iter()
        .enumerate()
        .filter(|(_, subject)| fold(&subject.label) == folded || fold(&subject.key) == folded)
        .collect();
    match called.as_slice() {
        [(only, _)] => return Ok(*only),
        [] => {}
        several => {
            let keys: Vec<&str> = several.iter().map(|(_, subject)| subject.key.as_str()).collect();
            let count = keys.len();
            let list = words::list(&keys, words!("和", "and"));
            return Err(Box::new(
                Diagnostic::error(
                    codes::AMBIGUOUS_SUBJECT,
                    words!("有 {count} 个考核对象叫 `{name}`", "{count} subjects are called `{name}`"),
                )
                .help(Words {
                    zh: format!("改用编号：{}", list.zh), en: format!("name one by its key: {}", list.en)
                }),
            ));
        }
    }
    let finding = Diagnostic::error(
        codes::UNKNOWN_SUBJECT,
        words!("考核对象中没有 `{name}`", "there is no subject called `{name}`"),
    );
    let labels: Vec<&str> = subjects.iter().map(|subject| subject.label.as_str()).collect();
    let names = labels.iter().copied().chain(subjects.iter().map(|subject| subject.key.as_str()));
    Err(Box::new(with_names(finding, suggest::nearest(name, names), &labels)))
}

/// As [`subject`], of those who are on the roster in the period that was evaluated.
///
/// # Errors
/// As there, and somebody who is on it in other periods only.
pub fn subject_of(evaluated: &Evaluated, name: &str) -> Result<usize, Box<Diagnostic>> {
    let bound = &evaluated.bound;
    let found = subject(&bound.subjects, name)?;
    if bound.is_assessed(found, evaluated.period) {
        return Ok(found);
    }
    let period = &evaluated.results.period.name;
    Err(Box::new(Diagnostic::error(
        codes::UNKNOWN_SUBJECT,
        words!("`{name}` 在 `{period}` 不在名册", "`{name}` is not on the roster in `{period}`"),
    )))
}

/// The indicator with that id, code or name.
///
/// # Errors
/// None, with the nearest name.
pub fn indicator(rubric: &Rubric, name: &str) -> Result<usize, Box<Diagnostic>> {
    let all = &rubric.indicators;
    let folded = fold(name);
    let found = all
        .iter()
        .position(|indicator| indicator.id == name)
        .or_else(|| all.iter().position(|indicator| indicator.code.as_deref() == Some(name)))
        .or_else(|| {
            all.iter().position(|indicator| {
                [&indicator.id, &indicator.name.zh, &indicator.name.en].into_iter().any(|known| fold(known) == folded)
            })
        });
    found.ok_or_else(|| {
        let finding = Diagnostic::error(
            codes::UNKNOWN_INDICATOR,
            words!("方案中没有指标 `{name}`", "the rubric has no indicator `{name}`"),
        );
        let ids: Vec<&str> = all.iter().map(|indicator| indicator.id.as_str()).collect();
        Box::new(with_names(finding, suggest::nearest(name, ids.iter().copied()), &ids))
    })
}

/// The nearest name as help, or all of them where none is near.
fn with_names(finding: Diagnostic, near: Option<&str>, all: &[&str]) -> Diagnostic {
    if let Some(near) = near {
        return finding.help(words!("是不是 `{near}`？", "perhaps `{near}` is meant"));
    }
    if all.is_empty() {
        return finding;
    }
    let list = words::list(&all.iter().copied().take(LISTED).collect::<Vec<_>>(), words!("和", "and"));
    let count = all.len();
    finding.help(if count > LISTED {
        Words {
            zh: format!("共 {count} 个，如 {}", list.zh), en: format!("there are {count}, such as {}", list.en)
        }
    } else {
        Words { zh: format!("有 {}", list.zh), en: format!("there are {}", list.en) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Vec<Subject> {
        [("K01", "王芳"), ("K02", "李静"), ("K03", "王芳")]
            .map(|(key, label)| Subject { key: key.into(), label: label.into(), origin: None })
            .into()
    }

    #[test]
    fn subjects_by_key_and_by_label() {
        assert_eq!(subject(&people(), "K03"), Ok(2));
        assert_eq!(subject(&people(), "k02"), Ok(1));
        assert_eq!(subject(&people(), "李靜"), Ok(1));
        let two = subject(&people(), "王芳").unwrap_err();
        assert_eq!(two.code, codes::AMBIGUOUS_SUBJECT);
        assert_eq!(two.help.unwrap().zh, "改用编号：`K01` 和 `K03`");
        let nobody = subject(&people(), "赵六").unwrap_err();
        assert_eq!(nobody.help.unwrap().en, "there are `王芳`, `李静` and `王芳`");
    }
}
