//! What the plan reads.

use super::Compiler;
use super::formula::Scope;
use crate::plan::{ColumnSpec, KeySpec, PeriodSpec, Share, TableId, TableSpec, Through};
use crate::rubric::{PERIOD_COLUMN, PeriodFrom};
use crate::table::Kind;

impl Compiler<'_> {
    pub(super) fn tables(&mut self) -> Vec<TableSpec> {
        let rubric = self.rubric;
        rubric
            .data
            .iter()
            .enumerate()
            .map(|(index, source)| {
                let mut columns: Vec<ColumnSpec> = source
                    .columns
                    .iter()
                    .map(|column| ColumnSpec { name: column.id.as_str().into(), kind: column.kind })
                    .collect();
                let period = match &source.period {
                    PeriodFrom::Always => PeriodSpec::Always,
                    PeriodFrom::Column(column) => PeriodSpec::Column(column.as_str().into()),
                    PeriodFrom::FileName(_) | PeriodFrom::Rubric => {
                        columns.push(ColumnSpec { name: PERIOD_COLUMN.into(), kind: Kind::Text });
                        PeriodSpec::Column(PERIOD_COLUMN.into())
                    }
                };
                let drop = source.drop.as_ref().map(|drop| self.formula(drop, &Scope::Rows(TableId(index as u16))));
                // Undecided is kept, as in `bind`.
                self.dropped[index] = drop.map(|drop| {
                    let kept = self.b.boolean(false);
                    self.b.coalesce(vec![drop, kept])
                });
                if let Some((_, Some(crate::rubric::Through { share: Some(share), .. }))) = &source.key {
                    columns.push(ColumnSpec { name: share.column.as_str().into(), kind: Kind::Number });
                }
                TableSpec {
                    name: source.id.as_str().into(),
                    columns,
                    key: source.key.as_ref().map(|(column, through)| KeySpec {
                        column: column.as_str().into(),
                        through: through.as_ref().map(|through| Through {
                            table: TableId(through.table as u16),
                            from: through.from.as_str().into(),
                            to: through.to.as_str().into(),
                            share: through.share.as_ref().map(|share| Share {
                                column: share.column.as_str().into(),
                                since: share.since.as_deref().map(Into::into),
                                until: share.until.as_deref().map(Into::into),
                            }),
                        }),
                        of: source.of.as_deref().map(Into::into),
                    }),
                    period,
                    drop,
                    void: self.void_rows(index),
                    no_rows: source.no_rows,
                }
            })
            .collect()
    }
}
