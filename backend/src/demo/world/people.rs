//! The accounts of the world: a few that stories are told about, and the many, with names that sound real and are not.

use super::{
    chance::Chance,
    trades::{TRADES, Trade},
};

/// An account before anything is sold.
pub struct Profile {
    pub reference: String,
    pub trade: &'static Trade,
    /// The place of its trade among all.
    pub market: usize,
    pub region: &'static str,
    pub name: String,
    pub email: Option<String>,
    /// How much it sells, as a factor of its trade's average.
    pub size: f64,
    /// Share of its sales through its trade's services, 0 to 0.9.
    pub dependence: f64,
    /// Share of its blocked sales that take place another way.
    pub diverted: f64,
}

/// Where the accounts are, and how many of each hundred.
const REGIONS: &[(&str, f64)] = &[
    ("서울 마포구", 22.0),
    ("서울 강남구", 15.0),
    ("서울 관악구", 11.0),
    ("부산 해운대구", 13.0),
    ("대구 수성구", 10.0),
    ("대전 유성구", 11.0),
    ("광주 서구", 10.0),
    ("제주 제주시", 8.0),
];

/// An account that stories are told about.
struct Story {
    reference: &'static str,
    category: &'static str,
    region: &'static str,
    name: &'static str,
    email: &'static str,
    size: f64,
    dependence: f64,
}

/// Their addresses stand in the README.
const STORIES: &[Story] = &[
    // a usual case: firm exposure, an offer at once
    Story {
        reference: "M-00001",
        category: "snack_bar",
        region: "서울 마포구",
        name: "봄날분식",
        email: "bom@example.com",
        size: 8.5,
        dependence: 0.7,
    },
    // one person with two accounts
    Story {
        reference: "M-00002",
        category: "flower_shop",
        region: "부산 해운대구",
        name: "늘봄꽃집",
        email: "two@example.com",
        size: 3.0,
        dependence: 0.75,
    },
    Story {
        reference: "M-00003",
        category: "online_shop",
        region: "부산 해운대구",
        name: "늘봄꽃집 온라인",
        email: "two@example.com",
        size: 4.0,
        dependence: 0.7,
    },
    // not exposed: takes cash and cards only
    Story {
        reference: "M-00004",
        category: "retail",
        region: "광주 서구",
        name: "옛날상회",
        email: "unexposed@example.com",
        size: 2.0,
        dependence: 0.0,
    },
    // sells rarely, so that little can be measured
    Story {
        reference: "M-00005",
        category: "repair",
        region: "대전 유성구",
        name: "초록설비",
        email: "chorok@example.com",
        size: 0.6,
        dependence: 0.5,
    },
    // large: an award that two people approve
    Story {
        reference: "M-00006",
        category: "restaurant",
        region: "서울 강남구",
        name: "노을포차",
        email: "noeul@example.com",
        size: 6.0,
        dependence: 0.7,
    },
    Story {
        reference: "T-00031",
        category: "private_taxi",
        region: "서울 마포구",
        name: "한강개인택시 31바",
        email: "taxi31@example.com",
        size: 1.3,
        dependence: 0.8,
    },
    Story {
        reference: "T-00032",
        category: "corporate_taxi",
        region: "서울 관악구",
        name: "박성민",
        email: "taxi32@example.com",
        size: 1.2,
        dependence: 0.6,
    },
    Story {
        reference: "D-00001",
        category: "designated_driver",
        region: "서울 강남구",
        name: "이정호",
        email: "daeri@example.com",
        size: 1.5,
        dependence: 0.85,
    },
    Story {
        reference: "C-00001",
        category: "courier",
        region: "서울 마포구",
        name: "최미경",
        email: "quick@example.com",
        size: 1.3,
        dependence: 0.7,
    },
];

/// Share of the accounts that sell nothing through the operator's services: what happens to them is the market.
const UNEXPOSED: f64 = 0.16;

/// All accounts, the stories first.
pub fn profiles(seed: u64) -> Vec<Profile> {
    let mut chance = Chance::new(seed, 0);
    let mut profiles: Vec<_> = STORIES.iter().filter_map(Story::profile).collect();
    // Numbers of the many begin after those that stories use.
    let mut next = 101;
    for (market, trade) in TRADES.iter().enumerate() {
        for _ in 0..trade.accounts {
            profiles.push(one_of_many(trade, market, next, &mut chance));
            next += 1;
        }
    }
    profiles
}

impl Story {
    fn profile(&self) -> Option<Profile> {
        let market = TRADES.iter().position(|trade| trade.category == self.category)?;
        let trade = &TRADES[market];
        Some(Profile {
            reference: self.reference.to_owned(),
            trade,
            market,
            region: self.region,
            name: self.name.to_owned(),
            email: Some(self.email.to_owned()),
            size: self.size,
            dependence: self.dependence,
            diverted: trade.diverted,
        })
    }
}

fn one_of_many(trade: &'static Trade, market: usize, number: u32, chance: &mut Chance) -> Profile {
    let is_exposed = !chance.happens(UNEXPOSED);
    let dependence = (trade.dependence + 0.2 * chance.normal()).clamp(0.05, 0.9);
    let domain = chance.pick(&["example.com", "example.org", "example.net"]);
    let has_email = chance.happens(0.92);
    let (region, _) = REGIONS[chance.weighted(REGIONS.iter().map(|(_, weight)| *weight))];
    let letter = trade.letter();
    Profile {
        reference: format!("{letter}-{number:05}"),
        trade,
        market,
        region,
        name: name(trade, chance),
        email: has_email.then(|| format!("{}{number}@{domain}", letter.to_ascii_lowercase())),
        size: chance.factor(0.45),
        dependence: if is_exposed { dependence } else { 0.0 },
        diverted: (trade.diverted + 0.12 * chance.normal()).clamp(0.05, 0.7),
    }
}

fn name(trade: &Trade, chance: &mut Chance) -> String {
    match signs(trade.category) {
        Some(signs) => format!("{}{}", chance.pick(FIRST), chance.pick(signs)),
        None => format!("{}{}", chance.pick(FAMILY), chance.pick(GIVEN)),
    }
}

/// What stands at the end of a shop's name; none for drivers, who go by their own.
fn signs(category: &str) -> Option<&'static [&'static str]> {
    match category {
        "cafe" => Some(&["커피", "카페", "로스터스", "다방", "커피집", " 베이커리"]),
        "snack_bar" => Some(&["분식", "김밥", "떡볶이", "국수", "만두"]),
        "restaurant" => Some(&["식당", "포차", "곱창", "횟집", "족발", "갈비", "치킨", "술상"]),
        "beauty" => Some(&["헤어", "미용실", "네일", " 헤어살롱", "뷰티"]),
        "flower_shop" => Some(&["꽃집", "플라워", "꽃방", "화원"]),
        "retail" => Some(&["마트", "문구", "상회", "슈퍼", "잡화점", "철물"]),
        "repair" => Some(&["설비", "열쇠", "수리센터", "인테리어", "전기"]),
        "online_shop" => Some(&["스토어", "몰", "상점", "마켓", "공방"]),
        _ => None,
    }
}

const FIRST: &[&str] = &[
    "봄날",
    "달빛",
    "햇살",
    "온누리",
    "다정",
    "소담",
    "초록",
    "바다",
    "구름",
    "노을",
    "은하",
    "별빛",
    "솔향",
    "하늘",
    "도란",
    "모퉁이",
    "골목",
    "오월",
    "유월",
    "새벽",
    "첫눈",
    "들꽃",
    "나루",
    "언덕",
    "돌담",
    "마루",
    "가온",
    "누리",
    "해솔",
    "다솜",
    "늘봄",
    "라온",
    "윤슬",
    "단비",
    "미르",
    "한결",
    "여울",
    "이든",
    "다올",
    "고운",
    "참한",
    "큰나무",
    "작은숲",
    "푸른",
    "두레",
    "하람",
    "보람",
    "옛날",
    "우리",
    "포근",
    "두루",
    "솔바람",
    "꽃피는",
    "느티나무",
    "조약돌",
    "무지개",
    "가람",
    "너울",
    "시나브로",
    "길모퉁이",
];

const FAMILY: &[&str] = &[
    "김", "김", "김", "김", "이", "이", "이", "박", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서",
    "신", "권", "황", "안", "송", "류", "홍", "전", "고", "문", "배",
];

const GIVEN: &[&str] = &[
    "도윤", "서준", "민수", "영호", "정호", "상철", "미경", "은주", "성민", "현우", "동현", "재훈", "영수", "경자",
    "순옥", "광호", "병철", "기태", "용석", "진수", "태식", "명숙", "정희", "승현", "준호", "지훈", "상훈", "영진",
    "혜숙", "창민", "대식", "인호", "종수", "재석", "춘배", "희정", "선영", "규현", "남식", "옥희",
];
