//! The computed columns of a plan.

use std::sync::Arc;

use super::peers::Groups;
use crate::plan::{NodeId, PeersId};
use crate::table::{Few, Lane, Numbers, Table, Values};

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
    /// What is left of a lane that only few rows of are of interest.
    Few(Arc<Few>),
    /// A lane that nobody will ask for.
    Gone,
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
            Some(Held::Pending | Held::Few(_) | Held::Gone) | None => &EMPTY,
        }
    }

    /// What is left of a lane of which only few rows are kept.
    pub fn few(&self, id: NodeId) -> Option<&Arc<Few>> {
        match self.held.get(id.0 as usize) {
            Some(Held::Few(few)) => Some(few),
            _ => None,
        }
    }

    /// Whether a lane was not to be kept.
    pub fn is_gone(&self, id: NodeId) -> bool {
        matches!(self.held.get(id.0 as usize), Some(Held::Few(_) | Held::Gone))
    }

    /// Who stands together with whom; `None` for a division that no node needed.
    pub fn groups(&self, id: PeersId) -> Option<&Groups> {
        self.groups.get(usize::from(id.0))?.as_deref()
    }
}
