//! Who answers for what, for other programs.

use serde_json::{Map, Value, json};

use super::{number, or_null, words};
use crate::report::{View, answers};
use crate::rubric::Answers;
use crate::table::time::show_date;

/// What is declared; an empty object where nothing is.
pub(super) fn declared(view: &View, owner: Option<&str>, answers: &Answers) -> Value {
    let mut out = Map::new();
    let texts = [
        ("owner", owner),
        ("person", answers.person.as_deref()),
        ("deputy", answers.deputy.as_deref()),
        ("keeper", answers.keeper.as_deref()),
        ("rights", answers.rights.as_deref()),
        ("goal", answers.goal.as_deref()),
        ("evidence", answers.evidence.as_deref()),
        ("verified_by", answers.verified_by.as_deref()),
        ("verification", answers.verification.as_deref()),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            out.insert(key.into(), text.into());
        }
    }
    let duties: Vec<&str> =
        answers.duties.iter().filter_map(|duty| view.rubric.duties.get(*duty)).map(|duty| duty.id.as_str()).collect();
    if !duties.is_empty() {
        out.insert("duties".into(), duties.into());
    }
    if !answers.contributors.is_empty() {
        let shares = answers.contributors.iter();
        let shares = shares.map(|(unit, share)| json!({ "unit": unit, "share": number(share.to_f64()) }));
        out.insert("contributors".into(), shares.collect());
    }
    if answers.confidential {
        out.insert("confidential".into(), true.into());
    }
    Value::Object(out)
}

/// Elements and indicators with what is declared of them; those without are left out.
pub(super) fn all(view: &View) -> Value {
    let of = |declared: Vec<(&String, Value)>| -> Value {
        let some = declared.into_iter().filter(|(_, value)| value.as_object().is_some_and(|all| !all.is_empty()));
        Value::Object(some.map(|(id, value)| (id.clone(), value)).collect())
    };
    let elements = view.rubric.elements.iter();
    let indicators = view.rubric.indicators.iter();
    json!({
        "elements": of(elements.map(|e| (&e.id, declared(view, e.owner.as_deref(), &e.answers))).collect()),
        "indicators": of(indicators.map(|i| (&i.id, declared(view, i.owner.as_deref(), &i.answers))).collect()),
    })
}

pub(super) fn duties(view: &View) -> Vec<Value> {
    let all = view.rubric.duties.iter();
    all.map(|duty| json!({ "id": duty.id, "name": words(&duty.name), "post": duty.post })).collect()
}

pub(super) fn stages(view: &View) -> Vec<Value> {
    let all = view.rubric.stages.iter();
    all.map(|stage| {
        let (from, until) = answers::stage_days(view, stage);
        json!({
            "id": stage.id,
            "name": words(&stage.name),
            "from": from.map(show_date),
            "until": until.map(show_date),
            "after": stage.after.and_then(|index| view.rubric.stages.get(index)).map(|stage| &stage.id),
            "owner": stage.owner,
        })
    })
    .collect()
}

/// Data that somebody outside delivers.
pub(super) fn outside(view: &View) -> Vec<Value> {
    let all = view.rubric.data.iter().filter_map(|source| Some((&source.id, source.outside.as_ref()?)));
    all.map(|(id, outside)| {
        json!({
            "table": id,
            "from": outside.from,
            "officer": outside.officer,
            "asked_on": outside.asked_on.map(show_date),
            "due": outside.due.map(show_date),
            "received_on": outside.received_on.map(show_date),
        })
    })
    .collect()
}

pub(super) fn contributions(view: &View, subject: usize) -> Vec<Value> {
    let all = answers::contributions(view, subject).unwrap_or_default();
    all.into_iter().map(|(unit, points)| json!({ "unit": unit, "points": or_null(points) })).collect()
}

/// Links to the papers behind the rows of a subject, by table.
pub(super) fn evidence(view: &View, subject: usize) -> Value {
    let all = view.results.record.papers.iter();
    let some = all.filter_map(|papers| {
        let table = view.rubric.data.get(papers.data)?;
        let links = papers.links.get(subject).filter(|links| !links.is_empty())?;
        Some((table.id.clone(), links.clone().into()))
    });
    Value::Object(some.collect())
}
