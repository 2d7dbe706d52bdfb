//! Words of subscribing to what is published.

use domain::{language::Language, subscription::Channel};

words! {
    /// Asking for it, confirming, changing, ending.
    Subscribe {
        name: "소식 받기", "Subscribe";
        title: "서비스 상태 소식 받기", "Get service status updates";
        lead: "장애와 점검 소식이 올라오면 바로 메일로 보내 드려요.", "We mail you whenever an incident or maintenance is posted.";
        email: "이메일 주소", "E-mail address";
        email_hint: "확인 메일에 있는 버튼을 눌러야 소식을 보내기 시작해요.", "Nothing is sent until you press the button in the mail that confirms it.";
        scope: "받을 소식", "What to get";
        scope_all: "모든 서비스", "All services";
        scope_chosen: "고른 서비스만", "Only some services";
        whole_group: "묶음 전체", "The whole group";
        incidents: "장애별 소식", "Single incidents";
        language: "소식을 받을 언어", "Language of the updates";
        korean: "한국어", "Korean";
        english: "영어", "English";
        send: "확인 메일 받기", "Send me the confirmation";
        privacy: "주소는 소식을 보내는 데만 쓰고, 그만 받으면 바로 지워요.", "The address is used for the updates alone and removed when you unsubscribe.";
        privacy_push: "브라우저의 알림 서비스로 암호화해 보내고, 알림을 끄면 바로 지워요.", "Sent encrypted through your browser's push service, and forgotten when you turn it off.";
        other_ways: "다른 방법으로 받기", "Other ways";
        webhook_way: "웹훅, Slack, Discord로 받기", "Webhook, Slack or Discord";
        feeds: "피드 구독하기", "Feeds";
        by_service: "서비스별 피드", "Feeds of single services";
        by_mail: "메일로 받기", "By e-mail";
        incident_title: "이 장애 소식 받기", "Follow this incident";
        incident_lead: "이 장애의 새 소식이 올라오면 메일로 보내 드려요.", "We mail you whenever there is news about this incident.";
        incident_link: "이 장애 소식 메일로 받기", "Get updates on this incident by e-mail";
        webhook_title: "웹훅, Slack, Discord로 소식 받기", "Updates by webhook, Slack or Discord";
        webhook_lead: "소식이 올라오면 등록한 주소로 바로 보내 드려요.", "Whatever is posted is sent to your address at once.";
        url: "웹훅 주소", "Webhook address";
        url_hint: "https://로 시작하는 주소예요. Slack과 Discord는 수신 웹훅 주소를 넣으면 알아서 맞는 형식으로 보내요.",
            "Begins with https://. For Slack and Discord enter the address of an incoming webhook; the format follows it.";
        contact: "확인과 관리에 쓸 이메일 주소", "E-mail address to confirm and manage it";
        contact_hint: "웹훅에 계속 보내지 못하면 이 주소로 알려 드려요.", "We write there if your webhook cannot be reached any more.";
        format: "보내는 형식", "What is sent";
        format_text: "Statuspage 웹훅과 같은 JSON을 POST로 보냅니다. 장애와 점검 소식은 incident, 서비스의 상태가 바뀌면 component_update입니다. 2xx로 답하면 받은 것으로 보고, 아니면 간격을 늘려 가며 아홉 번까지 다시 보냅니다.",
            "A POST with the JSON of Statuspage webhooks: an incident for news of incidents and maintenance, a component_update for each service whose state changes. An answer of 2xx counts as received; otherwise it is tried again, nine times in all, less and less often.";
        format_signature: "모든 요청에는 Standard Webhooks 방식의 서명이 있습니다. webhook-signature 헤더는 'webhook-id.webhook-timestamp.본문'을 비밀 키로 HMAC-SHA256한 값입니다. 비밀 키는 구독을 확인한 뒤에 보여 드립니다.",
            "Every request is signed by Standard Webhooks: the header webhook-signature holds the HMAC-SHA256 of 'webhook-id.webhook-timestamp.body' under your secret, which is shown once you have confirmed.";
        sent_title: "메일을 확인해 주세요", "Check your mail";
        sent_next: "메일에 있는 링크를 열고 버튼을 누르면 소식을 보내기 시작해요. 링크는 3일 동안 쓸 수 있어요.",
            "Open the link in it and press the button to begin. The link works for three days.";
        sent_nothing: "메일이 오지 않으면 스팸 메일함과 주소를 확인하고 다시 신청해 주세요.",
            "If nothing arrives, look in your spam folder, check the address, and try again.";
        again: "다시 신청하기", "Try again";
        demonstration: "데모 메일함 열기", "Open the demonstration's mailbox";
        confirm_title: "소식을 받으시겠어요?", "Confirm your subscription";
        confirm_lead: "버튼을 누르면 소식을 보내기 시작해요.", "The button begins it.";
        confirm: "소식 받기", "Confirm";
        gone_title: "이 링크는 이제 쓸 수 없어요", "This link no longer works";
        gone_lead: "이미 확인했거나 기한이 지났어요. 다시 신청하시면 새 링크를 보내 드려요.",
            "It was used before or has expired. Subscribe again and we send you a new one.";
        manage_title: "내 구독", "Your subscription";
        confirmed: "이제 소식을 보내 드려요.", "You will get updates from now on.";
        saved: "바꾼 내용을 저장했어요.", "Your changes are saved.";
        address: "받는 곳", "Sent to";
        save: "저장하기", "Save changes";
        stop: "그만 받기", "Unsubscribe";
        stop_question: "더 보내지 않고 주소를 바로 지워요. 다시 받으려면 새로 신청해야 해요.",
            "Nothing more is sent and the address is removed at once. To get updates again, subscribe anew.";
        stop_confirm: "그만 받고 주소 지우기", "Unsubscribe and remove my address";
        stopped_title: "더 보내지 않아요", "You are unsubscribed";
        stopped_lead: "주소를 지웠어요. 이미 보낸 소식이 한 번쯤 더 도착할 수 있어요.",
            "Your address is removed. An update that was already on its way may still arrive.";
        to_status: "서비스 상태 보기", "See the service status";
        webhook_ended: "여러 번 보냈지만 받지 못해 멈췄어요. 저장하기를 누르면 다시 보내요.",
            "Nothing reached it several times, so we stopped. Saving starts it again.";
        secret: "서명 비밀 키", "Signing secret";
        secret_show: "비밀 키 보기", "Show the secret";
        log: "보낸 기록", "Deliveries";
        log_none: "아직 보낸 것이 없어요.", "Nothing was sent yet.";
        log_time: "시각", "Time";
        log_attempt: "시도", "Try";
        log_result: "결과", "Result";
        log_taken: "받음", "Received";
    }
}

words! {
    /// Notifications of the browser.
    Push {
        title: "이 브라우저에서 받기", "In this browser";
        lead: "이메일 주소 없이 이 기기의 알림으로 받아요. 위의 '받을 소식'에서 고른 것만 보내 드려요.",
            "Notifications on this device, without an e-mail address. You get what is chosen under “What to get” above.";
        lead_one: "이메일 주소 없이 이 기기의 알림으로 받아요.", "Notifications on this device, without an e-mail address.";
        start: "알림 켜기", "Turn on notifications";
        no_script: "알림을 켜려면 자바스크립트가 필요해요. 자바스크립트 없이 받으려면 메일이나 피드를 이용해 주세요.",
            "Turning on notifications needs JavaScript. Without it, use e-mail or a feed.";
        unsupported: "이 브라우저에서는 알림을 켤 수 없어요. 메일이나 피드를 이용해 주세요.",
            "This browser cannot get notifications from here. Use e-mail or a feed.";
        denied: "이 사이트의 알림이 막혀 있어요. 브라우저의 사이트 설정에서 알림을 허용하고 다시 눌러 주세요.",
            "Notifications of this site are blocked. Allow them in the browser's site settings and try again.";
        failed: "지금은 할 수 없어요. 잠시 뒤에 다시 시도해 주세요.", "This does not work at the moment. Try again later.";
        on: "이 브라우저로 소식을 보내 드리고 있어요.", "Updates are sent to this browser.";
        change: "받을 소식 바꾸기", "Change what to get";
        stop: "알림 끄기", "Turn off notifications";
        started: "알림을 켰어요.", "Notifications are on.";
        stopped: "알림을 껐어요. 이 브라우저로 더 보내지 않아요.", "Notifications are off. Nothing more is sent to this browser.";
    }
}

/// That a mail is on its way, known address or not.
pub fn sent(language: Language, email: &str) -> String {
    language.pick(format!("{email} 주소로 확인 메일을 보냈어요."), format!("We sent a mail to {email}."))
}

/// What a channel is called.
pub fn channel(language: Language, channel: Channel) -> &'static str {
    match channel {
        Channel::Email => language.pick("메일", "E-mail"),
        Channel::Webhook => language.pick("웹훅", "Webhook"),
        Channel::Slack => "Slack",
        Channel::Discord => "Discord",
        Channel::Push => language.pick("브라우저 알림", "Browser notification"),
    }
}

/// What a try to reach a webhook came to.
pub fn attempt(language: Language, status: Option<i64>, error: Option<&str>) -> String {
    match (status, error) {
        (Some(status), _) => format!("HTTP {status}"),
        (None, Some(error)) => match error {
            "the address is not allowed" => language.pick("보낼 수 없는 주소", "The address is not allowed").into(),
            "the receiver did not answer in time" => language.pick("제때 답하지 않음", "No answer in time").into(),
            _ => language.pick("연결할 수 없음", "Cannot be reached").into(),
        },
        (None, None) => String::new(),
    }
}

/// The title of the feeds of a component: `택시 호출 소식`.
pub fn feed_of(language: Language, site: &str, component: &str) -> String {
    language.pick(format!("{site} 서비스 상태 - {component}"), format!("{site} Status - {component}"))
}
