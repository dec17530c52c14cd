//! What other programs read, over the whole corpus of mistakes: SARIF has the structure that its
//! schema demands, JUnit is well-formed, an annotation is one line.

use kaohe::diagnostic::Severity;
use kaohe::diagnostic::render::{Format, junit, render};
use kaohe::text::Lang;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::mistakes::{Found, corpus};

type Object = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

/// The objects of SARIF 2.1.0 that we write: what they may hold, required ones first, and of what
/// object the values are. Nothing else is allowed in them.
const OBJECTS: &[Object] = &[
    ("log", &["version", "runs"], &[("$schema", ""), ("version", ""), ("runs", "run")]),
    ("run", &["tool", "results"], &[("tool", "tool"), ("language", ""), ("columnKind", ""), ("results", "result")]),
    ("tool", &["driver"], &[("driver", "component")]),
    (
        "component",
        &["name"],
        &[("name", ""), ("version", ""), ("semanticVersion", ""), ("language", ""), ("rules", "rule")],
    ),
    ("rule", &["id"], &[("id", ""), ("shortDescription", "text"), ("fullDescription", "text"), ("help", "text")]),
    ("text", &["text"], &[("text", ""), ("markdown", "")]),
    (
        "result",
        &["message", "ruleId", "level"],
        &[
            ("ruleId", ""),
            ("ruleIndex", ""),
            ("level", ""),
            ("message", "text"),
            ("locations", "location"),
            ("relatedLocations", "location"),
            ("fixes", "fix"),
        ],
    ),
    (
        "location",
        &["physicalLocation"],
        &[
            ("id", ""),
            ("physicalLocation", "physical"),
            ("logicalLocations", "logical"),
            ("message", "text"),
            ("properties", ""),
        ],
    ),
    ("physical", &["artifactLocation"], &[("artifactLocation", "artifact"), ("region", "region")]),
    ("artifact", &["uri"], &[("uri", "")]),
    ("logical", &["fullyQualifiedName"], &[("fullyQualifiedName", "")]),
    (
        "region",
        &["startLine", "startColumn", "endLine", "endColumn"],
        &[("startLine", ""), ("startColumn", ""), ("endLine", ""), ("endColumn", "")],
    ),
    ("fix", &["artifactChanges"], &[("description", "text"), ("artifactChanges", "change")]),
    (
        "change",
        &["artifactLocation", "replacements"],
        &[("artifactLocation", "artifact"), ("replacements", "replacement")],
    ),
    ("replacement", &["deletedRegion"], &[("deletedRegion", "region"), ("insertedContent", "text")]),
];

/// What is wrong with a value that should be an object of this name, or a list of them.
fn faults(value: &Value, name: &str, out: &mut Vec<String>) {
    if let Value::Array(items) = value {
        items.iter().for_each(|item| faults(item, name, out));
        return;
    }
    let (Some(fields), Some((_, required, allowed))) =
        (value.as_object(), OBJECTS.iter().find(|(known, ..)| *known == name))
    else {
        out.push(format!("{name} is no object: {value}"));
        return;
    };
    out.extend(required.iter().filter(|key| !fields.contains_key(**key)).map(|key| format!("{name} has no {key}")));
    for (key, value) in fields {
        match allowed.iter().find(|(known, _)| known == key) {
            None => out.push(format!("{name} must not have {key}")),
            Some((_, "")) => {}
            Some((_, inner)) => faults(value, inner, out),
        }
    }
    let number = |key: &str| fields.get(key).and_then(Value::as_u64).unwrap_or_default();
    let ordered = (number("startLine"), number("startColumn")) <= (number("endLine"), number("endColumn"));
    if name == "region" && (!ordered || number("startLine") == 0 || number("startColumn") == 0) {
        out.push(format!("a region out of order: {value}"));
    }
    let uri = fields.get("uri").and_then(Value::as_str);
    if uri.is_some_and(|uri| uri.is_empty() || !uri.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"')) {
        out.push(format!("no URI: {value}"));
    }
}

/// What the schema cannot say of a whole log.
fn disagreements(log: &Value, found: &Found) -> Vec<String> {
    let mut wrong = Vec::new();
    let run = &log["runs"][0];
    let (rules, results) = (&run["tool"]["driver"]["rules"], run["results"].as_array().unwrap());
    if log["version"] != "2.1.0" || run["columnKind"] != "utf16CodeUnits" || results.len() != found.bag.all.len() {
        wrong.push(format!("a log of {} results", results.len()));
    }
    for (result, finding) in results.iter().zip(&found.bag.all) {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let rule = result["ruleIndex"].as_u64().map(|at| &rules[at as usize]["id"]);
        if rule != Some(&result["ruleId"]) || result["level"] != level || result["ruleId"] != finding.code.id {
            wrong.push(format!("{} is level {} of rule {rule:?}", finding.code.id, result["level"]));
        }
        let places = |key: &str| result[key].as_array().map_or(0, Vec::len);
        if places("locations") + places("relatedLocations") != finding.labels.len() {
            wrong.push(format!("{} has not all its places", finding.code.id));
        }
    }
    for rule in rules.as_array().unwrap() {
        if rule["help"]["markdown"].as_str().is_none_or(|text| !text.contains("## ")) {
            wrong.push(format!("{} has no help", rule["id"]));
        }
    }
    wrong
}

/// The elements of an XML text, begun and ended in order.
fn elements(xml: &str) -> Result<Vec<String>, String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut open, mut all) = (0_usize, Vec::new());
    loop {
        let name = |text: &str| text.to_string();
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof if open == 0 => return Ok(all),
            Event::Eof => return Err("not closed".into()),
            Event::Start(tag) => {
                open += 1;
                tag.attributes().try_for_each(|found| found.map(drop)).map_err(|error| error.to_string())?;
                all.push(name(tag.name().as_ref()));
            }
            Event::Empty(tag) => {
                tag.attributes().try_for_each(|found| found.map(drop)).map_err(|error| error.to_string())?;
                all.push(name(tag.name().as_ref()));
            }
            Event::End(_) => open = open.checked_sub(1).ok_or("closed twice")?,
            _ => {}
        }
    }
}

#[test]
fn every_mistake_can_be_read_by_other_programs() {
    let mut wrong = Vec::new();
    for (case, with_data) in corpus() {
        let found = case.found(with_data);
        for lang in [Lang::Zh, Lang::En] {
            let drawn = |format| render(&found.bag, &found.sources, lang, format, false, 80);
            let mut faulty = Vec::new();
            let log: Value = serde_json::from_str(&drawn(Format::Sarif)).expect("JSON");
            faults(&log, "log", &mut faulty);
            faulty.extend(disagreements(&log, &found));
            let annotations = drawn(Format::Github);
            let begins = |line: &str| ["::error ", "::warning ", "::notice "].iter().any(|kind| line.starts_with(kind));
            if annotations.lines().count() != found.bag.all.len() || !annotations.lines().all(begins) {
                faulty.push(format!("annotations {annotations}"));
            }
            let xml = drawn(Format::Junit);
            let failures = elements(&xml).map(|all| all.iter().filter(|name| *name == "failure").count());
            if failures.is_err() || (failures == Ok(0)) == found.bag.has_errors() {
                faulty.push(format!("{failures:?} in {xml}"));
            }
            wrong.extend(faulty.into_iter().map(|fault| format!("{} ({lang:?}): {fault}", case.name())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_report_without_findings_has_its_cases() {
    let case = |name: &str| junit::Case { name: name.into(), findings: Vec::new() };
    let suite = junit::Suite { name: "a<b>&\"c\".toml".into(), cases: vec![case("询单为零\u{1}"), case("满分")] };
    let xml = junit::report("kaohe test", &[suite], &kaohe::text::Sources::default(), Lang::Zh);
    assert_eq!(elements(&xml).unwrap(), ["testsuites", "testsuite", "testcase", "testcase"]);
    assert!(xml.contains("tests=\"2\" failures=\"0\"") && xml.contains("a&lt;b&gt;&amp;&quot;c&quot;.toml"), "{xml}");
}
