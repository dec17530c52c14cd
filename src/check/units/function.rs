//! What each function does to units, by its name.

pub(super) enum Rule {
    /// The unit of the first argument.
    Keeps,
    /// Always this.
    Of(&'static str),
    /// All arguments from this one on are of one unit, and so is what comes out.
    Alike(usize),
    /// Likewise, and what comes out is a condition.
    Condition(usize),
    /// The first as a percentage of the second.
    Share,
    Root,
    Unknown,
}

/// Functions that are not here give what nothing is known of.
pub(super) fn rule(name: &str) -> Rule {
    match name {
        "abs" | "round" | "floor" | "ceil" | "sum" | "mean" | "median" | "quantile" | "trimmed_mean" | "drop_ends"
        | "std" | "first" | "last" | "only" | "sum_by" | "mean_by" | "std_by" | "min_by" | "max_by" | "group_mean"
        | "group_median" | "group_min" | "group_max" | "group_sum" | "group_std" | "prev" | "same_last_year"
        | "mean_prev" => Rule::Keeps,
        "min" | "max" | "clamp" | "coalesce" => Rule::Alike(0),
        "if" => Rule::Alike(1),
        "between" => Rule::Condition(0),
        "percent" => Rule::Share,
        "sqrt" => Rule::Root,
        "group_percentile" => Rule::Of("%"),
        "count" | "count_if" | "count_distinct" | "count_by" | "count_if_by" | "group_count" => Rule::Of("@count"),
        "days_between" => Rule::Of("天"),
        "hours_between" => Rule::Of("小时"),
        "working_days" => Rule::Of("工作日"),
        _ => Rule::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::function::FUNCTIONS;

    /// Functions whose result has no unit that could be known.
    const NONE: &[&str] = &[
        "ln",
        "log10",
        "exp",
        "is_missing",
        "is_undefined",
        "is_not_applicable",
        "not_applicable",
        "contains",
        "starts_with",
        "year",
        "month",
        "day",
        "hour",
        "group_rank",
        "period_start",
        "period_end",
    ];

    #[test]
    fn every_function_has_a_rule_or_is_known_to_have_none() {
        for function in FUNCTIONS {
            let ruled = !matches!(rule(function.name), Rule::Unknown);
            assert_ne!(ruled, NONE.contains(&function.name), "`{}`", function.name);
        }
    }
}
