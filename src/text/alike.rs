//! Which characters are taken for each other: by their shape, by their sound, and which never are
//! because they say the opposite.

use pinyin::ToPinyin;

/// Characters that look alike, a group a word. Pairs that names of measures and people bring together
/// stand here; both were folded (Simplified, narrow, lower case).
const SHAPES: &str = "\
    人入八 己已巳 末未 土士 日曰目 大太犬 干千于 天夫无 午牛 田由甲申 力刀刁 几凡 儿几 九丸 又叉 \
    乌鸟 今令 住往佳 侯候 兔免 冶治 折拆析 拔拨 拍柏 班斑 辨辩辫 历厉 厂广 厅厉 第弟 代伐 \
    仓仑 合台 各名 右石 占古 史吏 句旬 司同 问间 闭闲 们门 闪问 买卖 头买 贝见 员贡 责贵 货贷 贸 资姿 \
    询洵徇 单卑 付什 款歉 数敏 率卒 转传 化比 响晌 应庆 时吋 评坪 诉拆 投没 设没 说脱 话活 请清情晴 \
    考老 核该孩 绩积责 效郊 任仼 务备 总忠 分兮 计讦 订钉 记纪 让计 认队 许讦 证正 识织 诊珍 \
    完宗 成戍 收牧 攻收 改攻 放故 政改 效教 散撒 敬警 期斯 朝潮 报服 报拔 表麦 末来 来耒 米采 \
    采彩 菜莱 花茌 药约 荣劳 营菅 著着 落洛 薄簿 篇编 籍藉 等第 策荣 简筒 管菅 算篡 签鉴 \
    服报 务雾 员贞 工王 王玉主 主生 生主 全金 金全 会合 公兮 分份 份分 价介 件伴 优忧 伤份 体休 \
    休体 位泣 作昨 使便 便使 供拱 保堡 信倍 倍陪 借错 值植 做故 停仃 偿尝 储诸 \
    先洗 兑兄 克兄 党常 典曲 具县 具且 其甚 养美 前煎 剂济 到倒 制刷 刻该 则侧 测侧厕 例列 \
    列例 划刘 创仓 判叛 利剁 别另 加如 劣省 动功 助肋 劳荣 势热 勤勒 勘堪 \
    包句 北比 医匡 区医 升开 半丰 华毕 协办 办为 办力 卡卞 印卯 危厄 即既 却脚 卷券 厚原 \
    去丢 参叁 双汉 反友 发友 取职 变恋 叠登 口回 召吕 只叭 可叮 吉告 告吿 吃屹 后启 向问 吗妈 \
    吸级 吹欢 员圆 哪那 品晶 售集 商滴 喝渴 器嚣 四西 回四 因困团 园圆 图园 固因 国园 在左 地池 \
    场汤 均钧 坏环 坚竖 坐座 块快 垃拉 型形 城诚 域城 培陪 基墓 堂常 塞赛寒 境镜 增赠 \
    处外 备各 复夏 夜液 失矢 头斗 夹来 奖浆 套奋 女好 如奴 委季 委李 季李 姓性 始治 姓娃 婚昏 \
    字宇 存在 孙孔 安按 定走 宝室 实买 审宙 客容 宣宜 室宝 害容 家冢 宾实 密蜜 富副 察擦 对时 \
    导异 寻导 封卦 射谢 将奖 小少 少小 尺尸 局届 屋层 展屋 履覆 岁岌 岗岚 岛鸟 崇祟 州洲 巡讯 \
    工土 左右 巧朽 差羞 市布 布市 师帅 帐账 帮邦 常尝 带滞 幅副 平乎 年午 并井 幸辛 库厍 底低 \
    店占 废度 度渡 座坐 庭廷 延廷 建健 开井 异导 弃奔 式戎 引弘 张帐 强弦 当档 录绿 形型 彩采 影景 \
    役没 彻切 径经 待持侍 很狠 律津 徒陡 得碍 循徇 微徽 德得 心必 必心 忆亿 忙忘 快块 态志 \
    怎念 思恩 急总 性姓 恢灰 息思 恶思 患悉 情清 惯贯 愿原 感惑 慢漫 慎填 \
    成或 我找 战占 户尸 房户 所折 手毛 才寸 扣和 执抛 扩矿 扫妇 扬杨 批比 技枝 抄炒 抓爪 投殳 抗杭 \
    抢枪 护沪 抽油 担但 拒巨 招沼 拜拌 拟似 拥涌 择泽 指脂 按安 挂桂 持待 换挽 据剧 授受 排徘 \
    接按 控空 推堆 措错 描苗 提堤 插播 搜嫂 携隽 摄慑 摘滴 播插 操澡 支友 敌故 料科 科料 斜科 \
    断继 新斯 方万 旅族 施拖 旋族 旦但 旧归 早旱 时对 昌冒 明朋 易昜 星皇 春舂 昨作 是足 显湿 \
    晚兔 普晋 景影 智知 暂斩 更吏 曾会 替赞 最量 有冇 朋明 望忘 木术 本木 术木 机杌 杂染 权杈 \
    村材 材村 条务 杯坏 板扳 极级 林材 果杲 枚牧 染杂 柜拒 查杳 标际 栏烂 样祥 根很 格恪 桌卓 \
    档挡 桥娇 检捡 楼搂 概慨 模摸 欠久 次吹 欧殴 正止 止正 此比 步涉 武式 每母 母毋 毒毐 比此 毕华 \
    毫豪 民氏 氏民 气乞 水永 永水 汇江 求球 池地 污亏 汤场 沟构 沪护 治冶 沿治 法去 泄世 泛乏 注住 \
    洁结 派脉 流疏 测侧 济剂 浅线 活话 消悄 涨张 清请 渠梁 温湿 湿温 源原 满瞒 滞带 演寅 漏露 \
    灯打 灵炅 点占 炼练 热势 焦集 照昭 熟热 爱受 父交 片斤 版板 牌碑 物吻 特持 状壮 独烛 \
    环坏 现观 班斑 理埋 瓶拼 甲申 电申 男另 画面 界介 留溜 略路 番翻 疫役 病丙 症证 痛疼 \
    登凳 白自 百白 的约 皮波 盈盆 益盖 盖益 监览 盗资 盘盆 目自 直真 相想 省劣 看着 真直 眼眠 着看 \
    睡锤 知和 矩短 短矩 码妈 研砑 砖转 破坡 础出 硕颂 确碓 示不 社杜 祝况 票栗 禁楚 福副 离禽 秀季 \
    私和 种钟 秋伙 科料 秒抄 租祖 积识 称你 移侈 程呈 税说 稳隐 空穴 穿牙 突空 窗囱 立位 站占 竞竟 章童 端瑞 \
    符附 第笫 笔毛 答合 筑巩 筛师 箱相 类米 粉纷 精清 糖塘 系糸 素索 索素 紧坚 红江 纠叫 约的 级极 纪记 纯钝 \
    纳呐 组阻 细田 终络 经径 结洁 给络 络给 绝色 统充 继断 续读 维谁 综棕 绿录 缓援 编遍 缴徼 缺决 \
    置直 署暑 罚罪 罪罚 美羊 群郡 翻番 考老 者著 而面 职识 联朕 肃啸 股服 育肓 肥肋 肯背 胜性 脏赃 \
    脱说 腾滕 自白 至到 致至 舍舌 航般 般航 船般 良艮 艺艾 节苄 芯心 苏办 英央 范苑 茶荼 草早 荐存 获荻 \
    蓝篮 融隔 血皿 行衍 街衔 补扑 表麦 被破 装袋 西四 要耍 覆履 见贝 观现 规现 视祝 觉党 角用 解触 \
    言信 警敬 计什 训川 议仪 讯汛 讲进 论沦 访仿 评苹 译择 试式 诚城 该核 详洋 误娱 调凋 谁推 谈淡 谢射 \
    负页 财材 贫贪 质盾 购构 贴帖 费弗 赔陪 赚嫌 走足 赶杆 起超 超起 越趋 足走 跃沃 距矩 跟根 路格 身射 \
    车东 轨执 轮论 软钦 轻经 较校 载栽 辅铺 输愉 辆俩 达过 迁迂 过达 运远 近进 返反 还坏 这边 进近 \
    远运 连莲 迟尺 述术 追迫 迫追 退腿 送关 适话 逃挑 通涌 速束 造告 逾愉 遇偶 道首 遗遣 遵尊 避壁 \
    邮由 部陪 郎朗 都者 配酌 酬州 里黑 重里 量重 金全 针什 钉订 钟种 钢纲 铁佚 银根 销消 锁琐 错措 镇填 \
    长张 门问 闭闹 问间 闻间 阅悦 队认 防妨 阶价 附付 际标 降隆 限很 院完 除余 险检 随隋 隐稳 难准 集售 \
    零雷 需雪 露路 青清 静净 非韭 面而 音育 页贝 项顶 顶项 顺须 须顺 顾颐 频颁 题提 额颜 风凤 食良 餐粲 \
    饭板 饮欢 首道 香杳 马鸟 驶使 验检 骨滑 高亮 鱼角 鸡鸣 黄寅 默黑 齐济 \
    0o 1li 5s 2z 6b 8b 9g rn uv vw";

/// Characters that say the opposite, or count: one is not a slip for the other, however alike the
/// names are.
const OPPOSITES: &str = "\
    上下 高低 出入 出进 收支 收付 增减 加减 男女 前后 先后 左右 好差 优差 优劣 大小 多少 早晚 新旧 \
    东西南北 甲乙丙丁 一二三四五六七八九十 升降 内外 买卖 借还 借贷 开关 正负 正副 公私 日月年周季 有无 \
    始终 始末 首末 长短 快慢 升跌 涨跌 赢亏 盈亏 供需 来去 进退 存取 成败 起止 本外 老少 老新 全半 已未 \
    阴阳 城乡 单双 冷热 软硬 主客 主副 总分 亲表 住出 门住";

/// Characters that turn the meaning round where they are put in or left out.
const TURNING: &str = "不未非无免负反逆";

/// A character as somebody might mistake it.
#[derive(Debug, Clone)]
pub(super) struct Looks {
    pub c: char,
    shapes: String,
    opposites: String,
    sound: Option<&'static str>,
}

impl Looks {
    pub fn new(c: char) -> Looks {
        let among = |groups: &str| -> String { groups.split(' ').filter(|group| group.contains(c)).collect() };
        Looks { c, shapes: among(SHAPES), opposites: among(OPPOSITES), sound: sound(c) }
    }

    /// How far another character is from this one: 0 for itself, 1 for any, less for one that is
    /// easily taken for it, more for one that cannot be a slip.
    pub fn distance(&self, other: char, sound: Option<&str>) -> f64 {
        if self.c == other {
            return 0.0;
        }
        if self.c.is_ascii_digit() && other.is_ascii_digit() || self.opposites.contains(other) {
            return APART;
        }
        if self.shapes.contains(other) {
            return 0.3;
        }
        match (self.sound, sound) {
            (Some(a), Some(b)) if a == b => 0.35,
            (Some(a), Some(b)) if spoken(a) == spoken(b) => 0.45,
            _ => 1.0,
        }
    }
}

/// What never is a slip.
pub(super) const APART: f64 = 4.0;

/// How much a character weighs that one of the names has and the other has not.
pub(super) fn weight(c: char) -> f64 {
    if TURNING.contains(c) || c.is_ascii_digit() { APART } else { 0.7 }
}

/// The commonest reading, without its tone.
pub(super) fn sound(c: char) -> Option<&'static str> {
    if c.is_ascii() { None } else { c.to_pinyin().map(pinyin::Pinyin::plain) }
}

/// A reading without what many speakers do not tell apart: zh and z, n and l, ang and an.
fn spoken(sound: &str) -> (char, &str) {
    let (initial, rest) = match sound.as_bytes() {
        [b'z' | b'c' | b's', b'h', ..] => sound.split_at(2),
        _ => sound.split_at(sound.chars().next().map_or(0, char::len_utf8)),
    };
    let initial = match initial.chars().next() {
        Some('n') => 'l',
        Some(first) => first,
        None => ' ',
    };
    (initial, rest.strip_suffix("ng").map_or(rest, |stem| &rest[..=stem.len()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_readings_are_one() {
        assert_eq!(spoken("zhuang"), spoken("zuan"));
        assert_eq!(spoken("ning"), spoken("lin"));
        assert_ne!(spoken("gong"), spoken("gang"));
        assert_eq!(spoken(""), (' ', ""));
    }

    #[test]
    fn characters_are_near_by_shape_or_sound_and_opposites_are_apart() {
        let distance = |a: char, b: char| Looks::new(a).distance(b, sound(b));
        assert!(distance('人', '入') < 0.5 && distance('0', 'o') < 0.5);
        assert!(distance('询', '寻') < 0.5 && distance('绩', '积') < 0.5);
        assert!(distance('率', '单') >= 1.0);
        assert_eq!(distance('出', '入'), APART);
        assert_eq!(distance('1', '2'), APART);
    }
}
