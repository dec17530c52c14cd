//! Kinds of subject under one rubric: posts, tiers, each with marks of its own.

use super::{Expr, Name, ParamValue, Rubric};
use crate::text::Span;

/// A category or an indicator, by its place in the rubric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Category(usize),
    Indicator(usize),
}

#[derive(Debug, Clone)]
pub struct Variant {
    pub id: String,
    pub name: Name,
    /// Whom it is for; `None` for everybody whom no other variant is for.
    pub when: Option<Expr>,
    /// Full marks of each category and indicator; `None` for what is no part of the variant.
    pub categories: Vec<Option<f64>>,
    pub indicators: Vec<Option<f64>>,
    /// Parameters (by index) that have another value here.
    pub params: Vec<(usize, ParamValue)>,
    pub span: Span,
}

impl Variant {
    /// Full marks, where the item is part of the variant.
    pub fn full(&self, item: Item) -> Option<f64> {
        match item {
            Item::Category(index) => self.categories.get(index).copied().flatten(),
            Item::Indicator(index) => self.indicators.get(index).copied().flatten(),
        }
    }
}

impl Rubric {
    /// Full marks in each variant, or the one figure of a rubric without variants.
    pub fn fulls(&self, item: Item) -> Vec<Option<f64>> {
        if !self.variants.is_empty() {
            return self.variants.iter().map(|variant| variant.full(item)).collect();
        }
        match item {
            Item::Category(index) => vec![self.categories.get(index).map(|category| category.full)],
            Item::Indicator(index) => vec![self.indicators.get(index).map(|indicator| indicator.full)],
        }
    }
}
