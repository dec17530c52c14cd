//! The JSON Schema says what the checker says: it takes every rubric that is sound, and refuses
//! those whose form is wrong.
//!
//! `KAOHE_ACCEPT=1 cargo test --test it schema` rewrites `docs/kaohe.schema.json`.

use std::fs;
use std::path::{Path, PathBuf};

use kaohe::check::schema::{FILE, schema};
use kaohe::text::Lang;
use serde_json::{Map, Value, json};

/// Mistakes of form that a schema cannot say, each with the reason.
const BEYOND: &[(&str, &str)] = &[
    ("rules/check_forms.toml", ELSEWHERE),
    ("rules/out_of_without_money.toml", ELSEWHERE),
    ("scoring/rating_conflict_unsigned.toml", ELSEWHERE),
    ("scoring/rating_no_key_column.toml", ELSEWHERE),
    ("scoring/rating_share_of_nothing.toml", ELSEWHERE),
    ("scoring/rating_tell_above_of_others.toml", ELSEWHERE),
    ("structure/category_least.toml", ELSEWHERE),
    ("structure/element_without_table.toml", EITHER),
    ("structure/key_without_way.toml", EITHER),
    ("structure/neither_file_nor_rubric.toml", EITHER),
    ("structure/neither_formula_nor_rated.toml", EITHER),
    ("structure/no_file.toml", ELSEWHERE),
    ("structure/no_roster.toml", ELSEWHERE),
    ("structure/since_without_share.toml", ELSEWHERE),
    ("structure/void_of_what.toml", EITHER),
    ("sums/points_missing.toml", ELSEWHERE),
    ("sums/rater_weight_by_nothing.toml", ELSEWHERE),
    ("types/date_as_text.toml", "editors hand dates on as texts, so dates in quotes look the same"),
];

const ELSEWHERE: &str = "a key is needed because of another key, often in another table";
const EITHER: &str = "one of several keys is needed; which they are stands in code, not in the shapes";

/// What is wrong with a value: where, and the keyword that says so. Knows the keywords that our
/// schema uses, in the meaning of draft 7, and no others.
fn faults(schema: &Value, value: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    let Value::Object(keywords) = schema else { panic!("a schema is an object: {schema}") };
    // In this draft nothing counts beside a reference.
    if let Some(target) = keywords.get("$ref") {
        let name = target.as_str().and_then(|target| target.strip_prefix("#/definitions/")).expect("a definition");
        return faults(&root["definitions"][name], value, root, at, found);
    }
    for (keyword, says) in keywords {
        let holds = match keyword.as_str() {
            "$schema" | "title" | "description" | "definitions" | "examples" => true,
            "type" => match says {
                Value::Array(types) => types.iter().any(|ty| is_of(value, ty)),
                ty => is_of(value, ty),
            },
            // Sizes as in JSON: 1.0 is 1.
            "const" => value == says || value.as_f64().is_some_and(|number| says.as_f64() == Some(number)),
            "enum" => says.as_array().expect("a list").contains(value),
            "pattern" => value.as_str().is_none_or(|text| match says.as_str().expect("a text") {
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}" => {
                    let start: Vec<char> = text.chars().take(10).collect();
                    let fits =
                        |(at, c): (usize, &char)| if matches!(at, 4 | 7) { *c == '-' } else { c.is_ascii_digit() };
                    start.len() == 10 && start.iter().enumerate().all(fits)
                }
                "^[0-9eE.+_ -]+([/／][0-9eE.+_ -]+)?$" => {
                    let digits = |c: char| c.is_ascii_digit() || "eE.+_ -".contains(c);
                    let parts: Vec<&str> = text.split(['/', '／']).collect();
                    parts.len() <= 2 && parts.iter().all(|part| !part.is_empty() && part.chars().all(digits))
                }
                other => panic!("`{other}` is not known to this test"),
            }),
            "anyOf" => says.as_array().expect("a list").iter().any(|one| fits(one, value, root)),
            "allOf" => {
                says.as_array().expect("a list").iter().for_each(|one| faults(one, value, root, at, found));
                true
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(says, item, root, &format!("{at}[{index}]"), found);
                }
                true
            }
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= says.as_u64().expect("a number")),
            "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= says.as_u64().expect("a number")),
            "minProperties" => value.as_object().is_none_or(|all| all.len() as u64 >= says.as_u64().expect("a number")),
            "maxProperties" => value.as_object().is_none_or(|all| all.len() as u64 <= says.as_u64().expect("a number")),
            "properties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    if let Some(says) = says.get(key) {
                        faults(says, inner, root, &format!("{at}.{key}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = keywords.get("properties").and_then(Value::as_object);
                for (key, inner) in value.as_object().into_iter().flatten() {
                    match (known.is_some_and(|known| known.contains_key(key)), says) {
                        (true, _) | (false, Value::Bool(true)) => {}
                        (false, Value::Bool(false)) => found.push(format!("{at}: no key {key}")),
                        (false, says) => faults(says, inner, root, &format!("{at}.{key}"), found),
                    }
                }
                true
            }
            "required" => {
                let needed = says.as_array().expect("a list");
                value
                    .as_object()
                    .is_none_or(|all| needed.iter().all(|key| all.contains_key(key.as_str().expect("a key"))))
            }
            other => panic!("`{other}` is not known to this test"),
        };
        if !holds {
            found.push(format!("{at}: {keyword} {says}"));
        }
    }
}

fn fits(schema: &Value, value: &Value, root: &Value) -> bool {
    let mut found = Vec::new();
    faults(schema, value, root, "", &mut found);
    found.is_empty()
}

fn is_of(value: &Value, ty: &Value) -> bool {
    match ty.as_str().expect("the name of a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("`{other}` is not known to this test"),
    }
}

/// As an editor hands TOML on: dates are texts, and what JSON cannot write is nothing.
fn handed_on(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(handed_on).collect()),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(k, v)| (k, handed_on(v))).collect()),
    }
}

/// What the schema finds in a rubric; `None` if it is not TOML.
fn found(text: &str) -> Option<Vec<String>> {
    let table: toml::Table = toml::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let schema = schema(Lang::Zh);
    let mut found = Vec::new();
    faults(&schema, &handed_on(toml::Value::Table(table)), &schema, "", &mut found);
    Some(found)
}

/// Rubrics in a folder and those inside it.
fn rubrics(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pattern = root.join(folder).join("**/*.toml");
    let mut all: Vec<PathBuf> = glob::glob(&pattern.to_string_lossy()).unwrap().map(Result::unwrap).collect();
    all.sort();
    assert!(!all.is_empty(), "{folder}");
    all
}

#[test]
fn sound_rubrics_fit() {
    for folder in ["rubrics", "tests/methods", "tests/cases", "tests/published"] {
        for path in rubrics(folder) {
            let found = found(&fs::read_to_string(&path).unwrap()).expect("TOML");
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
        }
    }
}

#[test]
fn mistakes_of_form_are_refused() {
    let (mut taken, mut refused) = (Vec::new(), 0);
    for path in rubrics("tests/mistakes") {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")).unwrap();
        let name = name.display().to_string().replace('\\', "/");
        let codes = text.lines().filter_map(|line| line.trim_start_matches('\u{feff}').strip_prefix("# expect: "));
        let of_form =
            codes.filter(|code| ["K0201", "K0202", "K0203", "K0204", "K0205"].contains(&&code[..5])).count() > 0;
        let Some(found) = found(&text) else { continue };
        let beyond = BEYOND.iter().any(|(file, _)| *file == name);
        match (of_form, found.is_empty()) {
            (true, true) if !beyond => taken.push(name),
            (true, false) => {
                assert!(!beyond, "{name} is refused after all: {found:?}");
                refused += 1;
            }
            _ => assert!(!beyond || of_form, "{name} is no mistake of form"),
        }
    }
    assert!(taken.is_empty(), "the schema takes {taken:#?}");
    assert!(refused > 20, "{refused}");
}

#[test]
fn the_file_is_that_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(FILE);
    let text = format!("{:#}\n", schema(Lang::Zh));
    if std::env::var("KAOHE_ACCEPT").is_ok_and(|value| value == "1") {
        fs::write(&path, &text).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == text, "KAOHE_ACCEPT=1 cargo test --test it schema");
}

#[test]
fn shipped_rubrics_name_it() {
    for path in rubrics("rubrics") {
        let text = fs::read_to_string(&path).unwrap();
        let named = text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).unwrap_or_default();
        let target = path.parent().unwrap().join(named);
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(FILE);
        assert_eq!(target.canonicalize().ok(), ours.canonicalize().ok(), "{}", path.display());
    }
}

/// What is wrong with the JSON that `evaluate` writes, by the schema of results.
fn faults_of_results(document: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(kaohe::report::SCHEMA).unwrap();
    let mut found = Vec::new();
    faults(&schema["definitions"]["document"], document, &schema, "", &mut found);
    assert_eq!(found.is_empty(), fits(&schema, document, &schema), "the whole says what its part says");
    found
}

/// The JSON of `evaluate`, of all periods.
fn results_of(rubric: &Path) -> Vec<Value> {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_kaohe"))
        .args(["evaluate", "--format", "json", "--period", "all"])
        .arg(rubric)
        .output()
        .unwrap();
    match serde_json::from_slice(&output.stdout) {
        Ok(Value::Array(all)) => all,
        other => panic!("{}: {other:?} {}", rubric.display(), String::from_utf8_lossy(&output.stderr)),
    }
}

/// Of shipped rubrics, and of the small ones that have what the others have not.
#[test]
fn results_fit_their_schema() {
    let mut documents = 0;
    for path in rubrics("rubrics").into_iter().chain(rubrics("tests/pages")) {
        for document in results_of(&path) {
            let found = faults_of_results(&document);
            assert!(found.is_empty(), "{}: {found:#?}", path.display());
            documents += 1;
        }
    }
    assert!(documents > 30, "{documents}");
}

#[test]
fn other_results_do_not_fit() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/ecommerce-cs/presales.toml");
    let document = results_of(&path).pop().unwrap();
    let mut more = document.clone();
    more["subjects"][0]["bonus"] = json!(1);
    let mut less = document.clone();
    less["subjects"][0].as_object_mut().unwrap().remove("total");
    let mut other = document;
    other["subjects"][0]["total"] = json!("95.65");
    for document in [more, less, other] {
        assert!(!faults_of_results(&document).is_empty());
    }
}

/// Both languages say the same but for the words.
#[test]
fn descriptions_are_in_one_language() {
    fn plain(value: Value, texts: &mut Vec<String>) -> Value {
        match value {
            Value::Object(fields) => {
                let mut kept = Map::new();
                for (key, value) in fields {
                    match value {
                        Value::String(text) if key == "description" || key == "title" => texts.push(text),
                        value => drop(kept.insert(key, plain(value, texts))),
                    }
                }
                Value::Object(kept)
            }
            Value::Array(items) => Value::Array(items.into_iter().map(|item| plain(item, texts)).collect()),
            other => other,
        }
    }
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    assert_eq!(plain(schema(Lang::Zh), &mut zh), plain(schema(Lang::En), &mut en));
    assert!(zh.len() == en.len() && zh.iter().zip(&en).all(|(zh, en)| zh != en && !zh.is_empty()));
}

/// The examples of the scoring methods are what the schema asks for.
#[test]
fn examples_fit() {
    let schema = schema(Lang::Zh);
    let methods = &schema["definitions"]["indicator"]["properties"]["score"]["properties"];
    let mut count = 0;
    for (name, method) in methods.as_object().unwrap() {
        for example in method["examples"].as_array().into_iter().flatten() {
            let mut found = Vec::new();
            faults(method, example, &schema, name, &mut found);
            assert!(found.is_empty(), "{found:?}");
            count += 1;
        }
    }
    assert!(count >= kaohe::library::METHODS.len(), "{count}");
}
