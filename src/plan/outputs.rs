//! Every node that answers a question of the rubric.

use super::{AfterNodes, NodeId, Outputs, PoolNodes};

impl Outputs {
    /// What results are made of: all of them but those that only the way to a figure is told from.
    pub fn nodes(&self) -> Vec<NodeId> {
        let mut all = self.outcomes();
        all.extend(&self.elements);
        for indicator in &self.indicators {
            all.extend([indicator.value, indicator.score, indicator.points, indicator.full]);
            // What was filled in is told of.
            all.extend(indicator.prepared.first());
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The same without elements, and without the figures of indicators but those of raters.
    pub fn outcomes(&self) -> Vec<NodeId> {
        let mut all = Vec::new();
        for ballot in &self.ballots {
            all.extend(ballot.by.iter().chain(&ballot.on).chain([&ballot.void, &ballot.counts]));
        }
        all.extend(self.rating_faults.iter().flat_map(|fault| [fault.rating, fault.fault]));
        for rows in &self.rated_rows {
            all.extend([rows.about, rows.by].iter().chain(&rows.chosen));
        }
        all.extend(self.voids.iter().flatten());
        for skewed in &self.skewed {
            all.extend([skewed.value, skewed.treated, skewed.fine].iter().chain(&skewed.before).chain(&skewed.after));
        }
        all.extend(self.element_rows.iter().flatten().filter_map(|rows| rows.filter));
        let corrected = self.corrected_elements.iter().chain(&self.corrected_indicators).flatten();
        all.extend(corrected.flat_map(|nodes| [nodes.applies, nodes.corrected, nodes.original]));
        for check in &self.checks {
            all.push(check.holds);
            all.extend(check.quoted.iter().map(|(_, node)| *node));
            for clause in &check.clauses {
                all.extend([clause.holds].iter().chain(&clause.figures).chain(&clause.twins));
            }
        }
        for indicator in &self.indicators {
            for rating in &indicator.ratings {
                all.extend([rating.rating, rating.count, rating.weight].iter().chain(&rating.expected));
                all.extend(rating.left_out.iter().map(|(_, count)| *count));
            }
            all.extend(indicator.inflation.iter().flat_map(|nodes| [nodes.own, nodes.others, nodes.gap]));
        }
        for category in &self.categories {
            all.extend([category.points, category.present, category.full]);
            let reported = category.reported.iter();
            all.extend(reported.flat_map(|nodes| [nodes.marks, nodes.of, nodes.items, nodes.short]));
        }
        all.extend(self.vetoes.iter().chain(&self.adjusts));
        if let Some(variant) = &self.variant {
            all.push(variant.index);
            all.extend(variant.conditions.iter().flatten().chain(&variant.columns));
        }
        all.extend(self.weights.iter().flatten());
        all.extend(self.unscaled.iter().flat_map(|(raw, there)| [*raw, *there]));
        all.extend([self.total, self.ranked, self.rank, self.rank_from_last, self.group_size]);
        all.extend(self.total_at_median.iter().chain(&self.grade));
        for consequence in &self.consequences {
            all.extend([consequence.when].iter().chain(&consequence.money));
            let pool = consequence.pool.iter();
            all.extend(pool.flat_map(|PoolNodes { amount, share, shares, .. }| [*amount, *share, *shares]));
            all.extend(consequence.limited.iter().flat_map(|(wanted, there)| [*wanted, *there]));
        }
        all.extend(self.afterwards.nodes());
        all
    }
}

impl AfterNodes {
    fn nodes(&self) -> Vec<NodeId> {
        let mut all: Vec<NodeId> = self.before.iter().chain(&self.key).copied().collect();
        for step in &self.steps {
            all.extend([step.from, step.to].iter().chain(&step.measure).chain(&step.mean).chain(&step.std));
        }
        all.extend(self.quotas.iter().flat_map(|quota| [quota.limit, quota.size]));
        all
    }
}
