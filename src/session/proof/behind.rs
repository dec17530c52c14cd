//! Which of the figures that data supply a node reads.

use std::collections::HashMap;

use super::rows::Variable;
use crate::plan::{NodeId, Program};

const BITS: usize = u64::BITS as usize;

/// For every node the variables behind it, as bits; one pass over the plan.
pub struct Behind {
    width: usize,
    bits: Vec<u64>,
}

impl Behind {
    pub fn new(program: &Program, variables: &[Variable]) -> Behind {
        let at: HashMap<NodeId, usize> = variables.iter().enumerate().map(|(index, v)| (v.node, index)).collect();
        let width = variables.len().div_ceil(BITS).max(1);
        let mut bits = vec![0_u64; program.plan.nodes.len() * width];
        for (index, node) in program.plan.nodes.iter().enumerate() {
            let (before, rest) = bits.split_at_mut(index * width);
            let Some(own) = rest.get_mut(..width) else { continue };
            if let Some(variable) = at.get(&NodeId(index as u32)) {
                own.iter_mut().skip(variable / BITS).take(1).for_each(|word| *word |= 1 << (variable % BITS));
                continue;
            }
            for input in node.op.inputs() {
                let from = input.0 as usize * width;
                let words = before.get(from..from + width).unwrap_or_default();
                own.iter_mut().zip(words).for_each(|(own, word)| *own |= word);
            }
        }
        Behind { width, bits }
    }

    /// In rising order.
    pub fn of(&self, node: NodeId) -> Vec<usize> {
        let from = node.0 as usize * self.width;
        let words = self.bits.get(from..from + self.width).unwrap_or_default().iter().enumerate();
        let bits = |(at, word): (usize, &u64)| {
            let word = *word;
            (0..BITS).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * BITS + bit)
        };
        words.filter(|(_, word)| **word != 0).flat_map(bits).collect()
    }
}
