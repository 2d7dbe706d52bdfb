//! The usual policy: what merchants and drivers get when a platform they earn through stops.

use super::{
    Bracket, BracketAward, Brackets, Combine, Computed, Group, Margin, Measure, Percent, Policy, Reasoned, Rounding,
    RoundingRule, Rule, Selector, Term, When,
};
use crate::{
    language::Text,
    ledger::{AccountKind, Category},
    money::Currency,
};

/// Lost profit in full, from records, for merchants and drivers; a flat sum by hours where records are too short.
///
/// The contribution margins are this product's defaults, to be confirmed or changed by the council that publishes the
/// policy; that of taxis follows the fares, fuel and maintenance that a Korean court was shown (197,754, 20,240 and
/// 1,128 won a day, so 89.2 %).
pub fn standard_2022() -> Policy {
    Policy {
        title: Text::new("서비스 중단 보상 기준", "Compensation for the outage"),
        version: 1,
        currency: Currency::Krw,
        groups: vec![merchants(), taxis(), designated_drivers(), couriers()],
        automatic_limit: Reasoned::new(
            500_000,
            "₩500,000까지는 공개한 기준대로 계산해 바로 제안해요.",
            "Up to ₩500,000 an offer follows from the published rules alone.",
        ),
        authority_limit: Reasoned::new(
            500_000,
            "₩500,000을 넘는 보상은 두 사람이 확인하고 승인해요.",
            "Two people check and approve an award above ₩500,000.",
        ),
        clawback: None,
    }
}

fn merchants() -> Group {
    let margins = vec![
        margin(
            &["cafe", "bakery"],
            620,
            "카페와 빵집은 매출에서 재료비, 포장비, 결제 수수료를 빼고 62%가 남는 것으로 보았어요.",
            "Of a café's or bakery's sales, 62% are taken to be left after ingredients, packaging and payment fees.",
        ),
        margin(
            &["food", "restaurant", "snack_bar"],
            550,
            "음식점은 매출에서 재료비, 포장비, 결제 수수료를 빼고 55%가 남는 것으로 보았어요.",
            "Of a restaurant's sales, 55% are taken to be left after ingredients, packaging and payment fees.",
        ),
        margin(
            &["retail", "convenience_store", "clothing"],
            300,
            "소매점은 매출에서 상품 매입비와 결제 수수료를 빼고 30%가 남는 것으로 보았어요.",
            "Of a shop's sales, 30% are taken to be left after the goods themselves and payment fees.",
        ),
        margin(
            &["flower_shop"],
            450,
            "꽃집은 매출에서 꽃값, 포장비, 배송비를 빼고 45%가 남는 것으로 보았어요.",
            "Of a flower shop's sales, 45% are taken to be left after flowers, wrapping and delivery.",
        ),
        margin(
            &["services", "beauty", "education", "repair"],
            800,
            "서비스업은 매출에서 재료비와 결제 수수료를 빼고 80%가 남는 것으로 보았어요.",
            "Of the sales of a service, 80% are taken to be left after materials and payment fees.",
        ),
        margin(
            &["lodging"],
            750,
            "숙박업은 매출에서 세탁비, 소모품비, 예약 수수료를 빼고 75%가 남는 것으로 보았어요.",
            "Of the sales of a lodging, 75% are taken to be left after laundry, supplies and booking fees.",
        ),
    ];
    let other = (
        450,
        "업종별 기준이 없으면 매출에서 팔지 않으면 들지 않는 비용을 빼고 45%가 남는 것으로 보았어요.",
        "Where no figure is set for a trade, 45% of sales are taken to be left after the costs of selling.",
    );
    group(Text::new("가게 (사업자)", "Merchants"), AccountKind::Merchant, 10_000_000, margins, other)
}

fn taxis() -> Group {
    let corporate = margin(
        &["corporate_taxi"],
        850,
        "법인택시는 수입에서 연료비와 회사 정비비를 빼고 85%가 남는 것으로 보았어요.",
        "Of a corporate taxi's fares, 85% are taken to be left after fuel and the company's maintenance.",
    );
    let other = (
        892,
        "택시는 수입에서 연료비와 정비비를 빼고 89.2%가 남는 것으로 보았어요. 법원에 제출된 하루 수입과 비용에서 \
         계산한 비율이에요.",
        "Of a taxi's fares, 89.2% are taken to be left after fuel and maintenance, as daily figures before a court show.",
    );
    group(Text::new("택시 기사", "Taxi drivers"), AccountKind::Taxi, 2_000_000, vec![corporate], other)
}

fn designated_drivers() -> Group {
    let other = (
        800,
        "대리운전은 수입에서 호출 수수료 20%를 빼고 80%가 남는 것으로 보았어요.",
        "Of a designated driver's fares, 80% are taken to be left after the commission of 20%.",
    );
    let name = Text::new("대리 기사", "Designated drivers");
    group(name, AccountKind::DesignatedDriver, 2_000_000, Vec::new(), other)
}

fn couriers() -> Group {
    let other = (
        700,
        "퀵 배송은 수입에서 호출 수수료와 연료비를 빼고 70%가 남는 것으로 보았어요.",
        "Of a courier's fees, 70% are taken to be left after commission and fuel.",
    );
    group(Text::new("퀵 기사", "Couriers"), AccountKind::Courier, 2_000_000, Vec::new(), other)
}

fn group(
    name: Text,
    kind: AccountKind,
    cap: i64,
    margins: Vec<Margin>,
    (other, other_ko, other_en): (u32, &str, &str),
) -> Group {
    let computed = Computed {
        margins,
        other_margin: Reasoned::new(Percent::from_tenths(other), other_ko, other_en),
        deductible: None,
        coverage: Reasoned::new(
            Percent::WHOLE,
            "줄어든 이익을 빠짐없이 보상하기로 정했어요.",
            "Lost profit is made good in full.",
        ),
    };
    Group {
        name,
        accounts: Selector::kinds(&[kind]),
        components: Vec::new(),
        exposed_only: true,
        terms: vec![
            Term { when: When::Measured, rule: Rule::Computed(computed) },
            Term { when: When::Assumed, rule: Rule::Brackets(flat_by_hours()) },
        ],
        combine: Combine::Best,
        rounding: Reasoned::new(
            Rounding { rule: RoundingRule::Up, unit: 1000 },
            "1,000원 단위로 올려요. 끝자리는 받는 분께 유리하게 정했어요.",
            "Rounded up to thousands of won, in favour of who is paid.",
        ),
        floor: Some(Reasoned::new(
            5000,
            "보상할 손해가 있으면 적어도 ₩5,000을 지급해요.",
            "Where there is a loss to make good, at least ₩5,000 is paid.",
        )),
        cap: Some(Reasoned::new(
            cap,
            "상한을 넘는 손해는 자료를 받아 따로 협의해요.",
            "A loss above the cap is settled separately, on records.",
        )),
    }
}

/// Sums in the size of the flat awards of 2022 (30,000 and 50,000 won), reached by length instead of by proof.
fn flat_by_hours() -> Brackets {
    let row = |up_to, amount, ko, en| Bracket { up_to, award: BracketAward::Flat(amount), reason: Text::new(ko, en) };
    Brackets {
        by: Measure::Hours,
        rows: vec![
            row(
                Some(6),
                10_000,
                "기록이 짧아 정액으로 보상해요. 6시간 이하 중단은 ₩10,000이에요.",
                "Records are too short to measure, so a flat sum is paid: ₩10,000 for up to 6 hours.",
            ),
            row(
                Some(24),
                30_000,
                "기록이 짧아 정액으로 보상해요. 24시간 이하 중단은 ₩30,000이에요.",
                "Records are too short to measure, so a flat sum is paid: ₩30,000 for up to 24 hours.",
            ),
            row(
                None,
                50_000,
                "기록이 짧아 정액으로 보상해요. 24시간을 넘는 중단은 ₩50,000이에요.",
                "Records are too short to measure, so a flat sum is paid: ₩50,000 for more than 24 hours.",
            ),
        ],
    }
}

fn margin(categories: &[&str], tenths: u32, ko: &str, en: &str) -> Margin {
    Margin {
        categories: categories.iter().map(|name| Category((*name).to_owned())).collect(),
        margin: Reasoned::new(Percent::from_tenths(tenths), ko, en),
    }
}
