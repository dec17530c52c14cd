//! PostgreSQL: functions of the session, decimals of any length. It stops with an error where a
//! number becomes too large, so nothing has to be asked for that.

use super::{Dialect, Function, Layout};

#[derive(Debug)]
pub struct Postgres;

impl Dialect for Postgres {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn title(&self) -> &'static str {
        "PostgreSQL"
    }

    fn begin(&self) -> &'static [&'static str] {
        // Compiling so many small expressions takes a thousand times longer than running them.
        &["SET jit = off"]
    }

    fn double(&self) -> &'static str {
        "DOUBLE PRECISION"
    }

    fn varchar(&self) -> &'static str {
        "TEXT"
    }

    fn define(&self, function: Function) -> Option<String> {
        let formula = function.formula(self, function.parameters());
        let result = match function {
            Function::Exact => "NUMERIC",
            other if other.is_condition() => "BOOLEAN",
            _ => "DOUBLE PRECISION",
        };
        let parameters: Vec<String> =
            function.parameters().iter().map(|name| format!("{name} DOUBLE PRECISION")).collect();
        Some(format!(
            "CREATE OR REPLACE FUNCTION {}({}) RETURNS {result} LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT {formula} $$",
            self.function_name(function),
            parameters.join(", ")
        ))
    }

    fn function_name(&self, function: Function) -> String {
        format!("pg_temp.{}", function.name())
    }

    fn decimal(&self, x: &str) -> String {
        format!("CAST(CAST({x} AS TEXT) AS NUMERIC)")
    }

    fn finite(&self, x: &str) -> String {
        x.to_string()
    }

    fn remainder(&self, a: &str, b: &str) -> String {
        // It has no remainder of binary fractions, and decimal ones are others: only whole numbers
        // have one here, others stop the script.
        let stop = self.stop(&format!("'kaohe: remainder of ' || {a}"));
        format!(
            "CASE WHEN {a} = TRUNC({a}) AND {b} = TRUNC({b}) THEN {a} - {b} * TRUNC({a} / {b}) \
             WHEN {a} IS NOT NULL AND {b} IS NOT NULL THEN {stop} END"
        )
    }

    fn stop(&self, message: &str) -> String {
        // There is no function that fails; reading the message as a number does.
        format!("CAST({message} AS DOUBLE PRECISION)")
    }

    fn log10(&self, x: &str) -> String {
        format!("LOG({x})")
    }

    fn contains(&self, text: &str, part: &str) -> String {
        format!("STRPOS({text}, {part}) > 0")
    }

    fn by_characters(&self, text: &str) -> String {
        format!("{text} COLLATE \"C\"")
    }

    fn extract(&self, text: &str, pattern: &str) -> String {
        format!("SUBSTRING({text} FROM {})", self.text(pattern))
    }

    fn matches(&self, text: &str, pattern: &str) -> String {
        format!("{text} ~ {}", self.text(pattern))
    }

    fn to_number(&self, text: &str) -> String {
        // Whoever asks has looked that it is one.
        format!("CAST({text} AS DOUBLE PRECISION)")
    }

    fn stored(&self, _: usize) -> &'static str {
        // It would put the expressions of each layer into those of the next, and plan for hours.
        " MATERIALIZED"
    }

    fn files(&self, _: Layout, _: &[String]) -> Option<String> {
        None
    }
}
