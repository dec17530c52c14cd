//! What is not said where something could not be read: it may only follow from that.

use super::codes;
use super::extend::Merged;
use crate::diagnostic::{Bag, Code, Diagnostic, Place};
use crate::library::method;
use crate::syntax::{Document, Entry, Node, Table};
use crate::text::Span;

/// Findings of something that is not there. Where lines were lost it may stand on them.
const ABSENCES: &[Code] = &[
    codes::REQUIRED,
    codes::EMPTY,
    codes::SUM,
    codes::RATER_WEIGHTS,
    codes::NO_KEY,
    codes::GRADE_FLOOR,
    codes::COUNTS,
    codes::SHORT_FORM,
    method::SETTING_MISSING,
];

/// Findings of a name that is not there.
pub(super) const NAMES: &[Code] =
    &[codes::UNKNOWN_NAME, codes::UNKNOWN_TABLE, codes::UNKNOWN_CATEGORY, codes::UNKNOWN_TARGET, codes::NOT_IN_BASE];

/// Takes out what may be no mistake of its own.
pub(super) fn withhold(merged: &Merged, text: &str, bag: &mut Bag) {
    let document = &merged.document;
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
        let absent = (gaps || merged.base_lost) && ABSENCES.contains(&finding.code);
        // A base may have more than a rubric that extends it uses.
        let of_base = finding.code == codes::UNUSED && first_place(finding).is_some_and(|at| at.start > merged.own.end);
        let unplaced = homeless && [codes::SUM, codes::EMPTY].contains(&finding.code);
        let named = NAMES.contains(&finding.code);
        let lost = named && (merged.base_lost || name_is_lost(document, &stray, text, finding));
        !unused && !of_base && !absent && !unplaced && !lost && !stands_in_lost(document, finding)
    });
}

fn first_place(finding: &Diagnostic) -> Option<Span> {
    match finding.labels.first().map(|label| &label.place) {
        Some(Place::Text { span, .. }) => Some(*span),
        Some(Place::Cell(_) | Place::File(_)) | None => None,
    }
}

/// The name that stands at a place, without quotes and without what is asked of it.
pub(super) fn name_at(text: &str, span: Span) -> &str {
    let name = text.get(span.start..span.end).unwrap_or_default();
    let name = name.trim_matches(['"', '\'']);
    name.rsplit_once('.').map_or(name, |(base, _)| base)
}

/// Whether what the finding is about was itself not read, or not all of it.
fn stands_in_lost(document: &Document, finding: &Diagnostic) -> bool {
    let Some(span) = first_place(finding) else { return false };
    document.lost.iter().any(|lost| lost.start < span.end && span.start < lost.end)
}

/// Whether a finding stands in a `[[category]]`.
fn at_category(document: &Document, finding: &Diagnostic) -> bool {
    let Some(span) = first_place(finding) else { return false };
    document.root.tables("category").any(|category| category.entries.iter().any(|entry| entry.node.span == span))
}

/// Whether the name stands on a line that was lost, where it may be declared.
fn name_is_lost(document: &Document, stray: &[&Entry], text: &str, finding: &Diagnostic) -> bool {
    let Some(span) = first_place(finding) else { return false };
    let name = name_at(text, span);
    let declares = |table: &Table| ["id", "name"].iter().any(|key| table.text(key) == Some(name));
    let in_stray = |entry: &&Entry| {
        entry.node.as_table().is_some_and(|table| declares(table) || table.has(name))
            || entry.node.items().iter().filter_map(Node::as_table).any(declares)
    };
    !name.is_empty()
        && (document.lost.iter().any(|lost| text[lost.start..lost.end].contains(name)) || stray.iter().any(in_stray))
}
