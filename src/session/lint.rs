//! `[lint]` applied to what the passes found, and what is wrong with its entries.

use crate::check::codes as check_codes;
use crate::diagnostic::{Bag, Code, Diagnostic, Severity};
use crate::rubric::{Allow, Lints};
use crate::text::words::list;
use crate::text::{Words, suggest};
use crate::words;

/// Every list of findings that a rubric may be met with.
pub const LISTS: &[&[Code]] = &[
    crate::syntax::codes::CODES,
    check_codes::CODES,
    crate::library::method::CODES,
    crate::input::CODES,
    crate::eval::CODES,
    super::codes::CODES,
    crate::prove::CODES,
    crate::sql::CODES,
    crate::cluster::CODES,
    crate::report::CODES,
];

fn code(id: &str) -> Option<&'static Code> {
    LISTS.iter().flat_map(|list| list.iter()).find(|code| code.id == id)
}

/// Applies `[lint]` to what was found of a rubric before any proof or data. Says what is wrong with
/// its entries, and returns how many findings are no longer told.
pub fn settle(lints: &Lints, findings: &mut Bag) -> usize {
    let allowed = lints.settle(findings);
    for lint in &lints.all {
        let id = &lint.code;
        let at = |finding: Diagnostic| finding.at((lint.source, lint.span), words!("这里", "here"));
        match code(id) {
            None => {
                let settable = LISTS.iter().flat_map(|list| list.iter()).filter(|code| code.level != Severity::Error);
                // What was found here is meant rather than any other.
                let here = findings.all.iter().filter(|finding| finding.severity != Severity::Error);
                let near = suggest::nearest(id, here.map(|finding| finding.code.id))
                    .or_else(|| suggest::nearest(id, settable.map(|code| code.id)));
                let finding = at(Diagnostic::warning(
                    check_codes::LINT_UNKNOWN,
                    words!("没有代号 `{id}`", "there is no code `{id}`"),
                ));
                findings.push(match near.and_then(code) {
                    Some(near) => {
                        let (id, zh, en) = (near.id, near.zh, near.en);
                        finding.help(words!("是不是 `{id}`（{zh}）？", "did you mean `{id}` ({en})?"))
                    }
                    None => finding.help(words!(
                        "代号印在提示的方括号里，如 `K0567`",
                        "codes stand in the brackets of a finding, such as `K0567`"
                    )),
                });
            }
            Some(code) if code.level == Severity::Error => {
                let (zh, en) = (code.zh, code.en);
                findings.push(
                    at(Diagnostic::warning(
                        check_codes::LINT_FIRM,
                        words!(
                            "`{id}`（{zh}）是错误，不能放行，也不能改级别",
                            "`{id}` ({en}) is an error: it can neither be allowed nor have another level"
                        ),
                    ))
                    .help(words!("改正方案，去掉这一行", "mend the rubric, and leave this line out")),
                );
            }
            Some(code) if of_text(code) => idle(lints, id, &allowed, findings),
            Some(_) => {}
        }
    }
    if lints.all.is_empty() {
        return 0;
    }
    // What a rubric raises to an error comes first, as errors do.
    findings.all.sort_by_key(|finding| finding.severity != Severity::Error);
    allowed.len()
}

/// Applies `[lint]` to what was found by proof.
pub(super) fn settle_proofs(lints: &Lints, findings: &mut Bag) -> usize {
    let allowed = lints.settle(findings);
    for lint in lints.all.iter().filter(|lint| crate::prove::CODES.iter().any(|code| code.id == lint.code)) {
        idle(lints, &lint.code, &allowed, findings);
    }
    allowed.len()
}

/// Applies `[lint]` to what was found in data, and says how much is no longer told.
pub(super) fn settle_data(lints: &Lints, findings: &mut Bag) {
    let allowed = lints.settle(findings);
    if allowed.is_empty() {
        return;
    }
    let count = allowed.len();
    let mut ids: Vec<&str> = allowed.iter().map(|finding| finding.code.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let ids = list(&ids, words!("和", "and"));
    let (zh, en) = (ids.zh, ids.en);
    let findings_en = crate::text::words::plural(count, "finding");
    findings.push(Diagnostic::note(
        check_codes::LINT_COUNT,
        words!("数据中有 {count} 条按 [lint] 不再提示：{zh}", "of the data, {findings_en} allowed by [lint]: {en}"),
    ));
}

/// Whether a finding follows from the text of a rubric alone.
fn of_text(code: &Code) -> bool {
    let lists = [crate::syntax::codes::CODES, check_codes::CODES, crate::library::method::CODES];
    lists.iter().any(|list| list.contains(code))
}

/// An entry that allows what is not there.
fn idle(lints: &Lints, id: &str, allowed: &[Diagnostic], findings: &mut Bag) {
    // With errors in the way not everything was looked for.
    // A base may allow more than is found in a rubric that extends it.
    let mut own = lints.all.iter().filter(|lint| !lint.inherited && !findings.has_errors());
    let Some(lint) = own.find(|lint| lint.code == id) else { return };
    let tell = |span, what: Words, help: Words| {
        Diagnostic::note(check_codes::LINT_IDLE, what).at((lint.source, span), words!("这里", "here")).help(help)
    };
    match &lint.allow {
        Allow::Nothing => {}
        Allow::Everything => {
            if !allowed.iter().any(|finding| finding.code.id == id) {
                findings.push(tell(
                    lint.span,
                    words!("放行的 `{id}` 没有出现", "`{id}` is allowed, and nothing of it is found"),
                    words!("去掉这一行", "leave this line out"),
                ));
            }
        }
        Allow::Of(exempt) => {
            for one in exempt.iter().filter(|one| !one.things.is_empty()) {
                let name = &one.name;
                let met = allowed.iter().any(|finding| finding.code.id == id && one.is_meant(finding));
                if !met {
                    findings.push(tell(
                        one.written,
                        words!(
                            "对 `{name}` 放行的 `{id}` 没有出现",
                            "`{id}` is allowed for `{name}`, and not found there"
                        ),
                        words!("从 `allow` 中去掉它", "take it out of `allow`"),
                    ));
                }
            }
        }
    }
}
