//! The computed columns of a plan.

use std::sync::Arc;

use super::peers::Groups;
use crate::plan::{NodeId, PeersId};
use crate::table::{Lane, Numbers, Table, Values};

/// One lane for every node of a plan.
#[derive(Debug, Clone)]
pub struct Lanes {
    pub(super) held: Vec<Held>,
    pub(super) groups: Vec<Option<Arc<Groups>>>,
}

/// A column of a table is not copied: the table is kept.
#[derive(Debug, Clone)]
pub(super) enum Held {
    Pending,
    Own(Lane),
    Column(Arc<Table>, usize),
}

static EMPTY: Lane = Lane::Numbers(Numbers { values: Values::new(), nothings: Values::new() });

impl Lanes {
    pub(super) fn pending(nodes: usize, peers: usize) -> Lanes {
        Lanes { held: vec![Held::Pending; nodes], groups: vec![None; peers] }
    }

    /// The values of a node, one for each row of its grain; a lane without rows for a node that
    /// was not computed.
    pub fn get(&self, id: NodeId) -> &Lane {
        match self.held.get(id.0 as usize) {
            Some(Held::Own(lane)) => lane,
            Some(Held::Column(table, column)) => table.columns.get(*column).map_or(&EMPTY, |column| &column.lane),
            Some(Held::Pending) | None => &EMPTY,
        }
    }

    /// Who stands together with whom; `None` for a division that no node needed.
    pub fn groups(&self, id: PeersId) -> Option<&Groups> {
        self.groups.get(usize::from(id.0))?.as_deref()
    }
}
