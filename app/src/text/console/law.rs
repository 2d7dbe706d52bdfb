//! Words of the clocks of the law and of proofs of publication.

use domain::language::Language;

words! {
    /// The duties after a stop, and what proves that they were met.
    Law {
        title: "법정 고지", "Statutory notices";
        lead: "전기통신사업법 제33조 제2항과 시행령 제37조의13의 고지 의무입니다. 공개한 소식과 영향, 보상 프로그램만으로 계산합니다.",
            "Duties under the Korean Telecommunications Business Act, Art. 33(2), and its Enforcement Decree, Art. 37-13, computed from published updates, impacts and programmes alone.";
        clocks: "법정 고지 기한", "Statutory deadlines";
        stop: "중단된 시간", "Stopped";
        not_yet_due: "아직 2시간이 지나지 않아 의무가 확정되지 않았습니다.", "Not two hours yet: the duty is not certain.";
        notice: "중단 사실 고지", "Notice of the stop";
        compensation: "손해배상 기준·절차 고지", "Notice of compensation";
        fact: "중단 사실", "Fact";
        cause: "원인", "Cause";
        response: "대응 조치", "Response";
        not_told: "아직 알리지 않음", "not told yet";
        cause_note: "원인은 ‘원인을 찾음’이나 ‘사후 보고서’ 소식으로 알린 것으로 봅니다.",
            "The cause counts as told by an update with the status Identified, or by the postmortem.";
        after_recovery: "복구된 날부터 30일을 셉니다.", "The 30 days are counted from the day of recovery.";
        running: "진행 중", "Running";
        late: "기한 지남", "Late";
        done: "고지함", "Told";
        done_late: "기한 뒤 고지함", "Told late";
        announced: "보상 프로그램 공개", "Programme published";
        proof: "공개 증빙", "Proof of publication";
        proof_lead: "무엇을 언제 누가 공개했고 몇 명에게 알렸는지를 서명한 문서로 발급합니다. 발급한 문서는 그대로 보관합니다.",
            "A signed document of what was published, when, by whom and to how many. Issued documents are kept as they are.";
        issue: "증빙 발급하기", "Issue a proof";
        issued: "증빙을 발급했습니다.", "The proof is issued.";
        issued_at: "발급 시각", "Issued";
        document: "문서 받기", "Document";
        signature: "서명 받기", "Signature";
        files: "파일", "Files";
        public_key: "서명을 확인할 공개 키", "Public key to check signatures with";
        record: "누가 무엇을 언제 공개했는지 CSV로 받기", "Who published what when, as CSV";
    }
}

/// A deadline to come, with what is left of it.
pub fn left(language: Language, time: &str, left: &str) -> String {
    language.pick(format!("{time}까지, {left} 남음"), format!("by {time}, {left} left"))
}

/// A deadline that has passed, and how long ago.
pub fn over(language: Language, time: &str, over: &str) -> String {
    language.pick(format!("{time}까지였으며 {over} 지남"), format!("was due by {time}, {over} ago"))
}

/// A deadline that was met or missed.
pub fn was(language: Language, time: &str) -> String {
    language.pick(format!("기한 {time}"), format!("due by {time}"))
}

/// A duty on the desk, with its time: `중단 사실 고지 · 1시간 20분 남음`.
pub fn on_desk(language: Language, duty: &str, length: &str, is_late: bool) -> String {
    if is_late {
        language.pick(format!("{duty} · {length} 지남"), format!("{duty} · {length} late"))
    } else {
        language.pick(format!("{duty} · {length} 남음"), format!("{duty} · {length} left"))
    }
}
