//! `kaohe` alone: what to do next.

use std::io;

use super::Exit;
use super::console::Console;

const ZH: &str = "\
考核（kaohe）：一份方案，一个文件，每个数都说得清。

第一次用：
  kaohe new ecommerce-cs          建一个网店客服考核的例子（全部样板：kaohe new --help）
  kaohe watch 方案.toml           一边改方案，一边看结果

已有方案：
  kaohe validate 方案.toml        检查方案有没有毛病
  kaohe evaluate 方案.toml        算出结果；-o 结果.csv 存成文件
  kaohe explain 方案.toml --subject 张三    说明张三的分数从哪里来
  kaohe test 方案.toml            运行方案自带的测试

全部命令和选项：kaohe --help
";

const EN: &str = "\
kaohe: one scheme, one file, every figure explained.

to begin:
  kaohe new ecommerce-cs          an example: an online shop's service desk (all: kaohe new --help)
  kaohe watch rubric.toml         see the results while the rubric is edited

with a rubric:
  kaohe validate rubric.toml      what is wrong with it
  kaohe evaluate rubric.toml      the results; -o results.csv keeps them
  kaohe explain rubric.toml --subject K01    where the score of K01 comes from
  kaohe test rubric.toml          run the tests it carries

all commands and options: kaohe --help
";

pub fn say(console: &mut Console) -> io::Result<Exit> {
    let text = console.lang.pick(ZH, EN);
    console.write(text.as_bytes())?;
    Ok(Exit::Fine)
}
