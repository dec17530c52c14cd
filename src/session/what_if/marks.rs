//! Marks with some of them changed: the others of the same level give way, so that every level adds up as before.

use std::collections::BTreeMap;

use crate::number::Decimal;
use crate::rubric::{Category, Indicator, Item, Parent, Rubric};
use crate::text::{Sources, Span};

/// Marks are counted in millionths.
const ONE: i128 = 1_000_000;
/// Who gives way does so to hundredths; what is left over goes to the greatest.
const GRAIN: i128 = ONE / 100;

/// One written mark or weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub item: Item,
    pub value: Decimal,
    /// Where the number stands in the rubric's own file.
    pub span: Span,
    /// There is nobody on its level who could give way: it changes only with what it is part of.
    pub alone: bool,
}

/// Every mark that can be changed: numbers in the rubric's own file, of levels of which all are. None of a
/// rubric whose kinds of subject have marks of their own.
pub fn marks(rubric: &Rubric, sources: &Sources) -> Vec<Mark> {
    if !rubric.variants.is_empty() {
        return Vec::new();
    }
    let written = |item: Item, span: Span| {
        let found = sources.locate(rubric.source, span);
        let text = found.source.text.get(found.span.start..found.span.end)?;
        let value = Decimal::parse(text.trim()).filter(|_| found.file == 0)?;
        Some(Mark { item, value, span: found.span, alone: false })
    };
    let mut all = Vec::new();
    let parents = std::iter::once(None).chain((0..rubric.categories.len()).map(Some));
    for parent in parents {
        let level: Vec<Option<Mark>> =
            items(rubric, parent).into_iter().map(|item| written(item, marks_of(rubric, item))).collect();
        // A category without marks of its own has those of what is in it.
        let given = |(item, mark): (&Item, &Option<Mark>)| mark.is_some() || matches!(item, Item::Category(_));
        let alone = level.len() == 1;
        if items(rubric, parent).iter().zip(&level).all(given) {
            all.extend(level.into_iter().flatten().map(|mark| Mark { alone, ..mark }));
        }
    }
    all
}

/// The marks of all items that have others where some are changed.
pub fn changed(rubric: &Rubric, all: &[Mark], wanted: &[(Item, Decimal)]) -> Vec<(Mark, Decimal)> {
    let mut levels = Levels { rubric, all, wanted, new: BTreeMap::new() };
    let sum = levels.sum_before(None);
    levels.share(None, sum);
    all.iter()
        .filter_map(|mark| {
            let new = Decimal::new(*levels.new.get(&number(rubric, mark.item))?, 6);
            (new != mark.value).then(|| (mark.clone(), new))
        })
        .collect()
}

struct Levels<'a> {
    rubric: &'a Rubric,
    all: &'a [Mark],
    wanted: &'a [(Item, Decimal)],
    new: BTreeMap<usize, i128>,
}

impl Levels<'_> {
    fn before(&self, item: Item) -> i128 {
        match (self.all.iter().find(|mark| mark.item == item), item) {
            (Some(mark), _) => millionths(mark.value),
            (None, Item::Category(index)) => self.sum_before(Some(index)),
            (None, Item::Indicator(_)) => 0,
        }
    }

    fn sum_before(&self, parent: Parent) -> i128 {
        items(self.rubric, parent).into_iter().map(|item| self.before(item)).sum()
    }

    fn is_fixed(&self, item: Item) -> bool {
        !self.all.iter().any(|mark| mark.item == item) && matches!(item, Item::Indicator(_))
    }

    /// Gives the parts of a level marks that add up to `whole`.
    fn share(&mut self, parent: Parent, whole: i128) {
        let level = items(self.rubric, parent);
        if level.iter().any(|item| self.is_fixed(*item)) {
            return;
        }
        let wanted = |item: &Item| self.wanted.iter().find(|(other, _)| other == item).map(|(_, value)| *value);
        let pinned: BTreeMap<usize, i128> =
            level.iter().filter_map(|item| Some((number(self.rubric, *item), millionths(wanted(item)?)))).collect();
        let free: Vec<(usize, i128)> = level
            .iter()
            .map(|item| (number(self.rubric, *item), self.before(*item)))
            .filter(|(number, _)| !pinned.contains_key(number))
            .collect();
        let (left, before) = (whole - pinned.values().sum::<i128>(), free.iter().map(|(_, mark)| mark).sum::<i128>());
        let mut given = free.clone();
        if left != before && before != 0 {
            for (_, mark) in &mut given {
                *mark = (*mark * left / before + GRAIN / 2).div_euclid(GRAIN) * GRAIN;
            }
            let over = left - given.iter().map(|(_, mark)| mark).sum::<i128>();
            if let Some((_, greatest)) = given.iter_mut().max_by_key(|(_, mark)| *mark) {
                *greatest += over;
            }
        }
        self.new.extend(pinned);
        self.new.extend(given);
        for item in level {
            let Item::Category(index) = item else { continue };
            let inside = self.sum_before(Some(index));
            let own = self.before(item);
            let now = self.new.get(&number(self.rubric, item)).copied().unwrap_or(own);
            // Parts that add up to the category's marks still do; parts of a hundred stay parts of a hundred.
            self.share(Some(index), if inside == own { now } else { inside });
        }
    }
}

/// Categories and indicators of one level.
fn items(rubric: &Rubric, parent: Parent) -> Vec<Item> {
    let is_here = |category: &Category| category.parent == parent;
    let categories = rubric.categories.iter().enumerate().filter(|(_, category)| is_here(category));
    let is_here = |indicator: &Indicator| indicator.parent == parent;
    let indicators = rubric.indicators.iter().enumerate().filter(|(_, indicator)| is_here(indicator));
    categories
        .map(|(index, _)| Item::Category(index))
        .chain(indicators.map(|(index, _)| Item::Indicator(index)))
        .collect()
}

fn marks_of(rubric: &Rubric, item: Item) -> Span {
    let span = match item {
        Item::Category(index) => rubric.categories.get(index).map(|category| category.marks),
        Item::Indicator(index) => rubric.indicators.get(index).map(|indicator| indicator.places.marks),
    };
    span.unwrap_or(Span::new(0, 0))
}

/// Each item has one.
fn number(rubric: &Rubric, item: Item) -> usize {
    match item {
        Item::Category(index) => index,
        Item::Indicator(index) => rubric.categories.len() + index,
    }
}

fn millionths(value: Decimal) -> i128 {
    let (mantissa, scale) = value.parts();
    match 6_u32.checked_sub(scale) {
        Some(more) => mantissa.saturating_mul(10_i128.pow(more)),
        None => mantissa / 10_i128.pow((scale - 6).min(30)),
    }
}
