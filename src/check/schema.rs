//! The JSON Schema of a rubric, for editors: made of the shapes that the checker itself goes by.
//!
//! Draft 7, which the TOML extensions of editors read; no keyword in it means anything else in later drafts. What
//! lies behind keys that the shapes leave open ([`Ty::Any`]) stands in [`OPEN`].

use serde_json::{Map, Value, json};

use super::shapes::{COLUMN, FRACTION, ROOT};
use crate::library::METHODS;
use crate::syntax::shape::{Key, Shape, Ty};
use crate::text::Lang;

/// The file that rubrics name in their first line.
pub const FILE: &str = "kaohe.schema.json";

/// What a key holds whose value is read by code: the table's name, the key, what.
type Open = (&'static str, &'static str, fn(&mut Writer) -> Value);

/// Every key of [`Ty::Any`], and keys that hold less than their type.
const OPEN: &[Open] = &[
    ("rubric.toml", "kaohe", |_| json!({ "type": "number", "const": 1 })),
    ("rubric.toml", "param", |_| {
        // Of one that the base has.
        let marked = json!({ "type": "object", "anyOf": [required(&["override"]), required(&["remove"])] });
        let part = json!({
            "type": "object",
            "properties": { "value": { "type": "number" }, "from": date(), "until": date() },
            "required": ["value"],
        });
        map(any_of(vec![json!({ "type": ["number", "string"] }), map(json!({ "type": "number" })), list(part), marked]))
    }),
    ("[rubric]", "round_at", |_| {
        let stage = json!({ "type": "string", "enum": ["indicator", "category", "total"] });
        any_of(vec![stage.clone(), list(stage)])
    }),
    ("[rubric]", "sign_off", |_| map(json!({ "type": "string" }))),
    ("[data.…]", "columns", |writer| {
        let column = any_of(vec![writer.ty(Ty::Texts), writer.table(&COLUMN)]);
        map(column)
    }),
    ("[weights.…]", "pairwise", |_| list(list(fraction()))),
    ("[weights.…]", "experts", |_| list(list(fraction()))),
    ("[[indicator]]", "score", Writer::score),
    ("[[variant]]", "points", |_| map(fraction())),
    ("[[variant]]", "weights", |_| map(fraction())),
    ("[[variant]]", "param", |_| map(json!({ "type": ["number", "string"] }))),
    ("[[quota]]", "at_least", |_| list(list(fraction()))),
    ("[[quota]]", "words", |_| map(list(json!({ "type": ["number", "string"] })))),
    ("[calendar]", "holidays", |writer| writer.ty(Ty::Texts)),
    ("[calendar]", "workdays", |writer| writer.ty(Ty::Texts)),
    ("[[test]]", "given", |_| one_or_several()),
    ("[[test]]", "earlier", |_| map(one_or_several())),
    ("[[test]]", "rows", |_| map(list(json!({ "type": "object" })))),
    ("[[test]]", "expect", |_| json!({ "type": "object" })),
];

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn map(values: Value) -> Value {
    json!({ "type": "object", "additionalProperties": values })
}

/// Editors hand dates of TOML on as texts.
fn date() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}" })
}

/// A number, also in quotes, or a fraction.
fn fraction() -> Value {
    json!({ "type": ["number", "string"], "pattern": "^[0-9eE.+_ -]+([/／][0-9eE.+_ -]+)?$" })
}

fn one_or_several() -> Value {
    any_of(vec![json!({ "type": "object" }), list(json!({ "type": "object" }))])
}

fn any_of(mut either: Vec<Value>) -> Value {
    match either.len() {
        1 => either.remove(0),
        _ => json!({ "anyOf": either }),
    }
}

fn required(keys: &[&str]) -> Value {
    json!({ "required": keys })
}

/// The schema, with descriptions in one language.
pub fn schema(lang: Lang) -> Value {
    let mut writer = Writer { lang, definitions: Vec::new() };
    let properties = writer.properties(&ROOT);
    let needed = |shape: &Shape| -> Vec<&'static str> {
        shape.keys.iter().filter(|key| key.required).map(|key| key.name).collect()
    };
    // A rubric that extends another need not say again what the other says.
    let mut whole = required(&needed(&ROOT).into_iter().filter(|key| *key != "kaohe").collect::<Vec<_>>());
    let inner: Map<String, Value> = tables_of_root()
        .filter(|(_, shape)| shape.keys.iter().any(|key| key.required))
        .map(|(key, shape)| (key.to_string(), required(&needed(shape))))
        .collect();
    if let Value::Object(whole) = &mut whole {
        whole.insert("properties".into(), Value::Object(inner));
    }
    let mut definitions = Map::new();
    for definition in writer.definitions {
        definitions.insert(definition.name, definition.value);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": lang.pick("kaohe 考核方案", "kaohe rubric"),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "required": ["kaohe"],
        "anyOf": [required(&["extends"]), whole],
        "definitions": definitions,
    })
}

/// `[rubric]` and its like: one table each.
fn tables_of_root() -> impl Iterator<Item = (&'static str, &'static Shape)> {
    ROOT.keys.iter().filter_map(|key| match key.ty {
        Ty::Table(shape) => Some((key.name, shape)),
        _ => None,
    })
}

struct Definition {
    shape: &'static Shape,
    name: String,
    value: Value,
}

struct Writer {
    lang: Lang,
    definitions: Vec<Definition>,
}

impl Writer {
    /// A reference to the definition of a table.
    fn table(&mut self, shape: &'static Shape) -> Value {
        if let Some(known) = self.definitions.iter().find(|known| std::ptr::eq(known.shape, shape)) {
            return json!({ "$ref": format!("#/definitions/{}", known.name) });
        }
        let plain: String = shape.name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let taken = |name: &str, all: &[Definition]| all.iter().any(|known| known.name == name);
        let mut name = plain.clone();
        let mut number = 2;
        while taken(&name, &self.definitions) {
            name = format!("{plain}-{number}");
            number += 1;
        }
        let index = self.definitions.len();
        self.definitions.push(Definition { shape, name: name.clone(), value: Value::Null });
        let value = self.object(shape);
        if let Some(definition) = self.definitions.get_mut(index) {
            definition.value = value;
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    fn object(&mut self, shape: &'static Shape) -> Value {
        let mut object = json!({
            "type": "object",
            "properties": self.properties(shape),
            "additionalProperties": false,
        });
        let Value::Object(fields) = &mut object else { return object };
        // Of `[rubric]` and its like the root says what is needed.
        let keys: Vec<&str> = match tables_of_root().any(|(_, known)| std::ptr::eq(known, shape)) {
            true => Vec::new(),
            false => shape.keys.iter().filter(|key| key.required).map(|key| key.name).collect(),
        };
        // An entry that changes or removes one of the base only has to say which.
        let marks: Vec<&str> = ["override", "remove"].into_iter().filter(|mark| shape.key(mark).is_some()).collect();
        let (always, others): (Vec<&str>, Vec<&str>) =
            keys.into_iter().partition(|key| marks.is_empty() || *key == "id");
        if !always.is_empty() {
            fields.insert("required".into(), json!(always));
        }
        if !others.is_empty() {
            let either: Vec<Value> =
                std::iter::once(required(&others)).chain(marks.iter().map(|mark| required(&[*mark]))).collect();
            fields.insert("anyOf".into(), Value::Array(either));
        }
        object
    }

    fn properties(&mut self, shape: &'static Shape) -> Value {
        let mut properties = Map::new();
        for key in shape.keys {
            let value = match OPEN.iter().find(|(table, name, _)| *table == shape.name && *name == key.name) {
                Some((_, _, write)) => write(self),
                None => self.ty(key.ty),
            };
            properties.insert(key.name.into(), self.described(value, key));
        }
        Value::Object(properties)
    }

    fn described(&self, mut value: Value, key: &Key) -> Value {
        // What stands beside a `$ref` does not count in this draft.
        if value.get("$ref").is_some() {
            value = json!({ "allOf": [value] });
        }
        if let Value::Object(fields) = &mut value {
            fields.insert("description".into(), self.lang.pick(key.zh, key.en).into());
        }
        value
    }

    fn ty(&mut self, ty: Ty) -> Value {
        match ty {
            Ty::Any => json!({}),
            Ty::Text => json!({ "type": "string" }),
            Ty::Number => json!({ "type": "number" }),
            Ty::Bool => json!({ "type": "boolean" }),
            Ty::Date => date(),
            Ty::Formula => json!({ "type": ["string", "number", "boolean"] }),
            Ty::Name => any_of(vec![
                json!({ "type": "string" }),
                json!({
                    "type": "object",
                    "properties": { "zh": { "type": "string" }, "en": { "type": "string" } },
                    "additionalProperties": false,
                    "minProperties": 1,
                }),
            ]),
            Ty::Choice(words) => json!({ "type": "string", "enum": words }),
            Ty::Texts => any_of(vec![json!({ "type": "string" }), list(json!({ "type": "string" }))]),
            Ty::Numbers => list(json!({ "type": "number" })),
            Ty::Pairs => list(json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 })),
            Ty::Levels => map(json!({ "type": "number" })),
            Ty::Fraction => fraction(),
            Ty::Fractions => map(fraction()),
            Ty::Words => map(json!({ "type": "string" })),
            Ty::Table(shape) => self.table(shape),
            Ty::Tables(shape) => list(self.table(shape)),
            Ty::TableMap(shape) => map(self.table(shape)),
            Ty::Or(_, _) if ty == FRACTION => fraction(),
            Ty::Or(one, other) => {
                let mut either = Vec::new();
                for value in [self.ty(*one), self.ty(*other)] {
                    match value {
                        Value::Object(mut fields) if fields.len() == 1 && fields.contains_key("anyOf") => {
                            if let Some(Value::Array(more)) = fields.remove("anyOf") {
                                either.extend(more);
                            }
                        }
                        value => either.push(value),
                    }
                }
                any_of(either)
            }
        }
    }

    /// `score`: one of the methods, and what that takes.
    fn score(&mut self) -> Value {
        let mut properties = Map::new();
        for method in METHODS {
            let (zh, en) = method.meaning();
            let mut value = self.ty(method.shape());
            if value.get("$ref").is_some() {
                value = json!({ "allOf": [value] });
            }
            if let Value::Object(fields) = &mut value {
                fields.insert("description".into(), self.lang.pick(zh, en).into());
                let written = method.examples().iter().filter_map(|example| example_of(example.written, method.name()));
                let mut examples: Vec<Value> = Vec::new();
                for example in written {
                    if !examples.contains(&example) {
                        examples.push(example);
                    }
                }
                if !examples.is_empty() {
                    fields.insert("examples".into(), Value::Array(examples));
                }
            }
            properties.insert(method.name().into(), value);
        }
        json!({
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
        })
    }
}

/// What an example of the library writes behind `score.NAME`.
fn example_of(written: &str, method: &str) -> Option<Value> {
    let table: toml::Table = toml::from_str(written).ok()?;
    serde_json::to_value(table.get(method)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls for each key of each table that can be reached, with the table's name.
    fn every_key(shape: &'static Shape, seen: &mut Vec<&'static Shape>, told: &mut dyn FnMut(&'static Shape, &Key)) {
        if seen.iter().any(|known| std::ptr::eq(*known, shape)) {
            return;
        }
        seen.push(shape);
        for key in shape.keys {
            told(shape, key);
            inner(key.ty, seen, told);
        }
    }

    fn inner(ty: Ty, seen: &mut Vec<&'static Shape>, told: &mut dyn FnMut(&'static Shape, &Key)) {
        match ty {
            Ty::Table(shape) | Ty::Tables(shape) | Ty::TableMap(shape) => every_key(shape, seen, told),
            Ty::Or(one, other) => {
                inner(*one, seen, told);
                inner(*other, seen, told);
            }
            _ => {}
        }
    }

    #[test]
    fn keys_that_hold_anything_are_said_to_hold_something() {
        let mut met = vec![false; OPEN.len()];
        every_key(&ROOT, &mut Vec::new(), &mut |shape, key| {
            let at = OPEN.iter().position(|(table, name, _)| *table == shape.name && *name == key.name);
            assert!(at.is_some() || key.ty != Ty::Any, "{} {} is not in OPEN", shape.name, key.name);
            at.and_then(|at| met.get_mut(at)).into_iter().for_each(|met| *met = true);
        });
        let left: Vec<_> =
            OPEN.iter().zip(met).filter(|(_, met)| !met).map(|((table, key, _), _)| (table, key)).collect();
        assert!(left.is_empty(), "no such keys: {left:?}");
    }
}
