//! Orders and refunds: what was sold by whom, and what came back.

use super::calendar::{DAY, EXPORTED, MONTHS, dashed, slashed};
use super::files::{Encoding, csv};
use super::people::{CARE, PEOPLE, SALES, SILENT, UNBOUND};
use super::random::Random;

pub struct Order {
    pub id: String,
    pub month: usize,
    pub nick: String,
    pub buyer: String,
    pub created: i64,
    pub paid: Option<i64>,
    /// Money in cents.
    pub goods: i64,
    pub postage: i64,
    pub title: &'static str,
    pub pieces: i64,
    /// Whether the platform marked it as a sham order.
    pub sham: bool,
    pub reason: &'static str,
    pub refunded: bool,
    pub memo: String,
}

impl Order {
    pub fn payment(&self) -> i64 {
        if self.paid.is_some() { self.goods + self.postage } else { 0 }
    }
}

/// Goods and their price in cents, the dear ones last.
const GOODS: [(&str, i64); 8] = [
    ("帆布托特包大容量通勤", 12_900),
    ("轻便斜挎小包", 13_900),
    ("简约双肩包女", 15_900),
    ("复古链条单肩包", 16_900),
    ("牛皮腋下包", 17_900),
    ("头层牛皮水桶包", 19_900),
    ("真皮通勤手提包", 21_900),
    ("真皮单肩斜挎两用包", 23_900),
];

const UNPAID: [&str; 4] = ["未及时付款", "买家不想买了", "信息填写错误，重新拍", "未及时付款"];
const SURNAMES: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
const PLACES: [&str; 6] = [
    "浙江省 杭州市 示例区 样本路*号",
    "江苏省 南京市 示例区 样本路*号",
    "广东省 广州市 示例区 样本路*号",
    "四川省 成都市 示例区 样本路*号",
    "湖北省 武汉市 示例区 样本路*号",
    "山东省 济南市 示例区 样本路*号",
];

/// How the inquiries of a month fall on the sub-accounts of an agent. The second account of KF003
/// stands idle in June.
pub fn shares(person: usize, month: usize, whole: i64) -> Vec<i64> {
    match (PEOPLE[person].nicks.len(), PEOPLE[person].id, month) {
        (1, _, _) => vec![whole],
        (_, "KF003", 0) => vec![whole, 0],
        _ => vec![whole - whole * 3 / 10, whole * 3 / 10],
    }
}

/// `whole · percent / 100`, halves up.
pub fn portion(whole: i64, percent: i64) -> i64 {
    (whole * percent + 50) / 100
}

pub fn all() -> Vec<Order> {
    let mut orders = Vec::new();
    for (month, sales) in SALES.iter().enumerate() {
        for (person, figures) in sales.iter().enumerate() {
            let first = if PEOPLE[person].id == "KF008" && month == 0 { 16 } else { MONTHS[month].first };
            for (nick, inquiries) in PEOPLE[person].nicks.iter().zip(shares(person, month, figures.inquiries)) {
                let mut random = Random::named(&format!("orders {nick} {month}"));
                let ordered = portion(inquiries, figures.order_rate);
                let paid = portion(ordered, figures.pay_rate);
                // A few buyers who had asked nothing before are put down to the agent as well.
                let extra = if inquiries > 60 { random.between(2, 4) } else { 0 };
                for n in 0..ordered + extra {
                    let pays = n < paid || n >= ordered;
                    let memo = if random.percent(60) {
                        nick.rsplit(':').next().unwrap_or_default().to_owned()
                    } else if random.percent(50) {
                        PEOPLE[person].name.to_owned()
                    } else {
                        String::new()
                    };
                    orders.push(order(&mut random, month, first, nick, pays, figures.basket, memo));
                }
            }
        }
        let mut random = Random::named(&format!("orders {SILENT} {month}"));
        for n in 0..52 {
            orders.push(order(&mut random, month, MONTHS[month].first, SILENT, n < 48, 50, String::new()));
        }
    }
    let mut random = Random::named("orders unbound");
    for n in 0..6 {
        orders.push(order(&mut random, 1, MONTHS[1].first, UNBOUND, n < 5, 50, "临时".to_owned()));
    }
    // An export lists the newest first; equal moments by number.
    orders.sort_by(|a, b| (a.month, b.created, &a.id).cmp(&(b.month, a.created, &b.id)));
    sham(&mut orders);
    orders
}

fn order(random: &mut Random, month: usize, first: i64, nick: &str, pays: bool, basket: i64, memo: String) -> Order {
    let created = random.between(first, MONTHS[month].last) * DAY + random.between(8 * 60, 23 * 60 + 40);
    // The dearer of two draws for one who sells dear, the cheaper of two for the others.
    let (one, two) = (random.between(0, 7), random.between(0, 7));
    let choice = if random.percent(basket) { one.max(two) } else { one.min(two) };
    let (title, price) = GOODS[choice as usize];
    let pieces = if random.percent(7) { 2 } else { 1 };
    let off = *random.pick(&[0, 0, 500, 1_000, 1_050]);
    Order {
        id: format!("{}{:011}", 51_160_325, random.between(10_000_000_000, 99_999_999_999)),
        month,
        nick: nick.to_owned(),
        buyer: format!("示例买家{:06}", random.between(0, 999_999)),
        created,
        paid: pays.then(|| (created + random.between(1, 9)).min(EXPORTED)),
        goods: price * pieces - off,
        postage: if random.percent(12) { 1_000 } else { 0 },
        title,
        pieces,
        sham: false,
        reason: if pays {
            "订单未关闭"
        } else if created >= (MONTHS[month].last - 1) * DAY {
            // Nobody has closed it yet.
            "订单未关闭"
        } else {
            random.pick::<&str>(&UNPAID)
        },
        refunded: false,
        memo,
    }
}

/// Three orders that the platform holds for sham, of two agents.
fn sham(orders: &mut [Order]) {
    for (nick, month, count) in [("晨曦旗舰店:晓东", 0, 2), ("晨曦旗舰店:子轩", 1, 1)] {
        for order in orders.iter_mut().filter(|o| o.nick == nick && o.month == month && o.paid.is_some()).take(count) {
            order.sham = true;
        }
    }
}

pub fn file(orders: &[Order], month: usize) -> Vec<u8> {
    let header = [
        "订单编号",
        "买家会员名",
        "买家支付宝账号",
        "买家应付货款",
        "买家应付邮费",
        "买家支付积分",
        "总金额",
        "返点积分",
        "买家实际支付金额",
        "买家实际支付积分",
        "订单状态",
        "买家留言",
        "收货人姓名",
        "收货地址",
        "运送方式",
        "联系电话",
        "联系手机",
        "订单创建时间",
        "订单付款时间",
        "宝贝标题",
        "宝贝种类",
        "物流单号",
        "物流公司",
        "订单备注",
        "宝贝总数量",
        "店铺Id",
        "店铺名称",
        "订单关闭原因",
        "卖家服务费",
        "买家服务费",
        "发票抬头",
        "是否手机订单",
        "分阶段订单信息",
        "特权订金订单id",
        "定金排名",
        "修改后的sku",
        "修改后的收货地址",
        "异常信息",
        "天猫卡券抵扣",
        "集分宝抵扣",
        "是否是O2O交易",
        "归属客服",
    ];
    let mut random = Random::named(&format!("order file {month}"));
    let time = |moment: i64| if MONTHS[month].slashes { slashed(moment) } else { dashed(moment) };
    let mut rows = vec![header.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>()];
    for order in orders.iter().filter(|order| order.month == month) {
        let age = MONTHS[month].last - order.created / DAY;
        let sent = order.paid.is_some() && age >= 2;
        let state = match (order.paid, order.refunded) {
            (Some(_), true) => "交易关闭",
            (Some(_), false) if age >= 9 => "交易成功",
            (Some(_), false) if sent => "卖家已发货，等待买家确认",
            (Some(_), false) => "买家已付款，等待卖家发货",
            (None, _) if order.reason == "订单未关闭" => "等待买家付款",
            (None, _) => "交易关闭",
        };
        let payment = match order.payment() {
            // Some exports carry the unit in the cell.
            0 if random.percent(40) => "0元".to_owned(),
            cents => money(cents),
        };
        let parcel = random.between(100_000_000, 999_999_999);
        let shop = order.nick.split(':').next().filter(|_| order.nick != SILENT).unwrap_or("晨曦旗舰店");
        rows.push(vec![
            format!("=\"{}\"", order.id),
            order.buyer.clone(),
            "138****0000".to_owned(),
            money(order.goods),
            money(order.postage),
            "0".to_owned(),
            money(order.goods + order.postage),
            "0".to_owned(),
            payment,
            "0".to_owned(),
            state.to_owned(),
            if random.percent(4) { "请尽快发货，谢谢".to_owned() } else { String::new() },
            format!("{}**", random.pick(&SURNAMES)),
            (*random.pick(&PLACES)).to_owned(),
            "快递".to_owned(),
            String::new(),
            "'13800000000".to_owned(),
            time(order.created),
            order.paid.map(time).unwrap_or_default(),
            order.title.to_owned(),
            "1".to_owned(),
            if sent { format!("No:YT{parcel}") } else { String::new() },
            if sent { "圆通速递".to_owned() } else { String::new() },
            order.memo.clone(),
            order.pieces.to_string(),
            "0".to_owned(),
            shop.to_owned(),
            (if order.refunded { "退款" } else { order.reason }).to_owned(),
            "0".to_owned(),
            "0元".to_owned(),
            String::new(),
            "手机订单".to_owned(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            (if order.sham { "疑似虚假交易" } else { "" }).to_owned(),
            String::new(),
            String::new(),
            String::new(),
            order.nick.clone(),
        ]);
    }
    csv(&rows, Encoding::Gb18030, true)
}

pub fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

pub struct Refund {
    pub order: String,
    pub seller: String,
    pub handler: String,
    pub both: bool,
    pub asked: i64,
    pub done: Option<i64>,
    pub cents: i64,
    pub reason: &'static str,
    pub dispute: bool,
    pub blame: &'static str,
}

/// Refunds of the orders; marks the orders that were closed by one.
pub fn refunds(orders: &mut [Order]) -> Vec<Refund> {
    const REASONS: [(&str, &str); 5] = [
        ("七天无理由退货", "买家"),
        ("颜色与描述不符", "商家"),
        ("拍错/不想要", "买家"),
        ("少件/漏发", "商家"),
        ("物流太慢", "物流"),
    ];
    let mut refunds: Vec<Refund> = Vec::new();
    for (month, sales) in SALES.iter().enumerate() {
        let mut sellers: Vec<(&str, usize)> =
            sales.iter().enumerate().map(|(person, figures)| (PEOPLE[person].nicks[0], figures.refunds)).collect();
        sellers.push((SILENT, 9));
        let mut turn = 0;
        for (nick, count) in sellers {
            let mut random = Random::named(&format!("refunds {nick} {month}"));
            // Asked for within the month, so an order of its last days is not taken.
            let mut open: Vec<usize> = (0..orders.len())
                .filter(|&i| orders[i].month == month && orders[i].nick == nick && !orders[i].sham)
                .filter(|&i| orders[i].paid.is_some_and(|paid| paid < (MONTHS[month].last - 5) * DAY))
                .collect();
            for _ in 0..count {
                let at = open.remove(random.between(0, open.len() as i64 - 1) as usize);
                let both = random.percent(55);
                let (reason, blame) = *random.pick(&REASONS);
                let asked = orders[at].paid.unwrap_or_default() + random.between(8 * 60, 5 * DAY);
                refunds.push(refund(&mut random, &mut orders[at], month, &mut turn, asked, both, reason, blame));
            }
        }
    }
    // Paid in June, asked for in July: it counts in July.
    let mut random = Random::named("refund across months");
    if let Some(order) = orders.iter_mut().find(|o| o.month == 0 && o.nick == "晨曦旗舰店:佳怡" && o.paid.is_some())
    {
        let asked = 31 * DAY + 10 * 60;
        refunds.push(refund(&mut random, order, 1, &mut 0, asked, true, "七天无理由退货", "买家"));
    }
    // Asked for on the last evening and not finished when the export was made.
    for (carer, nick) in [(0, SILENT), (3, "晨曦专营店:美美"), (2, SILENT)] {
        let mut random = Random::named(&format!("refund pending {carer}"));
        let open =
            |o: &&mut Order| o.month == 1 && o.nick == nick && !o.refunded && o.paid.is_some_and(|p| p < 58 * DAY);
        if let Some(order) = orders.iter_mut().find(open) {
            let asked = MONTHS[1].last * DAY + 20 * 60 + carer as i64;
            refunds.push(refund(&mut random, order, 1, &mut { carer }, asked, false, "拍错/不想要", "买家"));
        }
    }
    // One order refunded in two parts: two refunds, one refunded order.
    let twice = refunds.iter().position(|r| r.seller == "晨曦旗舰店:雨桐" && r.asked >= MONTHS[1].first * DAY);
    if let Some(first) = twice {
        let (id, asked, handler) = (refunds[first].order.clone(), refunds[first].asked, refunds[first].handler.clone());
        refunds[first].cents -= 2_000;
        refunds.push(Refund {
            order: id,
            seller: "晨曦旗舰店:雨桐".to_owned(),
            handler,
            both: false,
            asked: asked + 90,
            done: Some(asked + 90 + 8 * 60),
            cents: 2_000,
            reason: "少件/漏发",
            dispute: false,
            blame: "商家",
        });
    }
    disputes(&mut refunds);
    refunds.sort_by(|a, b| (a.asked, &a.order).cmp(&(b.asked, &b.order)));
    refunds
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
fn refund(
    random: &mut Random,
    order: &mut Order,
    month: usize,
    turn: &mut usize,
    asked: i64,
    both: bool,
    reason: &'static str,
    blame: &'static str,
) -> Refund {
    let carer = *turn % 4;
    *turn += 1;
    let hours = CARE[month][carer].hours;
    // Goods that must come back take longer.
    let minutes = hours * random.between(40, 80) * if both { 13 } else { 7 } / 10;
    let done = asked + minutes;
    order.refunded = true;
    Refund {
        order: order.id.clone(),
        seller: order.nick.clone(),
        handler: PEOPLE[8 + carer].nicks[0].to_owned(),
        both,
        asked,
        done: (done <= EXPORTED).then_some(done),
        cents: order.payment(),
        reason,
        dispute: false,
        blame,
    }
}

/// Disputes judged against the shop as the tables say, and one that the buyer lost.
fn disputes(refunds: &mut [Refund]) {
    for (month, carers) in CARE.iter().enumerate() {
        let (from, to) = (MONTHS[month].first * DAY, (MONTHS[month].last + 1) * DAY);
        for (carer, figures) in carers.iter().enumerate() {
            let nick = PEOPLE[8 + carer].nicks[0];
            let own = refunds.iter_mut().filter(|r| r.handler == nick && r.done.is_some_and(|d| d >= from && d < to));
            for refund in own.take(figures.disputes) {
                (refund.dispute, refund.blame) = (true, "商家");
            }
        }
    }
    if let Some(refund) = refunds.iter_mut().find(|r| r.handler == "晨曦旗舰店:售后小沈" && r.blame == "买家")
    {
        refund.dispute = true;
    }
}

pub fn refund_file(refunds: &[Refund]) -> Vec<u8> {
    let header = [
        "退款编号",
        "订单编号",
        "客服昵称",
        "处理客服",
        "类型",
        "申请时间",
        "完结时间",
        "金额",
        "原因",
        "是否纠纷",
        "责任方",
    ];
    let mut rows = vec![header.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>()];
    for (n, refund) in refunds.iter().enumerate() {
        rows.push(vec![
            format!("=\"{}{:06}\"", 7_116_032_541_u64, 400_000 + n * 37),
            format!("=\"{}\"", refund.order),
            refund.seller.clone(),
            refund.handler.clone(),
            (if refund.both { "退货退款" } else { "仅退款" }).to_owned(),
            dashed(refund.asked),
            refund.done.map(dashed).unwrap_or_default(),
            money(refund.cents),
            refund.reason.to_owned(),
            (if refund.dispute { "是" } else { "否" }).to_owned(),
            refund.blame.to_owned(),
        ]);
    }
    csv(&rows, Encoding::Gb18030, true)
}
