//! A form with every kind of field, empty and with errors.

use domain::{language::Language, money::Currency};
use leptos::prelude::*;

use crate::parts::{
    Button, ButtonKind, Checkbox, Choice, ChoiceGroup, ChoiceKind, ErrorSummary, FormState, InputKind, MoneyField,
    Select, TextArea, TextField,
};

/// The form before anything was typed.
pub fn empty(language: Language) -> AnyView {
    form(language, FormState::default())
}

/// The form as it comes back with what is wrong.
pub fn wrong(language: Language) -> AnyView {
    let state = FormState::default()
        .with_value("email2", "bomnal")
        .with_error("email2", language.pick("메일 주소에 @이 없어요.", "The mail address has no @."))
        .with_value("lost2", "30만")
        .with_error(
            "lost2",
            language.pick("금액은 숫자로 적어 주세요. 예: 300,000", "Write the amount in digits: 300,000"),
        )
        .with_error("agree2", language.pick("동의하지 않으셨어요.", "You have not agreed yet."));
    view! {
        <ErrorSummary form=state.clone() language=language/>
        {second(language, &state)}
    }
    .into_any()
}

fn form(language: Language, state: FormState) -> AnyView {
    let kinds = vec![
        Choice::new("merchant", language.pick("가게", "Shop")),
        Choice::new("taxi", language.pick("택시", "Taxi"))
            .with_hint(language.pick("개인택시와 법인택시", "Own or company")),
    ];
    let regions = vec![
        Choice::new("", language.pick("선택하세요", "Choose one")),
        Choice::new("mapo", language.pick("서울 마포구", "Mapo, Seoul")),
    ];
    let services = vec![
        Choice::new("qr", language.pick("매장 QR 결제", "In-store QR")),
        Choice::new("online", language.pick("온라인 결제", "Online checkout")),
    ];
    view! {
        <form method="post" novalidate=true>
            <TextField name="email" label=language.pick("메일 주소", "Mail address") kind=InputKind::Email autocomplete="email"
                hint=language.pick("이 주소로 6자리 번호를 보내 드려요.", "We send a code of 6 digits to it.")
                value=state.value("email")/>
            <MoneyField name="lost" label=language.pick("줄어든 매출", "Lost sales") currency=Currency::Krw/>
            <TextField name="since" label=language.pick("언제부터였나요 (KST)", "Since when (KST)") kind=InputKind::DateTime/>
            <ChoiceGroup name="kind" legend=language.pick("어떤 일을 하시나요?", "What do you do?") kind=ChoiceKind::Radio
                options=kinds values=vec!["taxi".to_owned()]/>
            <ChoiceGroup name="services" legend=language.pick("어떤 서비스였나요?", "Which services?")
                kind=ChoiceKind::Checkbox options=services/>
            <Select name="region" label=language.pick("지역", "Region") options=regions/>
            <TextArea name="reason" label=language.pick("이유 (선택)", "Reason (optional)")/>
            <Checkbox name="agree" label=language.pick("위 내용에 동의해요", "I agree to the above") checked=true/>
            <p class="acts"><Button label=language.pick("청구 보내기", "Send the claim") kind=ButtonKind::Primary/></p>
        </form>
    }
    .into_any()
}

fn second(language: Language, state: &FormState) -> AnyView {
    view! {
        <form method="post" novalidate=true>
            <TextField name="email2" label=language.pick("메일 주소", "Mail address") kind=InputKind::Email
                value=state.value("email2") error=state.error("email2")/>
            <MoneyField name="lost2" label=language.pick("줄어든 매출", "Lost sales") currency=Currency::Krw
                value=state.value("lost2") error=state.error("lost2")/>
            <Checkbox name="agree2" label=language.pick("위 내용에 동의해요", "I agree to the above") error=state.error("agree2")/>
        </form>
    }
    .into_any()
}
