//! DuckDB: macros for functions, files read in place.

use super::{Dialect, Function, Layout};

#[derive(Debug)]
pub struct DuckDb;

impl Dialect for DuckDb {
    fn name(&self) -> &'static str {
        "duckdb"
    }

    fn title(&self) -> &'static str {
        "DuckDB"
    }

    fn define(&self, function: Function) -> Option<String> {
        let parameters = function.parameters();
        let formula = function.formula(self, parameters);
        let (name, parameters) = (function.name(), parameters.join(", "));
        Some(format!("CREATE OR REPLACE TEMP MACRO {name}({parameters}) AS {formula}"))
    }

    fn quantile(&self, x: &str, share: &str, condition: &str) -> String {
        format!("QUANTILE_CONT({x}, {share}){condition}")
    }

    fn stop(&self, message: &str) -> String {
        format!("ERROR({message})")
    }

    fn files(&self, layout: Layout, paths: &[String]) -> Option<String> {
        let list: Vec<String> = paths.iter().map(|path| self.text(path)).collect();
        let list = list.join(", ");
        Some(match layout {
            Layout::Csv => {
                format!("READ_CSV([{list}], header = true, all_varchar = true, union_by_name = true, filename = true)")
            }
            Layout::Other => return None,
            Layout::Parquet => format!("READ_PARQUET([{list}], union_by_name = true, filename = true)"),
        })
    }
}
