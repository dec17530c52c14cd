//! What can go wrong with a job on Spark.

use crate::diagnostic::Code;

pub const NO_SPARK: Code = Code::new("K1130", "找不到 Spark", "there is no Spark");
pub const NO_CLUSTER: Code = Code::new("K1131", "连不上 Spark 集群", "the Spark cluster cannot be reached");
pub const JOB_FAILED: Code = Code::new("K1132", "Spark 作业失败", "the job on Spark failed");

pub const CODES: &[Code] = &[NO_SPARK, NO_CLUSTER, JOB_FAILED];
