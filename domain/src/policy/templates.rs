//! Real schemes as policies: starting points for an editor, and proof that the document can say what was once decided.
//! Each is tested against its published figures in [`crate::assessment`].

use super::{
    Affected, Bracket, BracketAward, Brackets, Combine, Computed, FeeRefund, Group, Measure, Percent, Policy, Reasoned,
    Rounding, RoundingRule, Rule, Selector, Term, TimeUnit, When, standard_2022,
};
use crate::{language::Text, ledger::AccountKind, money::Currency};

/// A policy to start from.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name in the editor's address: `kakao_2022`.
    pub name: &'static str,
    /// Makes it.
    pub policy: fn() -> Policy,
}

/// All templates, the usual one first.
pub const TEMPLATES: &[Template] = &[
    Template { name: "standard_2022", policy: standard_2022 },
    Template { name: "kakao_2022", policy: kakao_2022 },
    Template { name: "kt_2018", policy: kt_2018 },
    Template { name: "kt_2021", policy: kt_2021 },
    Template { name: "covid_2021", policy: covid_2021 },
    Template { name: "cloud_sla", policy: cloud_sla },
];

/// The scheme of December 2022 for small businesses: flat sums by lost sales up to ₩500,000, a person above; and six
/// days of the monthly fee for drivers with a paid membership.
pub fn kakao_2022() -> Policy {
    let rows = vec![
        flat(
            Some(300_000),
            30_000,
            "줄어든 매출이 ₩300,000 이하이면 ₩30,000으로 정했어요.",
            "Lost sales of up to ₩300,000 are settled with ₩30,000.",
        ),
        flat(
            Some(500_000),
            50_000,
            "줄어든 매출이 ₩300,000을 넘고 ₩500,000 이하이면 ₩50,000으로 정했어요.",
            "Lost sales above ₩300,000 and up to ₩500,000 are settled with ₩50,000.",
        ),
        Bracket {
            up_to: None,
            award: BracketAward::Review,
            reason: Text::new(
                "줄어든 매출이 ₩500,000을 넘으면 담당자가 자료를 하나씩 살펴봐요.",
                "Lost sales above ₩500,000 are looked at by a person, one by one.",
            ),
        },
    ];
    let shops = Group {
        accounts: Selector::kinds(&[AccountKind::Merchant]),
        exposed_only: true,
        ..group("소상공인", "Small businesses", always(Rule::Brackets(Brackets { by: Measure::LostSales, rows })))
    };
    let membership = |kind, ko, en, days_ko: &str, days_en: &str| Group {
        accounts: Selector::kinds(&[kind]),
        rounding: Reasoned::new(
            Rounding { rule: RoundingRule::Up, unit: 10 },
            "포인트는 10원 단위로 올려 지급해요.",
            "Points are paid in tens of won, rounded up.",
        ),
        ..group(ko, en, always(fee_refund(31, TimeUnit::Day, Affected::Times(1), days_ko, days_en)))
    };
    let ko = "장애가 있던 날마다 하루치 이용료를 돌려드려요.";
    let en = "A day's fee is returned for each day of the outage.";
    Policy {
        groups: vec![
            shops,
            membership(AccountKind::Taxi, "유료 멤버십 택시 기사", "Taxi drivers with a membership", ko, en),
            membership(
                AccountKind::DesignatedDriver,
                "유료 서비스 대리 기사",
                "Designated drivers with a plan",
                ko,
                en,
            ),
        ],
        ..policy("2022년 소상공인 지원안", "The scheme of 2022 for small businesses", 50_000, 500_000)
    }
}

/// The agreement after the exchange fire of November 2018: flat sums by days without a line. Who edits it names the
/// regions hit.
pub fn kt_2018() -> Policy {
    let rows = vec![
        flat(Some(2), 400_000, "1~2일 중단은 ₩400,000이에요.", "₩400,000 for one or two days."),
        flat(Some(4), 800_000, "3~4일 중단은 ₩800,000이에요.", "₩800,000 for three or four days."),
        flat(Some(6), 1_000_000, "5~6일 중단은 ₩1,000,000이에요.", "₩1,000,000 for five or six days."),
        flat(None, 1_200_000, "7일 이상 중단은 ₩1,200,000이에요.", "₩1,200,000 for seven days and more."),
    ];
    let shops = Group {
        accounts: Selector::kinds(&[AccountKind::Merchant]),
        ..group("피해 지역 소상공인", "Small businesses in the districts hit", always(brackets(Measure::Days, rows)))
    };
    Policy {
        groups: vec![shops],
        ..policy("2018년 통신구 화재 상생지원금", "The agreement after the fire of 2018", 1_200_000, 1_200_000)
    }
}

/// The refund after the 89 minutes of October 2021: ten days of the fee for small businesses, ten times the length of
/// the outage for everyone else; on the next bill, without a claim.
pub fn kt_2021() -> Policy {
    let shops = Group {
        accounts: Selector::kinds(&[AccountKind::Merchant]),
        ..group(
            "소상공인",
            "Small businesses",
            always(fee_refund(
                30,
                TimeUnit::Day,
                Affected::Fixed(10),
                "소상공인에게는 이용료 10일치를 돌려드려요.",
                "Small businesses get ten days of their fee back.",
            )),
        )
    };
    let others = group(
        "개인",
        "Everyone else",
        always(fee_refund(
            30,
            TimeUnit::Hour,
            Affected::Times(10),
            "멈춘 시간의 10배를 한 시간 단위로 올려 이용료를 돌려드려요.",
            "The fee of ten times the length of the outage is returned, rounded up to hours.",
        )),
    );
    Policy {
        groups: vec![shops, others],
        ..policy("2021년 통신 장애 요금 감면", "The refund of 2021", 500_000, 500_000)
    }
}

/// The loss compensation of small businesses in the third quarter of 2021: the fall in sales × (operating margin +
/// labour + rent) × 80 %, at least ₩100,000, at most ₩100 million.
pub fn covid_2021() -> Policy {
    let computed = Computed {
        margins: Vec::new(),
        other_margin: Reasoned::new(
            Percent::from_tenths(350),
            "영업이익률 10%에 쉬어도 나가는 인건비와 임차료 25%를 더했어요.",
            "The operating margin of 10% and the 25% of labour and rent that go on while closed.",
        ),
        deductible: None,
        coverage: Reasoned::new(
            Percent::from_tenths(800),
            "2021년 3분기 보정률은 80%예요.",
            "The correction rate of the third quarter of 2021 is 80%.",
        ),
    };
    let shops = Group {
        accounts: Selector::kinds(&[AccountKind::Merchant]),
        exposed_only: true,
        floor: Some(Reasoned::new(
            100_000,
            "손실이 있으면 적어도 ₩100,000을 지급해요.",
            "Where there is a loss, at least ₩100,000 is paid.",
        )),
        cap: Some(Reasoned::new(
            100_000_000,
            "분기마다 ₩100,000,000까지 지급해요.",
            "At most ₩100,000,000 is paid for a quarter.",
        )),
        ..group("방역조치 대상 소상공인", "Small businesses under measures", always(Rule::Computed(computed)))
    };
    Policy {
        groups: vec![shops],
        ..policy("2021년 소상공인 손실보상", "Loss compensation of 2021", 100_000_000, 100_000_000)
    }
}

/// Service credits as clouds grant them: a share of the monthly fee by uptime, here 10 % below 99.99 %, 30 % below 99 %,
/// all of it below 95 %.
pub fn cloud_sla() -> Policy {
    let share = |up_to, tenths, ko, en| Bracket {
        up_to,
        award: BracketAward::ShareOfFee(Percent::from_tenths(tenths)),
        reason: Text::new(ko, en),
    };
    let rows = vec![
        share(Some(100), 0, "가동률이 99.99% 이상이면 약속을 지킨 거예요.", "An uptime of 99.99% keeps the promise."),
        share(
            Some(10_000),
            100,
            "가동률이 99.99%보다 낮으면 월 이용료의 10%를 돌려드려요.",
            "Below an uptime of 99.99%, 10% of the monthly fee is returned.",
        ),
        share(
            Some(50_000),
            300,
            "가동률이 99%보다 낮으면 월 이용료의 30%를 돌려드려요.",
            "Below an uptime of 99%, 30% of the monthly fee is returned.",
        ),
        share(
            None,
            1000,
            "가동률이 95%보다 낮으면 월 이용료 전액을 돌려드려요.",
            "Below an uptime of 95%, all of the monthly fee is returned.",
        ),
    ];
    let customers = group("유료 고객", "Paying customers", always(brackets(Measure::DowntimeMillionths, rows)));
    Policy {
        currency: Currency::Usd,
        groups: vec![customers],
        ..policy("가동률 약속에 따른 환급", "Credits by uptime", 100_000, 1_000_000)
    }
}

fn policy(ko: &str, en: &str, automatic: i64, authority: i64) -> Policy {
    Policy {
        title: Text::new(ko, en),
        version: 1,
        currency: Currency::Krw,
        groups: Vec::new(),
        automatic_limit: Reasoned::new(
            automatic,
            "이 금액까지는 공개한 기준대로 계산해 바로 제안해요.",
            "Up to here an offer follows from the published rules alone.",
        ),
        authority_limit: Reasoned::new(
            authority,
            "이 금액을 넘으면 두 사람이 승인해요.",
            "Above this amount two people approve.",
        ),
        clawback: None,
    }
}

fn group(ko: &str, en: &str, term: Term) -> Group {
    Group {
        name: Text::new(ko, en),
        accounts: Selector::default(),
        components: Vec::new(),
        exposed_only: false,
        terms: vec![term],
        combine: Combine::Best,
        rounding: Reasoned::new(
            Rounding { rule: RoundingRule::HalfUp, unit: 1 },
            "가장 작은 화폐 단위까지 반올림해요.",
            "Rounded to the smallest unit of the currency, halves up.",
        ),
        floor: None,
        cap: None,
    }
}

fn always(rule: Rule) -> Term {
    Term { when: When::Always, rule }
}

fn brackets(by: Measure, rows: Vec<Bracket>) -> Rule {
    Rule::Brackets(Brackets { by, rows })
}

fn flat(up_to: Option<i64>, amount: i64, ko: &str, en: &str) -> Bracket {
    Bracket { up_to, award: BracketAward::Flat(amount), reason: Text::new(ko, en) }
}

fn fee_refund(period_days: u32, unit: TimeUnit, refunded: Affected, ko: &str, en: &str) -> Rule {
    Rule::FeeRefund(FeeRefund { fee: None, period_days, unit, refunded: Reasoned::new(refunded, ko, en) })
}
