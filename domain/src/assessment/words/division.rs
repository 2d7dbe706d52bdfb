//! The sentences of a divided award: what a driver and what a company read.

use super::{
    super::{Figures, VehiclePart},
    Line, line, review, with_way_out,
};
use crate::{language::Text, money::Money, policy::Percent};

/// The name of the company that the driver works for.
pub(in crate::assessment) fn company(figures: &Figures) -> &str {
    figures.account.employer.as_ref().map_or("", |employer| employer.name.as_str())
}

pub(in crate::assessment) fn vehicle_award() -> Line {
    line(
        ("이 차량 운행의 보상액", "Award for the shifts of this car"),
        Text::new(
            "운행 기록은 기사 계정에 한 번만 있어요. 그래서 보상액도 한 번만 계산해서 기사와 회사가 나눠요.",
            "The fares are on record once, on the driver's account. So the award is computed once, and driver and company \
             share it.",
        ),
    )
}

pub(in crate::assessment) fn driver_share(figures: &Figures, share: Percent, rest: Money) -> Line {
    let (company, rest) = (company(figures), rest.format());
    line(
        ("기사 몫", "The driver's share"),
        Text::new(
            format!("등록된 배분 비율에 따라 위 금액의 {share}예요. 나머지 {rest}은 회사({company}) 몫이에요."),
            format!("By the division on record, {share} of the amount above. The rest, {rest}, goes to {company}."),
        ),
    )
}

/// What a company gets of the award for one driver's shifts; `driver` is the driver's part.
pub(in crate::assessment) fn company_part(part: &VehiclePart, driver: Money) -> Text {
    let Some(whole) = part.whole else {
        return Text::new(
            "이 운행의 보상액은 담당자가 정해요. 그래서 여기에는 더하지 않았어요.",
            "A person decides on the award for these shifts, so it is not part of the sum.",
        );
    };
    let (share, whole) = (part.driver_share, Money { minor: whole, ..driver });
    if whole.minor == 0 {
        return Text::new("이 운행에는 보상액이 없어요.", "There is no award for these shifts.");
    }
    let (whole, driver) = (whole.format(), driver.format());
    Text::new(
        format!("이 운행의 보상액 {whole}에서 기사 몫 {driver}({share})을 뺀 금액이에요."),
        format!("The award of {whole} for these shifts, less the driver's share of {driver} ({share})."),
    )
}

/// A company's offer in one sentence.
pub(in crate::assessment) fn company_offer(figures: &Figures) -> Text {
    let drivers = figures.parts.iter().filter(|part| part.parts().is_some_and(|(_, company)| company > 0)).count();
    let of = if drivers == 1 { "1 driver".to_owned() } else { format!("{drivers} drivers") };
    Text::new(
        format!("소속 기사 {drivers}명의 운행에 대한 보상액에서 기사 몫을 뺀 회사 몫을 모두 더했어요."),
        format!("The awards for the shifts of {of}, less the drivers' shares, added up."),
    )
}

pub(in crate::assessment) fn company_waits() -> Text {
    review(&Text::new(
        "소속 기사의 보상액을 담당자가 정해야 회사 몫을 알 수 있어요.",
        "The company's part depends on awards for its drivers' shifts that a person has to set.",
    ))
}

pub(in crate::assessment) fn company_gets_nothing(figures: &Figures) -> Text {
    if figures.parts.is_empty() {
        return with_way_out(
            "이 회사 소속으로 등록된 기사의 운행이 없어요.",
            "No shifts of drivers who work for this company are on record.",
        );
    }
    with_way_out(
        "소속 기사의 운행에 대한 보상액 가운데 회사 몫이 없어요.",
        "The awards for the drivers' shifts leave no part for the company.",
    )
}
