//! Which keys hold formulas: asked by whoever lays out a rubric.

use super::shapes;
use crate::library::method::METHODS;
use crate::syntax::shape::Ty;

/// Whether the text under this path of keys, list places left out, is a formula.
pub fn is_formula(path: &[String]) -> bool {
    leads_to_formula(Ty::Table(&shapes::ROOT), path)
}

fn leads_to_formula(ty: Ty, path: &[String]) -> bool {
    match (ty, path.split_first()) {
        (Ty::Or(one, other), _) => leads_to_formula(*one, path) || leads_to_formula(*other, path),
        (Ty::Formula, None) => true,
        (Ty::Table(shape) | Ty::Tables(shape), Some((key, rest))) => match shape.key(key) {
            Some(key) if key.name == "score" && key.ty == Ty::Any => scores(rest),
            Some(key) => leads_to_formula(key.ty, rest),
            None => false,
        },
        (Ty::TableMap(shape), Some((_, rest))) => leads_to_formula(Ty::Table(shape), rest),
        _ => false,
    }
}

/// Behind `score` stands the name of a method, and behind that what it takes.
fn scores(path: &[String]) -> bool {
    path.split_first().is_some_and(|(name, rest)| {
        METHODS.iter().any(|method| method.name() == name && leads_to_formula(method.shape(), rest))
    })
}

#[cfg(test)]
mod tests {
    use super::is_formula;

    #[test]
    fn formulas_and_texts() {
        let holds = |path: &str| is_formula(&path.split('.').map(String::from).collect::<Vec<_>>());
        for path in [
            "indicator.formula",
            "element.where",
            "data.chats.drop",
            "subject.where",
            "indicator.score.formula",
            "indicator.score.ratio.target",
            "indicator.score.pass.at_least",
            "adjust.points",
        ] {
            assert!(holds(path), "{path}");
        }
        for path in
            ["rubric.title", "indicator", "indicator.score", "test.expect.formula", "no.such.key", "check.message"]
        {
            assert!(!holds(path), "{path}");
        }
    }
}
