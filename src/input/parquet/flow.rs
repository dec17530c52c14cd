//! The rows of one row group, so many at a time, so that a file need not be in memory.

use super::column::{Cells, Direct};
use super::kinds::{Leaf, Meaning};
use super::pages::Pages;
use super::{File, settle};
use crate::diagnostic::{Cell, Diagnostic};
use crate::input::header::Header;
use crate::input::missing::MissingWords;
use crate::input::ready::{Typed, places};
use crate::input::typed::{Builder, Part};
use crate::rubric::Column;
use crate::table::{Lane, Nothing, Numbers, Table};

/// How many rows are read at a time: with some ten columns they fit the processor's cache.
const ROWS: usize = 1 << 13;

/// A file of which some columns are read, row group by row group.
pub struct Wanted<'a> {
    file: &'a File<'a>,
    columns: &'a [Column],
    words: &'a MissingWords,
    asked: Vec<Option<&'a Leaf>>,
    /// How many rows are read at a time.
    pub rows: usize,
    /// Where they stand in the file, from 1; 0 for those that do not.
    pub at: Vec<u32>,
}

/// A column of a row group while it is read.
struct Reading<'l, 'b, P> {
    leaf: &'l Leaf,
    pages: Pages<'l>,
    how: How<'l, 'b, P>,
}

enum How<'l, 'b, P> {
    Direct { dictionary: Vec<f64>, part: Box<Part> },
    Cells(Cells<'l, 'b, P>),
}

impl<'a> File<'a> {
    /// What it has of the columns that are asked for, without values; nothing to read where it has
    /// none of them.
    pub fn wanted(&'a self, columns: &'a [Column], words: &'a MissingWords) -> (Typed, Option<Wanted<'a>>) {
        let (typed, asked) = self.asked(columns);
        let at = |header: &Header| places(header);
        let wanted =
            typed.header.as_ref().map(at).map(|at| Wanted { file: self, columns, words, asked, rows: ROWS, at });
        (typed, wanted)
    }
}

impl Wanted<'_> {
    /// For each row group the number of rows before it.
    pub fn groups(&self) -> Vec<usize> {
        let groups = 0..self.file.metadata.num_row_groups();
        let next = |before: &mut usize, group| {
            let first = *before;
            *before += self.file.group_rows(group);
            Some(first)
        };
        groups.scan(0, next).collect()
    }

    /// Fills the columns of `table` with the rows of a group, again and again, and calls `each`
    /// with the number of rows before those. Gives what there is to say of the cells.
    ///
    /// # Errors
    /// Why the file as a whole cannot be read; what was given by then is void.
    pub fn walk(
        &self,
        (group, before): (usize, usize),
        table: &mut Table,
        each: &mut dyn FnMut(&mut Table, usize),
    ) -> Result<Vec<Option<Part>>, Box<Diagnostic>> {
        let rows = self.file.group_rows(group);
        let mut builders: Vec<Builder<'_>> =
            self.columns.iter().map(|column| Builder::new(column, self.words)).collect();
        let mut readings = Vec::with_capacity(builders.len());
        for ((leaf, column), builder) in self.asked.iter().zip(self.columns).zip(&mut builders) {
            let Some(leaf) = leaf.filter(|leaf| leaf.meaning != Meaning::Other) else {
                readings.push(None);
                continue;
            };
            let number = leaf.index as u32 + 1;
            let place = move |row: usize| self.cell(before + row, number);
            let how = if leaf.is_direct(column) {
                How::Direct { dictionary: Vec::new(), part: Box::new(Part::new(Lane::Numbers(Numbers::default()))) }
            } else {
                How::Cells(Cells::new(leaf, builder, place))
            };
            readings.push(Some(Reading { leaf, pages: self.file.pages(leaf, group)?, how }));
        }
        let mut done = 0;
        while done < rows {
            let here = self.rows.clamp(1, rows - done);
            for ((reading, column), at) in readings.iter_mut().zip(self.columns).zip(0..) {
                let Some(lane) = table.columns.get_mut(at).map(|column| &mut column.lane) else { continue };
                match reading {
                    Some(reading) => self.fill(reading, column, lane, before + done, here)?,
                    None => blanks(lane, here),
                }
            }
            each(table, before + done);
            for (reading, at) in readings.iter_mut().zip(0..) {
                if let (Some(Reading { how: How::Cells(cells), .. }), Some(column)) =
                    (reading, table.columns.get_mut(at))
                {
                    // Texts of the group have the same codes in the next batch.
                    std::mem::swap(&mut cells.builder.part.lane, &mut column.lane);
                }
            }
            done += here;
        }
        let mut parts = Vec::with_capacity(readings.len());
        for reading in readings {
            parts.push(reading.map(|reading| match reading.how {
                How::Direct { part, .. } => Some(part),
                How::Cells(_) => None,
            }));
        }
        let mut said = Vec::with_capacity(parts.len());
        for (part, builder) in parts.into_iter().zip(builders) {
            said.push(part.map(|part| {
                let mut part = part.map_or(builder.part, |part| *part);
                clear(&mut part.lane, true);
                part
            }));
        }
        Ok(said)
    }

    fn cell(&self, row: usize, column: u32) -> Cell {
        Cell { file: self.file.name.clone(), sheet: None, row: row as u32 + 1, column }
    }

    fn fill<P: Fn(usize) -> Cell>(
        &self,
        reading: &mut Reading<'_, '_, P>,
        column: &Column,
        lane: &mut Lane,
        first: usize,
        rows: usize,
    ) -> Result<(), Box<Diagnostic>> {
        let leaf = reading.leaf;
        let broken = |reason: String| self.file.broken(leaf, &reason);
        match &mut reading.how {
            How::Cells(cells) => {
                clear(&mut cells.builder.part.lane, false);
                reading.pages.give(rows, cells).map_err(broken)?;
                std::mem::swap(&mut cells.builder.part.lane, lane);
            }
            How::Direct { dictionary, part } => {
                let Lane::Numbers(numbers) = lane else { return Ok(()) };
                numbers.values.resize(rows, 0.0);
                let mut sink = Direct::with(leaf, &mut numbers.values, std::mem::take(dictionary));
                reading.pages.give(rows, &mut sink).map_err(broken)?;
                *dictionary = sink.into_dictionary();
                let number = leaf.index as u32 + 1;
                let place = |row: usize| self.cell(row, number);
                let gaps = settle(column, self.words, &mut numbers.values, first, part, place);
                numbers.nothings.clear();
                if gaps.any {
                    let why = |value: &f64| value.is_nan().then_some(Nothing::Blank);
                    numbers.nothings.extend(numbers.values.iter().map(why));
                    for row in gaps.unreadable {
                        if let Some(nothing) = numbers.nothings.get_mut(row - first) {
                            *nothing = Some(Nothing::Unreadable);
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// Without values, and without a dictionary if that is to go too.
pub fn clear(lane: &mut Lane, whole: bool) {
    match lane {
        Lane::Numbers(numbers) => {
            numbers.values.clear();
            numbers.nothings.clear();
        }
        Lane::Texts(texts) if whole => *texts = Default::default(),
        Lane::Texts(texts) => {
            texts.codes.clear();
            texts.nothings.clear();
        }
    }
}

/// Only blanks.
pub fn blanks(lane: &mut Lane, rows: usize) {
    clear(lane, false);
    for _ in 0..rows {
        match lane {
            Lane::Numbers(numbers) => numbers.push(Err(Nothing::Blank)),
            Lane::Texts(texts) => texts.push(Err(Nothing::Blank)),
        }
    }
}
