//! Spark SQL: formulas in place of functions, and every block a view of its own, stored where
//! several others read it, because Spark would compute it anew for each of them.

use super::{Dialect, Layout};

#[derive(Debug)]
pub struct Spark;

impl Dialect for Spark {
    fn name(&self) -> &'static str {
        "spark"
    }

    fn title(&self) -> &'static str {
        "Spark SQL"
    }

    fn begin(&self) -> &'static [&'static str] {
        // What cannot be computed is no value rather than an error, and a sum of decimals keeps its decimals: otherwise each
        // addition takes one away.
        &["SET spark.sql.ansi.enabled = false", "SET spark.sql.decimalOperations.allowPrecisionLoss = false"]
    }

    fn quoted(&self, name: &str) -> String {
        format!("`{}`", name.replace('`', "``"))
    }

    fn text(&self, text: &str) -> String {
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
    }

    fn varchar(&self) -> &'static str {
        "STRING"
    }

    fn decimal(&self, x: &str) -> String {
        // Spark reads a number as the shortest decimal by itself.
        format!("CAST({x} AS DECIMAL(38, 15))")
    }

    fn starts_with(&self, text: &str, part: &str) -> String {
        format!("STARTSWITH({text}, {part})")
    }

    fn day(&self, seconds: &str) -> String {
        format!("DATE_ADD(DATE '1970-01-01', CAST(FLOOR({seconds} / 86400) AS INT))")
    }

    fn month_start(&self, year: &str, month: &str) -> String {
        format!("DATEDIFF(MAKE_DATE({year}, {month}, 1), DATE '1970-01-01') * 8.64e4")
    }

    fn quantile(&self, x: &str, share: &str, condition: &str) -> String {
        format!("PERCENTILE({x}, {share}){condition}")
    }

    fn matches(&self, text: &str, pattern: &str) -> String {
        format!("{text} RLIKE {}", self.text(pattern))
    }

    fn seconds(&self, moment: &str) -> String {
        // The clock on the wall, whatever the session's time zone.
        format!(
            "DATEDIFF(CAST({moment} AS TIMESTAMP_NTZ), DATE '1970-01-01') * 8.64e4 + HOUR({moment}) * 3600 + MINUTE({moment}) * 60 + SECOND({moment})"
        )
    }

    fn files(&self, layout: Layout, paths: &[String]) -> Option<String> {
        let [path] = paths else { return None };
        let name = self.quoted(path);
        Some(match layout {
            Layout::Csv | Layout::Other => return None,
            Layout::Parquet => format!("parquet.{name}"),
        })
    }

    fn statements(&self) -> Option<(&'static str, &'static str)> {
        Some(("CREATE OR REPLACE TEMPORARY VIEW", "CACHE TABLE"))
    }
}
