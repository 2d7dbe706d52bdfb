//! The mails about a subscription itself.

use domain::{language::Language, status::Site, subscription::Channel};

use super::Subscriber;
use crate::mail::Mail;

/// Asks the address whether the request was its owner's.
pub fn confirmation(site: &Site, request: &Subscriber, token: &str) -> Mail {
    let language = request.language;
    let link = format!("{}{}/subscribe/confirm/{token}", site.url, language.pick("", "/en"));
    let name = site.name.get(language);
    let (ko, en) = match request.channel {
        Channel::Email => ("이 주소로 서비스 상태 소식을", "service status updates at this address"),
        _ => ("등록한 웹훅으로 서비스 상태 소식을", "service status updates at the webhook you registered"),
    };
    let (subject, text) = match language {
        Language::Ko => (
            format!("[{name}] 서비스 상태 소식 구독을 확인해 주세요"),
            format!(
                "안녕하세요.\n\n{ko} 받으시려면 아래 링크를 열고 버튼을 눌러 주세요. 링크는 3일 동안 쓸 수 있습니다.\n\n{link}\n\n\
                 직접 신청하지 않으셨다면 이 메일을 지우셔도 됩니다. 소식을 보내지 않고, 3일 뒤에 주소를 지웁니다.\n\n{name} 드림\n"
            ),
        ),
        Language::En => (
            format!("[{name}] Please confirm your subscription"),
            format!(
                "Hello,\n\nto get {en}, open this link and press the button. It works for three days.\n\n{link}\n\n\
                 If you did not ask for it, delete this mail: nothing will be sent, and the address is removed after \
                 three days.\n\n{name}\n"
            ),
        ),
    };
    Mail { to: request.email.clone(), subject, text, language }
}

/// Says that nothing is sent to a webhook any more because nothing reached it.
pub fn webhook_ended(site: &Site, subscriber: &Subscriber, host: &str, token: &str) -> Mail {
    let language = subscriber.language;
    let link = format!("{}{}/subscribe/manage/{token}", site.url, language.pick("", "/en"));
    let name = site.name.get(language);
    let (subject, text) = match language {
        Language::Ko => (
            format!("[{name}] 웹훅을 멈췄습니다: {host}"),
            format!(
                "안녕하세요.\n\n{host} 웹훅에 여러 번 보냈지만 받지 못해 멈췄습니다. 그동안의 기록을 보고 다시 시작하려면 아래 링크를 열어 \
                 주세요.\n\n{link}\n\n{name} 드림\n"
            ),
        ),
        Language::En => (
            format!("[{name}] Your webhook was stopped: {host}"),
            format!(
                "Hello,\n\nwe tried to reach your webhook at {host} several times without success, and have stopped. The \
                 link shows what happened and starts it again.\n\n{link}\n\n{name}\n"
            ),
        ),
    };
    Mail { to: subscriber.email.clone(), subject, text, language }
}
