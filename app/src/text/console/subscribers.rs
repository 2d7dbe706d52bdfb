//! Words of subscribers, for staff.

use domain::{language::Language, subscription::NoticeKind};

words! {
    /// Counts, the list, how far sending has come.
    Subscribers {
        name: "구독자", "Subscribers";
        counts: "구독자 수", "How many";
        channel: "방법", "Channel";
        topic: "받는 소식", "Told of";
        count: "구독자", "Subscribers";
        everything: "모든 서비스", "All services";
        group: "묶음", "group";
        incident: "장애", "incident";
        gone: "없어진 항목", "no longer there";
        sending: "최근 소식 발송", "Latest notices";
        sending_none: "아직 보낸 소식이 없습니다.", "Nothing was published since there are subscribers.";
        notice: "소식", "Notice";
        at: "공개 시각", "Published";
        progress: "보냄 / 대상", "Sent / queued";
        failed: "실패", "Failed";
        queueing: "대상 모으는 중", "Still being queued";
        list: "구독자 목록", "All subscribers";
        list_lead: "주소는 일부만 보여 드립니다. 주소의 앞부분이나 웹훅의 도메인으로 찾을 수 있습니다.",
            "Addresses are masked. Search by the beginning of an address or a webhook's host.";
        search: "이메일 주소나 도메인의 앞부분", "Beginning of an address or host";
        none: "아직 구독자가 없어요", "No subscribers yet";
        none_text: "서비스 상태 페이지의 소식 받기에서 신청하고 확인한 사람이 여기에 나옵니다.",
            "Who subscribes on the status page and confirms is listed here.";
        none_found: "찾는 주소로 시작하는 구독자가 없어요", "Nobody's address begins like this";
        none_found_text: "다른 주소로 다시 찾아 주세요.", "Search for another one.";
        address: "주소", "Address";
        since: "확인한 날", "Since";
        state: "상태", "State";
        active: "보내는 중", "Active";
        ended: "멈춤", "Stopped";
        remove: "구독 끝내기", "Remove";
        remove_question: "더 보내지 않고 주소를 지웁니다. 되돌릴 수 없습니다.", "Nothing more is sent and the address is removed. This cannot be undone.";
        remove_confirm: "구독 끝내고 주소 지우기", "Remove this subscriber";
        removed: "구독을 끝내고 주소를 지웠습니다.", "The subscriber is removed.";
    }
}

/// What a notice is of.
pub fn kind(language: Language, kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Incident => language.pick("장애 소식", "Incident update"),
        NoticeKind::Maintenance => language.pick("점검 소식", "Maintenance update"),
        NoticeKind::Reminder => language.pick("점검 예고", "Maintenance reminder"),
        NoticeKind::Component => language.pick("서비스 상태 변화", "Component change"),
    }
}
