//! Who stands elsewhere than before.

use serde_json::{Value, json};

use crate::number::round_half_away;
use crate::report::html::clip;
use crate::report::number::{Figure, fixed, short};
use crate::report::outcome::say;
use crate::session::{Moved, Moves};
use crate::text::Lang;

/// Of those who came or went so many are named.
const NAMED: usize = 20;

/// Total, place and grade, where they are others: `+1.20`, `↑2`, `良 → 优`; and whether that is up, down or
/// neither.
pub fn moved(moved: &Moved, decimals: i32, lang: Lang) -> Value {
    let (before, after) = (&moved.before, &moved.after);
    let total = |figure: Figure| figure.map_or_else(|_| "—".to_string(), |value| fixed(value, decimals));
    let mut up = 0;
    let by = match (before.total, after.total) {
        (Ok(before), Ok(after)) => {
            let by = round_half_away(after - before, decimals);
            up = if by > 0.0 { 1 } else { -i32::from(by < 0.0) };
            (by != 0.0).then(|| format!("{}{}", if by > 0.0 { "+" } else { "" }, fixed(by, decimals)))
        }
        (before, after) if before.is_ok() != after.is_ok() => Some(format!("{} → {}", total(before), total(after))),
        _ => None,
    };
    let place = match (before.rank, after.rank) {
        // A smaller number is a higher place.
        (Ok(before), Ok(after)) if before > after => Some(format!("↑{}", short(before - after))),
        (Ok(before), Ok(after)) if before < after => Some(format!("↓{}", short(after - before))),
        _ => None,
    };
    let grade = |grade: &Option<crate::text::Words>| grade.as_ref().map_or("—".to_string(), |name| say(name, lang));
    let (grade_before, grade_after) = (grade(&before.grade), grade(&after.grade));
    json!({
        "up": up,
        "total": by,
        "was": total(before.total),
        "place": place,
        "rose": before.rank.ok().zip(after.rank.ok()).is_some_and(|(before, after)| before > after),
        "grade": (grade_before != grade_after).then(|| format!("{grade_before} → {grade_after}")),
    })
}

/// What is said above the board.
pub fn told(moves: &Moves, lang: Lang) -> Value {
    let names = |all: &[String]| {
        let more = all.len().saturating_sub(NAMED);
        let mut names: Vec<String> = all.iter().take(NAMED).map(|name| clip(name)).collect();
        names.extend((more > 0).then(|| format!("+{more}")));
        names.join(lang.pick("、", ", "))
    };
    json!({
        "since": moves.since,
        "count": moves.moved.len(),
        "came": names(&moves.came),
        "went": names(&moves.went),
        "failing": names(&moves.failing),
        "passing": names(&moves.passing),
        "period": moves.period.as_ref().map(|(before, after)| [clip(before), clip(after)]),
    })
}
