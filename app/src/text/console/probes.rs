//! Words of probes: what the servers look at, and what they find.

use domain::{
    language::Language,
    probe::{Finding, TargetKind, Verdict},
    time::SECOND,
};

words! {
    /// The list of probes, and the form of one.
    Probes {
        name: "상태 검사", "Probes";
        lead: "서버마다 정해진 주기로 직접 접속해 봅니다. 정한 수의 서버가 같은 결과를 얻으면 서비스에 영향을 기록하고, 다시 정상이 되면 복구로 기록합니다.",
            "Every server looks by itself at its interval. When as many servers as you set find the same, the service's impact is raised; when they find it working again, it is lowered.";
        none: "아직 상태 검사가 없습니다.", "There are no probes yet.";
        add: "상태 검사 만들기", "Set up a probe";
        kinds: "검사 종류", "Kinds of probes";
        called: "이름", "Name";
        called_hint: "무엇을 검사하는지 적어 주세요. 예: 결제 API", "Say what it looks at, as in: payment API.";
        service: "서비스", "Service";
        severity: "실패할 때 영향", "Impact where it fails";
        severity_hint: "응답이 느리거나 인증서 만료가 가까우면 이 선택과 관계없이 느려짐으로 기록합니다.",
            "Where it is slow or a certificate ends soon, the service is degraded, whatever is chosen here.";
        target: "대상", "Target";
        state: "상태", "State";
        servers: "서버별 최근 결과", "Last result of each server";
        url: "주소", "Address";
        url_hint: "http:// 또는 https://로 시작하는 주소입니다. 내부망 주소도 쓸 수 있습니다.",
            "Begins with http:// or https://. Addresses of your own network are allowed.";
        method: "요청 방식", "Method";
        status_from: "정상 상태 코드 (부터)", "Right statuses from";
        status_to: "정상 상태 코드 (까지)", "Right statuses to";
        contains: "본문에 있어야 할 글", "Text in the body";
        contains_hint: "본문의 처음 64 KB에서 찾습니다.", "Looked for in the first 64 KB.";
        redirects: "리다이렉트를 따라감", "Follow redirects";
        redirects_hint: "다섯 번까지 따라가고, 마지막 응답으로 판단합니다.", "Up to five; the last answer counts.";
        endpoint: "호스트와 포트", "Host and port";
        endpoint_hint: "예: db.internal:5432, [fd00::7]:443", "As db.internal:5432 or [fd00::7]:443.";
        dns_name: "도메인 이름", "Domain name";
        dns_name_hint: "영문으로 적어 주세요. 예: pay.example.com", "As pay.example.com.";
        records: "레코드 종류", "Kind of records";
        expected: "있어야 할 값", "Expected value";
        expected_hint: "레코드 가운데 하나가 이 값이면 정상입니다. 비우면 레코드가 있기만 하면 됩니다.",
            "One of the records has to be this. Left empty, any record will do.";
        warn_days: "느려짐으로 보는 남은 일수", "Days left at which it counts as degraded";
        warn_days_hint: "인증서가 이만큼 남으면 알립니다. 비우면 알리지 않습니다.", "Left empty, there is no warning.";
        fail_days: "실패로 보는 남은 일수", "Days left at which it fails";
        fail_days_hint: "0이면 만료된 뒤에 실패로 봅니다.", "0 for when it has expired.";
        when: "주기와 판단 기준", "When it counts";
        interval: "주기 (초)", "Interval (seconds)";
        interval_hint: "20초에서 86,400초(하루)까지", "From 20 to 86,400, which is a day.";
        timeout: "제한 시간 (초)", "Timeout (seconds)";
        timeout_hint: "이보다 오래 걸리면 실패입니다.", "What takes longer fails.";
        slow_above: "느리다고 보는 시간 (밀리초)", "Slow above (milliseconds)";
        slow_above_hint: "비우면 응답 시간은 보지 않습니다.", "Left empty, the time does not matter.";
        fail_after: "실패로 보는 연속 횟수", "Fails after so many in a row";
        recover_after: "복구로 보는 연속 횟수", "Works after so many in a row";
        quorum: "결과가 같아야 할 서버 수", "Servers that have to agree";
        quorum_hint: "최근에 검사한 서버 가운데 이만큼 결과가 같아야 합니다. 모자라면 알 수 없음으로 두고 아무것도 바꾸지 않습니다.",
            "Of those that looked lately. With fewer the state is unknown, and nothing is changed.";
        save: "저장하기", "Save";
        look: "지금 검사해 보기", "Try now";
        looked: "지금 이 서버에서 검사한 결과", "Found just now, from this server";
        not_saved: "아직 저장하지 않았습니다.", "Nothing is saved yet.";
        never: "아직 결과가 없습니다.", "No results yet.";
        old: "오래된 결과", "old";
        unknown: "알 수 없음", "Unknown";
        paused_word: "멈춤", "Paused";
        pause: "검사 멈추기", "Pause";
        resume: "다시 검사하기", "Resume";
        pause_text: "멈추면 이 검사가 올린 영향을 복구로 기록하고, 지금까지의 결과를 지웁니다.",
            "Paused, what this probe raised is lowered, and what was found so far is forgotten.";
        change_text: "바꾸어 저장하면 서버마다 결과를 처음부터 다시 모읍니다.",
            "After a change, every server begins anew with its results.";
        remove: "지우기", "Remove";
        remove_question: "이 검사가 올린 영향은 복구로 기록합니다. 되돌릴 수 없습니다.",
            "What this probe raised is lowered. This cannot be undone.";
        remove_confirm: "상태 검사 지우기", "Remove this probe";
        saved: "상태 검사를 저장했습니다.", "The probe is saved.";
        paused: "검사를 멈췄습니다.", "The probe is paused.";
        resumed: "다시 검사합니다.", "The probe looks again.";
        removed: "상태 검사를 지웠습니다.", "The probe is removed.";
        bad_number: "숫자로 입력해 주세요.", "Enter a number.";
        bad_choice: "하나를 골라 주세요.", "Choose one.";
        bad_endpoint: "호스트와 포트를 host:443처럼 입력해 주세요.", "Enter host and port, as host:443.";
    }
}

/// What a kind of probes looks at.
pub fn kind(language: Language, kind: TargetKind) -> &'static str {
    let (ko, en) = match kind {
        TargetKind::Http => ("HTTP(S)", "HTTP(S)"),
        TargetKind::Tcp => ("TCP 포트", "TCP port"),
        TargetKind::Dns => ("DNS", "DNS"),
        TargetKind::Tls => ("인증서 만료", "Certificate expiry"),
    };
    language.pick(ko, en)
}

/// How good a finding is.
pub fn verdict(language: Language, verdict: Verdict) -> &'static str {
    let (ko, en) = match verdict {
        Verdict::Up => ("정상", "Works"),
        Verdict::Slow => ("느림", "Slow"),
        Verdict::Down => ("실패", "Fails"),
    };
    language.pick(ko, en)
}

/// Why a finding is not as it should be; none where it is.
pub fn reason(language: Language, finding: &Finding) -> Option<String> {
    let (ko, en): (String, String) = match finding {
        Finding::Works => return None,
        Finding::ExpiresSoon { days } | Finding::Expires { days } if *days >= 0 => {
            let plural = if *days == 1 { "" } else { "s" };
            (format!("인증서가 {days}일 남음"), format!("the certificate holds for {days} more day{plural}"))
        }
        Finding::ExpiresSoon { .. } | Finding::Expires { .. } => {
            ("인증서가 만료됨".into(), "the certificate has expired".into())
        }
        Finding::TimedOut => ("제한 시간을 넘김".into(), "no answer in time".into()),
        Finding::UnknownHost => ("호스트 이름을 찾을 수 없음".into(), "the host is not known".into()),
        Finding::Unreachable => ("접속할 수 없음".into(), "cannot be reached".into()),
        Finding::NotAllowed => ("검사할 수 없는 주소".into(), "the address may not be probed".into()),
        Finding::TlsFailed => {
            ("암호화 접속 실패(인증서 확인 필요)".into(), "no encrypted connection; check the certificate".into())
        }
        Finding::OtherStatus { status } => (format!("상태 코드 {status}"), format!("status {status}")),
        Finding::TextMissing => ("본문에 글이 없음".into(), "the text is not in the body".into()),
        Finding::TooManyRedirects => ("리다이렉트가 너무 많음".into(), "too many redirects".into()),
        Finding::BrokenAnswer => ("응답이 올바르지 않음".into(), "not a proper answer".into()),
        Finding::NoRecord => ("레코드가 없음".into(), "there is no such record".into()),
        Finding::OtherRecords { found } => (format!("다른 값: {found}"), format!("another value: {found}")),
    };
    Some(match language {
        Language::Ko => ko,
        Language::En => en,
    })
}

/// A short time, in microseconds, as people read it: `85 ms`, `1.2 s`.
pub fn latency(language: Language, micros: i64) -> String {
    if micros < 1000 {
        return language.pick("1밀리초 미만", "under 1 ms").to_owned();
    }
    if micros < SECOND {
        return format!("{}{}", micros / 1000, language.pick("밀리초", " ms"));
    }
    let tenths = micros / (SECOND / 10);
    format!("{}.{}{}", tenths / 10, tenths % 10, language.pick("초", " s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_said_in_both_languages() {
        let ko = |finding| reason(Language::Ko, &finding);
        assert_eq!(ko(Finding::Works), None);
        assert_eq!(ko(Finding::OtherStatus { status: 503 }).as_deref(), Some("상태 코드 503"));
        assert_eq!(ko(Finding::Expires { days: -2 }).as_deref(), Some("인증서가 만료됨"));
        let en = |finding| reason(Language::En, &finding);
        assert_eq!(en(Finding::ExpiresSoon { days: 1 }).as_deref(), Some("the certificate holds for 1 more day"));
        assert_eq!(latency(Language::En, 85_400), "85 ms");
        assert_eq!(latency(Language::Ko, 1_299_000), "1.2초");
        assert_eq!(latency(Language::Ko, 999), "1밀리초 미만");
    }
}
