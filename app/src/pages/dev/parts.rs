//! Every part, live: the place to look before making another one.

use domain::{component::ComponentStatus, language::Language, money::Money};
use leptos::prelude::*;

use super::{chart::sample_chart, forms};
use crate::{
    parts::{
        Amount, Badge, Button, ButtonKind, Chip, Column, Confirm, Deviation, Empty, Facts, LineChart, LinkButton,
        Moment, Notice, PageOf, Pagination, Progress, Search, StatusBadge, Step, Steps, Tab, Table, Tabs, Tag,
        Timeline, Tone,
    },
    prose::Prose,
    routes,
    shell::{Document, Layout, PageContext, document},
};

/// `/dev/parts`
pub fn page(context: &PageContext) -> Document {
    let language = context.language;
    document(context, Layout::Claims, "Parts", || {
        view! {
            <h1>"Parts"</h1>
            {section("Badges", badges(language))}
            {section("Buttons", buttons(language))}
            {section("Notices", notices(language))}
            {section("Amount, chart, steps", offer(language))}
            {section("Facts, progress", facts(language))}
            {section("Table, pagination", table(language))}
            {section("Tabs, filters, tags, search", ways(language))}
            {section("Timeline", timeline(language))}
            {section("Empty list", empty(language))}
            {section("Form", forms::empty(language))}
            {section("Form with errors", forms::wrong(language))}
        }
        .into_any()
    })
}

fn section(title: &'static str, body: AnyView) -> AnyView {
    view! { <section class="sec stack"><h2>{title}</h2>{body}</section> }.into_any()
}

fn badges(language: Language) -> AnyView {
    let statuses = [
        ComponentStatus::Operational,
        ComponentStatus::UnderMaintenance,
        ComponentStatus::Unknown,
        ComponentStatus::DegradedPerformance,
        ComponentStatus::PartialOutage,
        ComponentStatus::MajorOutage,
    ];
    let badges = statuses.map(|status| view! { <StatusBadge status=status language=language/> });
    view! {
        <p class="meta">{badges.collect_view()}</p>
        <Badge tone=Tone::Down word=language.pick("중단된 서비스가 있습니다", "Some services are down") large=true/>
    }
    .into_any()
}

fn buttons(language: Language) -> AnyView {
    view! {
        <div class="acts">
            <Button label=language.pick("₩184,000 받기", "Accept ₩184,000") kind=ButtonKind::Primary wide=true/>
            <LinkButton href=routes::PARTS label=language.pick("내 기록으로 다시 계산", "Use my own records") wide=true/>
        </div>
        <p class="chips">
            <Button label=language.pick("보완 요청", "Ask for more") compact=true/>
            <Button label=language.pick("계정 닫기", "Close account") kind=ButtonKind::Danger compact=true/>
        </p>
        <Confirm label=language.pick("청구 철회하기", "Withdraw the claim")
            question=language.pick("철회하면 이 제안은 사라져요. 기한 안에는 다시 청구할 수 있어요.",
                "The offer is gone then. You can claim again until the period ends.")>
            <form method="post">
                <Button label=language.pick("철회하기", "Withdraw") kind=ButtonKind::Danger/>
            </form>
        </Confirm>
    }
    .into_any()
}

fn notices(language: Language) -> AnyView {
    let notice = |tone| {
        let text = match tone {
            Tone::Ok => language.pick("보냈어요. 결과는 메일로 알려 드려요.", "Sent. You will hear by mail."),
            Tone::Slow => language.pick("자동 한도 ₩500,000을 넘습니다.", "This is above the limit of ₩500,000."),
            Tone::Part => {
                language.pick("이의 신청을 다른 사람이 심사하고 있어요.", "Somebody else is looking at your appeal.")
            }
            Tone::Down => language
                .pick("입금하지 못했어요. 계좌를 다시 알려 주세요.", "The payment failed. Please check the account."),
            Tone::Maint => language.pick("심사하고 있어요.", "Your claim is being reviewed."),
            Tone::Unknown => language.pick("아직 시작하지 않았어요.", "Not begun yet."),
        };
        view! { <Notice tone=tone><p>{text}</p></Notice> }
    };
    Tone::ALL.map(notice).collect_view().into_any()
}

fn offer(language: Language) -> AnyView {
    let step = |label: &str, value: &str, result: &str, reason: &str| Step {
        label: label.to_owned(),
        value: value.to_owned(),
        result: result.to_owned(),
        reason: reason.to_owned(),
    };
    let steps = language.pick(
        vec![
            step(
                "멈춘 서비스로 들어왔을 매출",
                "₩931,400",
                "",
                "앞뒤 8주 같은 요일과 시간의 기록 16번을 평균했습니다.",
            ),
            step("실제로 잃은 비율", "× 61%", "₩568,154", "100원 가운데 39원은 다른 결제로 들어왔습니다."),
            step(
                "들지 않은 재료비를 뺀 이익",
                "× 32.3%",
                "₩183,514",
                "음식점업 평균입니다. 장부가 있으면 바꿀 수 있습니다.",
            ),
        ],
        vec![
            step(
                "Sales through the failed services",
                "₩931,400",
                "",
                "The mean of 16 records of the same weekday and hour.",
            ),
            step("Share really lost", "× 61%", "₩568,154", "39 of every 100 won came in by other means."),
            step(
                "Profit without the cost of goods",
                "× 32.3%",
                "₩183,514",
                "The mean of restaurants; your books can replace it.",
            ),
        ],
    );
    view! {
        <Amount money=Money::won(184_000)/>
        <LineChart chart=sample_chart(language) language=language/>
        <Steps steps=steps sum_label=language.pick("보상액 (1,000원 단위 올림)", "Compensation (rounded up to ₩1,000)")
            sum="₩184,000"/>
    }
    .into_any()
}

fn facts(language: Language) -> AnyView {
    let pair = |name: &str, value: &'static str| (name.to_owned(), value.into_any());
    let list = || {
        vec![
            pair(language.pick("접수번호", "Reference"), "M-2210-48213"),
            pair(language.pick("받을 계좌", "Account"), "***-***-4821"),
            pair(language.pick("예금주", "Holder"), language.pick("봄날분식", "Bomnal Bunsik")),
        ]
    };
    view! {
        <Facts facts=list()/>
        <Facts facts=list() close=true/>
        <Progress label=language.pick("수락한 제안", "Offers accepted") done=61_002 total=98_240/>
    }
    .into_any()
}

fn table(language: Language) -> AnyView {
    let columns = vec![
        Column::text(language.pick("청구인", "Claimant")),
        Column::text(language.pick("상태", "State")),
        Column::number(language.pick("계산액", "Amount")),
    ];
    let row = |name: &'static str, tone, word: &'static str, amount| {
        vec![name.into_any(), view! { <Badge tone=tone word=word/> }.into_any(), Money::won(amount).format().into_any()]
    };
    let rows = vec![
        row("봄날분식", Tone::Slow, language.pick("심사 중", "In review"), 184_000),
        row("서면카페 온도", Tone::Maint, language.pick("제안됨", "Offered"), 1_284_000),
        row("퀵 박기사", Tone::Ok, language.pick("지급 완료", "Paid"), 88_000),
    ];
    let page =
        PageOf { first: 16, last: 30, total: 1284, previous: Some("?page=1".into()), next: Some("?page=3".into()) };
    view! {
        <Table caption=language.pick("청구", "Claims") columns=columns rows=rows/>
        <Pagination page=page language=language/>
        <p>"+3.1%" <Deviation value=0.031 tolerated=0.02 most=0.1/></p>
    }
    .into_any()
}

fn ways(language: Language) -> AnyView {
    let tab = |label: &str, is_current| Tab { href: routes::PARTS.into(), label: label.into(), is_current };
    let tabs = vec![
        tab(language.pick("모두", "All"), true),
        tab(language.pick("심사 중", "In review"), false),
        tab(language.pick("지급 완료", "Paid"), false),
    ];
    view! {
        <Tabs label=language.pick("청구", "Claims") tabs=tabs/>
        <p class="chips">
            <Chip href=routes::PARTS label=language.pick("상태", "State") value=language.pick("심사 중", "In review") active=true/>
            <Chip href=routes::PARTS label=language.pick("금액", "Amount") value="₩30,000+"/>
            <Tag tone=Tone::Down word=language.pick("계좌 중복", "Same account")/>
            <Tag tone=Tone::Slow word=language.pick("기록 수정됨", "Records changed")/>
        </p>
        <Search action=routes::PARTS label=language.pick("접수번호, 이름", "Reference, name") language=language/>
    }
    .into_any()
}

fn timeline(language: Language) -> AnyView {
    let moment = |time: &str, label: &str, text: &str| Moment {
        id: None,
        datetime: format!("2022-10-16T{time}:00+09:00"),
        time: time.to_owned(),
        label: label.to_owned(),
        said: Prose::markdown(text),
        note: None,
    };
    let moments = language.pick(
        vec![
            moment("09:10", "제안됨", "₩184,000을 제안했습니다."),
            moment("08:02", "심사 중", "사람이 기록을 살펴보고 있습니다."),
            moment("07:55", "접수됨", "청구를 받았습니다."),
        ],
        vec![
            moment("09:10", "Offered", "We offer ₩184,000."),
            moment("08:02", "In review", "A person is looking at the records."),
            moment("07:55", "Submitted", "We have your claim."),
        ],
    );
    view! { <Timeline moments=moments/> }.into_any()
}

fn empty(language: Language) -> AnyView {
    view! {
        <Empty title=language.pick("아직 청구가 없어요", "No claims yet")
            text=language.pick("열려 있는 보상 프로그램에서 시작할 수 있어요.", "You can begin from an open programme.")>
            <LinkButton href=routes::PARTS label=language.pick("보상 확인하기", "See programmes") kind=ButtonKind::Primary/>
        </Empty>
    }
    .into_any()
}
