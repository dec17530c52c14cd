//! The figures of the plan's nodes for reports that compute by themselves.

use super::pipeline::Evaluated;
use crate::eval;
use crate::plan::NodeId;
use crate::report::Figures;
use crate::table::Lane;

impl Figures for Evaluated {
    fn lane(&self, node: NodeId) -> Lane {
        eval::lane_of(&self.program, (&self.bound, &self.lanes), self.period, node)
    }
}
