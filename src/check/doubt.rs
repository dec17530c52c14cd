//! What is not said where something could not be read: it may only follow from that.

use super::codes;
use crate::diagnostic::{Bag, Code, Diagnostic, Place};
use crate::library::method;
use crate::syntax::{Document, Entry, Node, Table};

/// Findings of something that is not there. Where lines were lost it may stand on them.
const ABSENCES: &[Code] = &[
    codes::REQUIRED,
    codes::EMPTY,
    codes::SUM,
    codes::RATER_WEIGHTS,
    codes::NO_KEY,
    codes::GRADE_FLOOR,
    codes::SHORT_FORM,
    method::SETTING_MISSING,
];

/// Findings of a name that is not there.
const NAMES: &[Code] = &[codes::UNKNOWN_NAME, codes::UNKNOWN_TABLE, codes::UNKNOWN_CATEGORY, codes::UNKNOWN_TARGET];

/// Takes out what may be no mistake of its own.
pub(super) fn withhold(document: &Document, text: &str, bag: &mut Bag) {
    let errors = bag.has_errors() || !document.lost.is_empty();
    // A whole table under a wrong head is as good as lost.
    let stray: Vec<&Entry> =
        document.root.entries.iter().filter(|entry| super::shapes::ROOT.key(&entry.key).is_none()).collect();
    let gaps = !document.lost.is_empty() || !stray.is_empty();
    // What stands in no category, or in a circle of them, is missed elsewhere.
    let homeless = bag.all.iter().any(|finding| {
        finding.code == codes::UNKNOWN_CATEGORY || (finding.code == codes::CYCLE && at_category(document, finding))
    });
    bag.all.retain(|finding| {
        // What seems unused may be meant by a formula that was not understood; and advice can wait.
        let unused = errors && [codes::UNUSED, codes::SHORT_FORM].contains(&finding.code);
        let absent = gaps && ABSENCES.contains(&finding.code);
        let unplaced = homeless && [codes::SUM, codes::EMPTY].contains(&finding.code);
        let lost = NAMES.contains(&finding.code) && name_is_lost(document, &stray, text, finding);
        !unused && !absent && !unplaced && !lost && !stands_in_lost(document, finding)
    });
}

/// Whether what the finding is about was itself not read, or not all of it.
fn stands_in_lost(document: &Document, finding: &Diagnostic) -> bool {
    let Some(Place::Text { span, .. }) = finding.labels.first().map(|label| &label.place) else { return false };
    document.lost.iter().any(|lost| lost.start < span.end && span.start < lost.end)
}

/// Whether a finding stands in a `[[category]]`.
fn at_category(document: &Document, finding: &Diagnostic) -> bool {
    let Some(Place::Text { span, .. }) = finding.labels.first().map(|label| &label.place) else { return false };
    document.root.tables("category").any(|category| category.entries.iter().any(|entry| entry.node.span == *span))
}

/// Whether the name stands on a line that was lost, where it may be declared.
fn name_is_lost(document: &Document, stray: &[&Entry], text: &str, finding: &Diagnostic) -> bool {
    let Some(Place::Text { span, .. }) = finding.labels.first().map(|label| &label.place) else { return false };
    let name = text.get(span.start..span.end).unwrap_or_default();
    let name = name.trim_matches(['"', '\'']);
    let name = name.rsplit_once('.').map_or(name, |(base, _)| base);
    let declares = |table: &Table| ["id", "name"].iter().any(|key| table.text(key) == Some(name));
    let in_stray = |entry: &&Entry| {
        entry.node.as_table().is_some_and(|table| declares(table) || table.has(name))
            || entry.node.items().iter().filter_map(Node::as_table).any(declares)
    };
    !name.is_empty()
        && (document.lost.iter().any(|lost| text[lost.start..lost.end].contains(name)) || stray.iter().any(in_stray))
}
