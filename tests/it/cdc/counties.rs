//! Thirty made-up counties of a made-up province. Codes that begin with 99 belong to nobody.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct County {
    pub code: &'static str,
    pub name: &'static str,
    pub city: &'static str,
    /// 城区 rather than 县域.
    pub urban: bool,
    /// Whether schistosomiasis is endemic.
    pub snails: bool,
    /// Whether malaria is endemic.
    pub malaria: bool,
    /// How much larger than a county: the area, and its institution.
    pub size: i64,
    pub staff: i64,
}

const fn county(code: &'static str, name: &'static str, city: &'static str, marks: &str) -> County {
    let marks = marks.as_bytes();
    County {
        code,
        name,
        city,
        urban: marks[0] == b'u',
        snails: marks[1] == b's',
        malaria: marks[2] == b'm',
        size: 1,
        staff: 1,
    }
}

pub const COUNTIES: [County; 30] = [
    county("990101", "澄湖区", "安澜市", "u--"),
    county("990102", "北栈区", "安澜市", "us-"),
    county("990121", "禾坪县", "安澜市", "rsm"),
    county("990122", "柏岗县", "安澜市", "r-m"),
    county("990123", "清堰县", "安澜市", "rs-"),
    county("990124", "雁渡县", "安澜市", "rsm"),
    county("990201", "望东区", "望川市", "u--"),
    county("990202", "砚台区", "望川市", "u--"),
    county("990221", "云坪县", "望川市", "r-m"),
    county("990222", "松涧县", "望川市", "r-m"),
    county("990223", "白渡县", "望川市", "rsm"),
    county("990224", "麦垄县", "望川市", "r--"),
    county("990301", "涧南区", "云涧市", "u--"),
    county("990302", "涧北区", "云涧市", "u--"),
    county("990321", "竹渚县", "云涧市", "rsm"),
    county("990322", "龙坞县", "云涧市", "r-m"),
    county("990323", "石柯县", "云涧市", "r--"),
    county("990324", "芦汀县", "云涧市", "rs-"),
    county("990401", "鹤东区", "鹤汀市", "u--"),
    county("990402", "汀洲区", "鹤汀市", "us-"),
    county("990421", "蓝坂县", "鹤汀市", "r-m"),
    county("990422", "桐坞县", "鹤汀市", "r-m"),
    county("990423", "银杏县", "鹤汀市", "r--"),
    county("990424", "古渡县", "鹤汀市", "rsm"),
    county("990501", "岚城区", "岚屏市", "u--"),
    county("990502", "屏北区", "岚屏市", "u--"),
    county("990521", "雾川县", "岚屏市", "r-m"),
    county("990522", "杉岭县", "岚屏市", "r-m"),
    county("990523", "红石县", "岚屏市", "r--"),
    county("990524", "茶垭县", "岚屏市", "rs-"),
];
