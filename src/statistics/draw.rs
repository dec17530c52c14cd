//! Random numbers from a seed: the same on every machine and for every number of threads.

/// Blackman and Vigna's xoshiro256++, seeded by splitmix64. Each stream of a seed is a generator of its own, so that
/// draws can be shared out among threads.
#[derive(Debug, Clone)]
pub struct Draw {
    state: [u64; 4],
}

impl Draw {
    pub fn new(seed: u64, stream: u64) -> Draw {
        let mut mixed = seed ^ stream.wrapping_mul(0xA076_1D64_78BD_642F);
        let mut next = || {
            mixed = mixed.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = mixed;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        };
        Draw { state: [next(), next(), next(), next()] }
    }

    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let t = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= t;
        *d = d.rotate_left(45);
        result
    }

    /// Evenly in [0, 1), with 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Evenly in [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_stream_are_a_sequence() {
        let take = |seed, stream| {
            let mut draw = Draw::new(seed, stream);
            (0..4).map(|_| draw.bits()).collect::<Vec<u64>>()
        };
        assert_eq!(take(7, 0), take(7, 0));
        assert_ne!(take(7, 0), take(7, 1));
        assert_ne!(take(7, 0), take(8, 0));
    }

    #[test]
    fn draws_are_even() {
        let mut draw = Draw::new(1, 0);
        let all: Vec<f64> = (0..100_000).map(|_| draw.unit()).collect();
        let mean = super::super::moments::mean(&all).unwrap();
        let variance = super::super::moments::variance(&all).unwrap();
        // Five standard errors.
        assert!((mean - 0.5).abs() < 5.0 * (1.0_f64 / 12.0 / 1e5).sqrt(), "{mean}");
        assert!((variance - 1.0 / 12.0).abs() < 2e-3, "{variance}");
        assert!(all.iter().all(|value| (0.0..1.0).contains(value)));
    }
}
