//! Which nodes the range of a node follows from.

use crate::plan::{Agg, Grain, NodeId, Op, Plan};

const BITS: usize = u64::BITS as usize;
/// Beyond so many nodes, which no rubric has, every node is taken to read every other.
const MOST: usize = 16_384;

/// For every node those on whose ranges, at the same row, its own depends; one pass over the plan.
///
/// Inputs stand before their users, so a node's bits end with its own.
#[derive(Debug)]
pub struct Reads {
    /// Where the bits of each node begin.
    starts: Vec<usize>,
    bits: Vec<u64>,
}

impl Reads {
    pub fn new(plan: &Plan) -> Reads {
        let mut reads = Reads { starts: Vec::new(), bits: Vec::new() };
        if plan.nodes.len() > MOST {
            return reads;
        }
        for (index, node) in plan.nodes.iter().enumerate() {
            let start = reads.bits.len();
            reads.starts.push(start);
            reads.bits.resize(start + index / BITS, 0);
            reads.bits.push(1 << (index % BITS));
            let (before, own) = reads.bits.split_at_mut(start);
            let mut read = |input: NodeId| {
                let input = input.0 as usize;
                let from = reads.starts.get(input).copied().unwrap_or(start);
                let words = before.get(from..from + input / BITS + 1).unwrap_or_default();
                own.iter_mut().zip(words).for_each(|(own, word)| *own |= word);
            };
            match &node.op {
                // What holds of one row says nothing of the others; but whether it is counted.
                Op::Gather { agg: Agg::Count | Agg::CountDistinct, input, filter: None, to: Grain::Peers(_) } => {
                    read(*input);
                }
                Op::Gather { .. } | Op::Window { .. } | Op::Shift { .. } => {}
                Op::Binary(_, a, b) => {
                    read(*a);
                    read(*b);
                }
                op => op.inputs().into_iter().for_each(read),
            }
        }
        reads
    }

    /// Whether the range of `node` depends on that of `other`, or is it.
    pub fn reads(&self, node: NodeId, other: NodeId) -> bool {
        let (node, other) = (node.0 as usize, other.0 as usize);
        match self.starts.get(node) {
            Some(start) if other <= node => {
                self.bits.get(start + other / BITS).is_some_and(|word| word >> (other % BITS) & 1 == 1)
            }
            Some(_) => false,
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Binary, Builder, PeersId, Roster, TableId};
    use crate::table::{Cycle, Kind};

    #[test]
    fn peers_are_not_oneself() {
        let mut b = Builder::new();
        let (x, y) = (b.column(TableId(0), "x", Kind::Number), b.column(TableId(0), "y", Kind::Number));
        let own = b.gather(Agg::Only, x, None, Grain::Subject);
        let mean = b.over_peers(Agg::Mean, own, None, PeersId(0));
        let count = b.over_peers(Agg::Count, own, None, PeersId(0));
        let both = b.binary(Binary::Sub, own, mean);
        let roster = Roster { table: TableId(0), key: "k".into(), label: "k".into(), filter: None };
        let plan = Plan { tables: Vec::new(), nodes: b.finish(), roster, cycle: Cycle::Once, peers: vec![None] };
        let reads = Reads::new(&plan);
        assert!(reads.reads(both, own) && reads.reads(own, own) && reads.reads(count, own));
        assert!(!reads.reads(mean, own) && !reads.reads(both, y) && !reads.reads(own, both));
    }
}
