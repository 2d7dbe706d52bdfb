//! What a claimant is told by mail when their claim moves.

use domain::{
    claim::{Claim, Event},
    language::{Language, Text},
    money::Money,
    status::Site,
};

use super::{StoredClaim, queries, queries::Contact};
use crate::{
    Backend,
    db::Tx,
    error::Result,
    mail::Mail,
    outbox::{Message, Urgency},
};

/// Writes the mail that an event asks for, if any, into the outbox.
pub async fn tell_claimant(
    backend: &Backend,
    tx: &mut Tx,
    stored: &StoredClaim,
    event: Event,
    after: &Claim,
) -> Result<()> {
    let Some(said) = said(event, after.offer) else { return Ok(()) };
    let Some(contact) = queries::contact(tx, stored.account).await? else { return Ok(()) };
    let key = format!("claim-{}-{}", stored.id, stored.events + 1);
    backend.enqueue_message(tx, &key, Urgency::Bulk, &letter(&backend.site, &contact, &said, stored)).await
}

/// A mail about a claim to who holds its account, in the language of their last visit.
pub fn letter(site: &Site, contact: &Contact, said: &Said, claim: &StoredClaim) -> Message {
    let language = contact.language.as_deref().and_then(Language::from_tag).unwrap_or_default();
    let path = format!("/claims/{}/{}", claim.account, claim.programme);
    Message::Mail(compose(site, contact.email.clone(), said, &claim.number, &path, language))
}

/// Subject and body of a mail.
pub struct Said {
    pub subject: Text,
    pub body: Text,
}

fn compose(site: &Site, to: String, said: &Said, number: &str, path: &str, language: Language) -> Mail {
    let link = format!("{}{}{path}", site.url, language.pick("", "/en"));
    let name = site.name.get(language);
    let body = said.body.get(language);
    let text = match language {
        Language::Ko => {
            format!("안녕하세요.\n\n{body}\n\n접수번호: {number}\n자세히 보기: {link}\n\n{name} 드림\n")
        }
        Language::En => format!("Hello,\n\n{body}\n\nReference number: {number}\nDetails: {link}\n\n{name}\n"),
    };
    Mail { to, subject: format!("[{name}] {}", said.subject.get(language)), text, language }
}

/// The mail about a fresh offer.
pub fn offer_ready(amount: Money) -> Said {
    let amount = amount.format();
    Said {
        subject: Text::new("보상액 계산이 끝났습니다", "Your compensation has been computed"),
        body: Text::new(
            format!(
                "거래 기록으로 계산한 보상액은 {amount}입니다. 계산 내용을 확인하고 바로 받으실 수 있습니다. 서류는 필요 없습니다."
            ),
            format!(
                "From your transaction records we computed compensation of {amount}. You can look at every step and accept it at once. No papers are needed."
            ),
        ),
    }
}

/// The mail about a later result that a person decided for: what changed, why, and how to disagree.
pub fn adjusted(event: Option<Event>, from: Money, to: Option<Money>, reason: &str) -> Said {
    let (before, after) = (from.format(), to.map_or_else(String::new, Money::format));
    let is_less = to.is_some_and(|to| to.minor < from.minor);
    let subject = Text::new("보상액이 바뀌었습니다", "Your compensation has changed");
    let (subject, what, next) = match event {
        Some(Event::Raised) => (
            subject,
            Text::new(
                format!(
                    "다시 계산한 결과가 더 높아, 수락하신 보상액을 올렸습니다.\n수락하신 보상액: {before}\n바뀐 보상액: {after}"
                ),
                format!(
                    "A later computation came to more, so the amount you accepted was raised.\nAccepted: {before}\nNow: {after}"
                ),
            ),
            Text::new(
                "다시 수락하실 필요는 없습니다. 이미 지급한 금액이 있으면 차액을 지급합니다.",
                "You need not accept again. Where an amount was paid already, the difference is paid.",
            ),
        ),
        Some(Event::OfferRevoked) => (
            Text::new("보상 제안이 취소되었습니다", "Your offer was taken back"),
            Text::new(
                format!("다시 계산한 결과 보상액이 없어, 담당자가 확인하고 제안을 취소했습니다.\n이전 제안: {before}"),
                format!(
                    "A later computation comes to nothing. A person checked it and took the offer back.\nOffered before: {before}"
                ),
            ),
            Text::new(
                "동의하지 않으시면 아래에서 이의를 신청하실 수 있고, 다른 담당자가 다시 살펴봅니다.",
                "If you do not agree, you can appeal on the page below, and another person looks at it.",
            ),
        ),
        Some(Event::SentBack) => (
            Text::new("보상액을 담당자가 다시 심사합니다", "A person reviews your compensation again"),
            Text::new(
                format!("다시 계산한 결과는 담당자가 직접 살펴봐야 합니다.\n지금까지의 보상액: {before}"),
                format!("The later computation needs a person to look at it.\nAmount so far: {before}"),
            ),
            Text::new(
                "심사가 끝나면 메일로 알려 드립니다. 지금 하실 일은 없습니다.",
                "You will have the result by mail. There is nothing to do now.",
            ),
        ),
        None if is_less => (
            subject,
            Text::new(
                format!(
                    "심사하면서 다시 계산한 결과가 더 낮아, 다른 담당자가 확인했습니다.\n이전 제안: {before}\n다시 계산한 금액: {after}"
                ),
                format!(
                    "Computed again in the review, it comes to less. Another person checked this.\nOffered before: {before}\nComputed again: {after}"
                ),
            ),
            Text::new(
                "심사는 계속됩니다. 결과에 동의하지 않으시면 그때 이의를 신청하실 수 있습니다.",
                "The review goes on. If you do not agree with its result, you can appeal then.",
            ),
        ),
        _ => (
            subject,
            Text::new(
                format!(
                    "다시 계산한 결과를 담당자가 확인하고 보상액을 바꿨습니다.\n이전 제안: {before}\n바뀐 보상액: {after}"
                ),
                format!(
                    "A person checked a later computation and changed the amount.\nOffered before: {before}\nNow: {after}"
                ),
            ),
            Text::new(
                "달라진 계산 항목을 아래에서 확인하고 답해 주십시오. 동의하지 않으시면 이의를 신청하실 수 있고, 다른 담당자가 다시 살펴봅니다.",
                "The page below shows the lines that differ; please answer there. If you do not agree, you can appeal, and another person looks at it.",
            ),
        ),
    };
    let body = Text::new(
        format!("{}\n\n이유: {reason}\n\n{}", what.ko, next.ko),
        format!("{}\n\nReason: {reason}\n\n{}", what.en, next.en),
    );
    Said { subject, body }
}

fn said(event: Event, offer: Option<Money>) -> Option<Said> {
    let amount = offer.map(Money::format).unwrap_or_default();
    let (subject, body) = match event {
        Event::Accepted => (
            Text::new("수락을 접수했습니다", "We have your acceptance"),
            Text::new(
                format!("보상액 {amount}의 수락을 접수했습니다. 승인되면 다시 알려 드립니다."),
                format!("You accepted compensation of {amount}. We will write again when it is approved."),
            ),
        ),
        Event::Approved => (
            Text::new("보상이 승인되었습니다", "Your compensation is approved"),
            Text::new(format!("보상액 {amount}이 승인되었습니다."), format!("Compensation of {amount} is approved.")),
        ),
        Event::Submitted => (
            Text::new("청구를 접수했습니다", "We have your claim"),
            Text::new("청구를 접수했습니다. 담당자가 살펴봅니다.", "We have your claim. A person will look at it."),
        ),
        Event::Appealed => (
            Text::new("이의 신청을 접수했습니다", "We have your appeal"),
            Text::new(
                "이의 신청을 접수했습니다. 이전 결정에 참여하지 않은 담당자가 다시 심사합니다.",
                "We have your appeal. A person who took no part in the decision will look at it again.",
            ),
        ),
        Event::Offered => (
            Text::new("보상액을 제안합니다", "We have an offer for you"),
            Text::new(
                format!("심사를 마치고 보상액 {amount}을 제안합니다. 내용을 확인하고 답해 주십시오."),
                format!("We have reviewed your claim and offer {amount}. Please look at it and answer."),
            ),
        ),
        Event::Rejected => (
            Text::new("청구 결과를 알려 드립니다", "The result of your claim"),
            Text::new(
                "청구를 받아들이지 않기로 결정했습니다. 이유와 이의 신청 방법을 아래에서 확인하실 수 있습니다.",
                "We could not accept your claim. The reason, and how to appeal, are on the page below.",
            ),
        ),
        Event::InformationRequested => (
            Text::new("확인할 내용이 있습니다", "We have a question"),
            Text::new(
                "청구를 심사하는 데 확인할 내용이 있습니다. 아래에서 확인하고 답해 주십시오.",
                "We have a question about your claim. Please read it on the page below and answer.",
            ),
        ),
        Event::Withdrawn => (
            Text::new("청구를 철회했습니다", "You withdrew your claim"),
            Text::new(
                "청구를 철회했습니다. 접수 기간 안에는 다시 청구하실 수 있습니다.",
                "You withdrew your claim. You can claim again while the programme is open.",
            ),
        ),
        Event::ReviewStarted
        | Event::ReturnedToQueue
        | Event::InformationGiven
        | Event::FirstApproval
        | Event::SentBack
        | Event::PaymentStarted
        | Event::PaymentFailed
        | Event::PayeeMended
        | Event::PaymentConfirmed
        | Event::Lapsed
        // told with both amounts and the reason: see `adjusted`
        | Event::Reoffered
        | Event::OfferRevoked
        | Event::Raised => return None,
    };
    Some(Said { subject, body })
}
