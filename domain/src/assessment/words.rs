//! The sentences of an assessment, in both languages. A step may quote figures, and then only printed ones.

use super::{ComponentFigures, Figures, Operation, RateFigures, Step, StepKey, Value};
use crate::{
    language::{Language, Text},
    ledger::AccountKind,
    loss::{Cycle, ExclusionReason, GiantSale},
    money::{Money, group_thousands},
    policy::{Combine, Measure, Percent, RoundingRule},
};

mod afterwards;
mod division;
mod sharing;

pub(super) use afterwards::afterwards;
pub(super) use division::{
    company, company_gets_nothing, company_offer, company_part, company_waits, driver_share, vehicle_award,
};
pub(super) use sharing::{other_incident, promised_all, promised_elsewhere, shared_award};

/// The heading of a step and what the claimant reads under it.
pub(super) struct Line {
    pub(super) label: Text,
    pub(super) sentence: Text,
}

fn line(label: (&str, &str), sentence: Text) -> Line {
    Line { label: Text::new(label.0, label.1), sentence }
}

/// What a business calls the money it takes: drivers have 수입, shops 매출.
fn takings(figures: &Figures) -> (&'static str, &'static str) {
    match figures.account.kind {
        AccountKind::Merchant => ("매출", "sales"),
        AccountKind::Taxi | AccountKind::TaxiCompany | AccountKind::DesignatedDriver | AccountKind::Courier => {
            ("수입", "earnings")
        }
    }
}

/// The cohort as people would count it: `비슷한 가게 412곳`.
fn cohort(figures: &Figures, accounts: u32) -> (String, String) {
    let number = group_thousands(accounts.into());
    let (ko, counter, one, many) = match figures.account.kind {
        AccountKind::Merchant => ("가게", "곳", "business", "businesses"),
        AccountKind::Taxi => ("택시 기사", "명", "taxi driver", "taxi drivers"),
        AccountKind::TaxiCompany => ("택시 회사", "곳", "taxi company", "taxi companies"),
        AccountKind::DesignatedDriver => ("대리 기사", "명", "designated driver", "designated drivers"),
        AccountKind::Courier => ("퀵 기사", "명", "courier", "couriers"),
    };
    let en = if accounts == 1 { one } else { many };
    (format!("비슷한 {ko} {number}{counter}"), format!("{number} similar {en}"))
}

/// Those whose records made the loss rate.
fn measured_over(figures: &Figures, rate: RateFigures) -> (String, String) {
    if !rate.everyone {
        return cohort(figures, rate.accounts);
    }
    let number = group_thousands(rate.accounts.into());
    (format!("모든 업종의 계정 {number}개"), format!("{number} accounts of every trade"))
}

/// The time that expected and actual takings are of: all of the outage, or the worst of it.
fn measured_time(figures: &Figures) -> Text {
    let (tenths, minutes) = (figures.hours_tenths, figures.impacts.minutes);
    if tenths == 0 || tenths.saturating_mul(6).abs_diff(minutes) <= 6 {
        return Text::new("멈춘 시간", "the time out of service");
    }
    let hours = self::tenths(tenths);
    Text::new(
        format!("멈춘 시간 가운데 가장 심했던 {hours}시간"),
        format!("the {hours} hours in which services failed worst"),
    )
}

pub(super) fn duration(figures: &Figures) -> Line {
    let names = |language| {
        let names: Vec<_> = figures.impacts.components.iter().map(|c| c.name.get(language)).collect();
        names.join(", ")
    };
    line(
        ("멈춘 시간", "Time out of service"),
        Text::new(
            format!("멈춘 서비스: {}. 공개한 장애 기록에서 가져온 시간이에요.", names(Language::Ko)),
            format!("Services that failed: {}. The time comes from the published record.", names(Language::En)),
        ),
    )
}

pub(super) fn expected(figures: &Figures) -> Line {
    let (ko, en) = takings(figures);
    let days = figures.excluded.len();
    let left_out = match days {
        0 => (String::new(), String::new()),
        1 => (" 계산에서 뺀 날은 1일이에요.".to_owned(), " 1 day was left out.".to_owned()),
        _ => (format!(" 계산에서 뺀 날은 {days}일이에요."), format!(" {days} days were left out.")),
    };
    let giant = figures.giant.map_or_else(Default::default, |sale| giant(figures, sale));
    let weeks = figures.afterwards.map_or(("앞뒤", "around it"), |_| ("장애 뒤", "after the outage"));
    let label = (format!("평소라면 예상되는 {ko}"), format!("Expected {en}"));
    let time = measured_time(figures);
    let like = match figures.cycle {
        Cycle::Week => ("같은 요일과 시간", "weekdays and hours"),
        Cycle::Rotation => ("사흘마다 돌아오는 같은 차례의 날과 시간", "turns of the three-day rotation and hours"),
    };
    line(
        (&label.0, &label.1),
        Text::new(
            format!(
                "{}에 들어왔을 전체 {ko}을 {} 여러 주의 {} 기록으로 계산했어요.{}{}",
                time.ko, weeks.0, like.0, left_out.0, giant.0
            ),
            format!(
                "All {en} that would have come in during {}, computed from the same {} of the weeks {}.{}{}",
                time.en, like.1, weeks.1, left_out.1, giant.1
            ),
        ),
    )
}

/// That an hour stands out, and that nothing was done about it.
fn giant(figures: &Figures, sale: GiantSale) -> (String, String) {
    let amount = Money::new(sale.amount, figures.account.currency).format();
    let (date, hour) = (sale.from.format("%Y-%m-%d"), sale.from.format("%H:%M"));
    (
        format!(
            " {date} {hour}부터 한 시간에 {amount}이 들어왔어요. 다른 때보다 아주 크지만 빼지 않고 계산했고, 담당자가 볼 수 있게 표시했어요."
        ),
        format!(
            " The hour from {hour} on {date} brought {amount}, far more than others. It counts like any other and is marked \
             for staff to see."
        ),
    )
}

pub(super) fn actual(figures: &Figures) -> Line {
    let (ko, en) = takings(figures);
    let label = (format!("실제 {ko}"), format!("Actual {en}"));
    line(
        (&label.0, &label.1),
        Text::new(
            format!("같은 시간에 실제로 들어온 전체 {ko}이에요. 환불한 금액은 뺐어요."),
            format!("All {en} that did come in during the same time, less refunds."),
        ),
    )
}

pub(super) fn component(figures: &Figures, component: &ComponentFigures) -> Line {
    let (ko, en) = takings(figures);
    let impacted = figures.impacts.components.iter().find(|c| c.key == component.component);
    let key = || Text::new(component.component.as_str(), component.component.as_str());
    let hours = tenths(component.hours_tenths);
    let time = afterwards::time(figures);
    Line {
        label: impacted.map_or_else(key, |c| c.name.clone()),
        sentence: Text::new(
            format!(
                "{} 동안 {ko}의 {}가 이 서비스로 들어왔어요. 멈춘 정도를 반영한 시간은 {hours}시간이에요.",
                time.ko, component.share
            ),
            format!(
                "In {}, {} of {en} came this way. Weighted by how badly it failed, it was out for {hours} hours.",
                time.en, component.share
            ),
        ),
    }
}

fn tenths(number: u32) -> String {
    if number.is_multiple_of(10) { (number / 10).to_string() } else { format!("{}.{}", number / 10, number % 10) }
}

pub(super) fn exposure(figures: &Figures, parts: usize) -> Line {
    let (ko, en) = takings(figures);
    let label = (
        format!("멈춘 서비스로 들어왔을 {ko}"),
        format!("{} through the failed services", if en == "sales" { "Sales" } else { "Earnings" }),
    );
    let sentence = if parts > 1 {
        Text::new(
            "위 서비스의 금액을 모두 더한 값이에요. 여기에서 보상액을 계산하기 시작해요.",
            "The services above, added up. The award is computed from here.",
        )
    } else {
        Text::new(
            format!(
                "멈춘 시간에 멈춘 서비스로 들어왔을 {ko}을 멈춘 정도만큼 센 값이에요. 여기에서 보상액을 계산하기 시작해요."
            ),
            format!(
                "The {en} that would have come through the failed services while they were out, counted by how badly they \
                 failed. The award is computed from here."
            ),
        )
    };
    line((&label.0, &label.1), sentence)
}

pub(super) fn loss_rate(figures: &Figures) -> Line {
    let rate = figures.loss_rate;
    let (ko, en) = measured_over(figures, rate);
    let (takings_ko, takings_en) = takings(figures);
    let rest = if rate.value >= Percent::WHOLE {
        Text::new("다른 방법으로 들어온 몫은 없었어요.", "Nothing came in another way.")
    } else {
        let (lost, kept) = (rate.value, rate.value.rest());
        Text::new(
            format!("이렇게 들어왔을 {takings_ko}의 {lost}는 잃었고 {kept}는 다른 방법으로 들어왔어요."),
            format!(
                "Of the {takings_en} that would have come this way, {lost} were lost and {kept} came in another way."
            ),
        )
    };
    line(
        ("실제로 잃은 비율", "Share really lost"),
        Text::new(
            format!("{ko}의 기록을 모두 합해 계산한 값이에요. {}", rest.ko),
            format!("Measured over {en} together. {}", rest.en),
        ),
    )
}

pub(super) fn own_records(figures: &Figures) -> Line {
    let (ko, en) = takings(figures);
    let label = (format!("내 기록에서 분명히 줄어든 {ko}"), format!("{en} that your own records firmly show as lost"));
    line(
        (&label.0, &capitalised(&label.1)),
        Text::new(
            "내 기록만 보아도 적어도 이만큼 줄었어요. 위에서 계산한 금액보다 커서 이 금액을 써요.",
            "Your own records show at least this much. It is more than the amount above, so it is used.",
        ),
    )
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

pub(super) fn catch_up(figures: &Figures) -> Line {
    let (ko, en) = cohort(figures, figures.catch_up.accounts);
    line(
        ("나중에 만회한 몫", "Made up later"),
        Text::new(
            format!("장애가 끝난 뒤에 다시 들어온 몫이라 빼요. {ko}의 기록을 모두 합해 계산한 값이에요."),
            format!("What came back after the outage is taken off. Measured over {en} together."),
        ),
    )
}

pub(super) fn proven_margin() -> Line {
    line(
        label_of(StepKey::Margin),
        Text::new("제출한 장부로 확인한 비율이에요.", "The share that your own books show."),
    )
}

pub(super) fn extra_cost() -> Line {
    line(
        ("손해를 줄이려고 쓴 비용", "Cost of making the loss smaller"),
        Text::new("제출한 증빙으로 확인한 비용을 더해요.", "Costs that your evidence shows are added."),
    )
}

pub(super) fn no_bracket(reason: Option<&Text>) -> Line {
    let none =
        || Text::new("줄어든 금액이 없어 정해진 보상액도 없어요.", "Nothing was lost, so no flat award applies.");
    line(label_of(StepKey::Bracket), reason.cloned().unwrap_or_else(none))
}

pub(super) fn measure(by: Measure) -> Line {
    let label = match by {
        Measure::LostSales => ("줄어든 금액", "Amount lost"),
        Measure::Days => ("멈춘 날", "Days out of service"),
        Measure::Hours => ("멈춘 시간 (한 시간 단위)", "Hours out of service"),
        Measure::DowntimeMillionths => ("한 달 가동률", "Uptime of the month"),
    };
    line(label, Text::new("공개한 장애 기록에서 가져온 값이에요.", "Taken from the published record."))
}

pub(super) fn fee() -> Line {
    line(label_of(StepKey::Fee), Text::new("이 계정이 내는 이용료예요.", "The fee that this account pays."))
}

pub(super) fn combined(combine: Combine) -> Line {
    match combine {
        Combine::Best => line(
            ("가장 큰 금액", "The largest amount"),
            Text::new("위에서 계산한 금액 가운데 가장 큰 금액을 써요.", "The largest of the amounts above is used."),
        ),
        Combine::Sum => line(
            ("더한 금액", "The sum"),
            Text::new("위에서 계산한 금액을 모두 더해요.", "The amounts above are added up."),
        ),
    }
}

pub(super) fn award() -> Line {
    line(
        label_of(StepKey::Award),
        Text::new(
            "공개한 기준으로 계산한 보상액이에요. 여기 적힌 숫자만으로 모든 줄을 다시 계산할 수 있어요.",
            "The award by the published rules. Every line can be redone with the figures as printed.",
        ),
    )
}

/// A line of the policy: its heading, and the policy's own reason as the sentence.
pub(super) fn policy_line(key: StepKey, operation: Operation, value: Value, reason: &Text) -> Line {
    if let (Operation::Round(rule), Value::Money(unit)) = (operation, value) {
        let (ko, en) = match rule {
            RoundingRule::Up => ("올림", "up"),
            RoundingRule::HalfUp => ("반올림", "half up"),
            RoundingRule::Down => ("내림", "down"),
        };
        let label = (
            format!("{} 단위 {ko}", unit.spoken(Language::Ko)),
            format!("Rounded {en} to {}", unit.spoken(Language::En)),
        );
        return line((&label.0, &label.1), reason.clone());
    }
    line(label_of(key), reason.clone())
}

fn label_of(key: StepKey) -> (&'static str, &'static str) {
    match key {
        StepKey::Margin => ("들지 않은 비용을 뺀 이익 (공헌이익률)", "Contribution margin"),
        StepKey::Deductible => ("공제", "Deductible"),
        StepKey::Coverage => ("보상하는 비율", "Share that is paid"),
        StepKey::Bracket => ("정해진 보상액", "Flat award"),
        StepKey::Fee => ("이용료", "Fee"),
        StepKey::Refunded => ("돌려드리는 몫", "Part that is returned"),
        StepKey::UnitAmount => ("하루나 한 시간에 대한 보상액", "Amount for a day or an hour"),
        StepKey::Units => ("보상하는 기간", "Time that is paid for"),
        StepKey::Goodwill => ("위로금", "Goodwill payment"),
        StepKey::Floor => ("하한", "Floor"),
        StepKey::Cap => ("상한", "Cap"),
        _ => ("보상액", "Award"),
    }
}

/// The offer in one sentence; `estimated` where it rests on lost takings and not on a fee or a flat sum.
pub(super) fn offer(figures: &Figures, estimated: bool) -> Text {
    let time = |language| Value::Minutes(figures.impacts.minutes).format(language);
    let (time_ko, time_en) = (time(Language::Ko), time(Language::En));
    // a company's taxi: the sentence is about the whole, the amount beside it is a part
    let part = figures.account.employer.as_ref().map_or_else(Text::default, |employer| {
        let share = employer.driver_share;
        Text::new(format!(" 그 가운데 {share}가 기사님 몫이에요."), format!(" Of that, {share} is your share."))
    });
    let part = sharing::of_the_outage(figures, part);
    let flag = afterwards::flag(figures);
    if !estimated {
        return Text::new(
            format!("서비스가 멈춘 {time_ko}에 대해 공개한 기준으로 정한 보상이에요.{}{}", part.ko, flag.ko),
            format!("Set by the published rules for the {time_en} that services were out.{}{}", part.en, flag.en),
        );
    }
    let (ko, en) = takings(figures);
    Text::new(
        format!("서비스가 멈춘 {time_ko} 동안 줄어든 {ko}에서 들지 않은 비용을 빼고 계산했어요.{}{}", part.ko, flag.ko),
        format!(
            "Computed from the {en} lost while services were out for {time_en}, less costs that did not arise.{}{}",
            part.en, flag.en
        ),
    )
}

/// The way to a person, at the end of every reason that gives nothing.
fn with_way_out(ko: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(
        format!("{} 사실과 다르면 내 기록을 내거나 사람에게 심사받을 수 있어요.", ko.into()),
        format!("{} If this is not so, send your own records or ask a person to look at it.", en.into()),
    )
}

pub(super) fn not_eligible() -> Text {
    with_way_out("이 보상 프로그램의 대상이 아닌 계정이에요.", "This account is not among those the programme covers.")
}

pub(super) fn not_exposed(figures: &Figures) -> Text {
    let (ko, en) = takings(figures);
    if let Some(weeks) = figures.afterwards {
        return afterwards::not_exposed(figures, weeks);
    }
    with_way_out(
        format!("장애 전 90일 동안 멈춘 서비스로 들어온 {ko}이 없었어요."),
        format!("In the 90 days before the outage no {en} came through the services that failed."),
    )
}

pub(super) fn review(reason: &Text) -> Text {
    Text::new(
        format!("{} 기록을 내면 더 빨리 살펴볼 수 있어요.", reason.ko),
        format!("{} It goes faster if you send your records.", reason.en),
    )
}

/// Why the rules give nothing: the first line of the table that came to nothing says it.
pub(super) fn no_loss(figures: &Figures, steps: &[Step]) -> Text {
    let (ko, en) = takings(figures);
    let zero = steps.iter().find(|step| step.result.is_some_and(|result| result.minor == 0)).map(|step| step.key);
    match zero {
        Some(StepKey::Exposure) => with_way_out(
            format!("멈춘 시간은 평소에도 그 서비스로 {ko}이 들어오지 않던 때라 줄어든 금액이 없어요."),
            format!("At the time of the outage no {en} usually come through the services that failed."),
        ),
        Some(StepKey::LossRate) => {
            let (cohort_ko, cohort_en) = measured_over(figures, figures.loss_rate);
            with_way_out(
                format!("{cohort_ko}의 기록을 모두 합해 보아도 줄어든 {ko}이 확인되지 않았어요."),
                format!("The records of {cohort_en} together show no lost {en}."),
            )
        }
        Some(StepKey::Deductible) => {
            with_way_out("계산한 손해가 공제 금액보다 크지 않아요.", "The loss computed is not above the deductible.")
        }
        Some(StepKey::DriverShare) => {
            let company = company(figures);
            with_way_out(
                format!("등록된 배분 비율에 따라 이 운행의 보상액은 모두 회사({company}) 몫이에요."),
                format!("By the division on record the whole award for these shifts goes to {company}."),
            )
        }
        Some(StepKey::OtherIncident) => sharing::all_of_others(figures),
        Some(StepKey::PromisedElsewhere) => promised_all(figures),
        Some(StepKey::Fee) => {
            with_way_out("돌려드릴 이용료가 없는 계정이에요.", "This account pays no fee that could be returned.")
        }
        _ => with_way_out("공개한 기준으로 계산한 보상액이 없어요.", "By the published rules there is nothing to pay."),
    }
}

pub(super) fn certainty(figures: &Figures, low: Money, high: Money) -> Text {
    let (ko, en) = takings(figures);
    let ends = [figures.expected_low, figures.expected_high].map(|minor| Money { minor, ..low }.format());
    let rate = figures.loss_rate;
    let [expected_low, expected_high] = ends;
    let (low, high) = (low.format(), high.format());
    let (rate_low, rate_high) = (rate.low, rate.high);
    Text::new(
        format!(
            "같은 방법을 장애가 없던 기간에 적용해 오차를 구했어요. 평소라면 예상되는 {ko}은 10번 가운데 9번 {expected_low}에서 \
             {expected_high} 사이예요. 이 범위로 계산하면 보상액은 {low}에서 {high} 사이예요. 실제로 잃은 비율은 10번 가운데 \
             8번 {rate_low}에서 {rate_high} 사이예요."
        ),
        format!(
            "The error was measured by using the same method at times without an outage. Nine times out of ten, \
             expected {en} lie between {expected_low} and {expected_high}; over that range the award is {low} to {high}. \
             Eight times out of ten, the share really lost lies between {rate_low} and {rate_high}."
        ),
    )
}

pub(super) fn exclusion(reason: ExclusionReason) -> Text {
    match reason {
        ExclusionReason::Holiday => Text::new(
            "공휴일이나 대체공휴일이라 평소와 다른 날이에요.",
            "A public or substitute holiday, unlike an ordinary day.",
        ),
        ExclusionReason::Outage => Text::new("장애가 있던 날이에요.", "A day of the outage itself."),
        ExclusionReason::OtherOutage => Text::new(
            "이 계정이 쓰는 서비스에 다른 장애가 있던 날이에요.",
            "A day on which another outage hit a service that this account uses.",
        ),
        ExclusionReason::CatchUp => Text::new(
            "장애가 끝난 뒤 48시간 안이라 미룬 주문이 몰렸을 수 있어요.",
            "Within 48 hours after the outage, when postponed orders may have come in.",
        ),
        ExclusionReason::Washout => Text::new(
            "장애 전 기록이 없어 장애 뒤의 기록과 견주었어요. 장애가 끝나고 열흘 안은 거래가 아직 평소와 다를 수 있어 뺐어요.",
            "With no records from before the outage, those after it are compared. Within ten days after it trade may not yet \
             have been as usual.",
        ),
    }
}
