//! Words of the claims queue and of a claim as staff see it.

words! {
    /// The queue, a claim, what can be done with it.
    Claims {
        title: "청구 심사", "Claims";
        waiting: "처리할 청구", "Waiting";
        search: "접수번호, 이름", "Reference, name";
        number: "접수번호", "Reference";
        claimant: "청구인", "Claimant";
        trade: "업종", "Trade";
        region: "지역", "Region";
        track: "방식", "Track";
        amount: "보상액", "Amount";
        state: "상태", "State";
        mark: "확인 표시", "Flags";
        waits: "대기 시간", "Waiting";
        above_limit: "한도 초과", "Above limit";
        has_no_past: "장애 전 기록 없음", "No records from before";
        first_approval: "1명 승인", "One approval";
        none: "조건에 맞는 청구가 없어요", "No claims here";
        none_text: "다른 상태를 고르거나 검색어를 바꿔 보세요.", "Choose another state or search for something else.";
        all_waiting: "처리할 청구 모두 보기", "Show all that wait";
        no_amount: "아직 없음", "None yet";
        case: "청구", "Claim";
        account: "계정", "Account";
        kind: "구분", "Kind";
        programme: "프로그램", "Programme";
        reference: "계정 번호", "Account reference";
        company: "소속 회사", "Works for";
        driver_share: "기사 몫", "driver's share";
        overlaps: "시간이 겹친 장애", "Overlapping incident";
        promised_elsewhere: "겹친 장애에서 약속한 금액", "Promised for overlapping incidents";
        one_limit: "시간이 겹친 장애는 손실이 하나예요. 겹친 장애에서 약속한 금액을 빼고 한 사람이 정할 수 있는 금액:",
            "Overlapping incidents are one loss. What one person may still promise beside the others:";
        no_claim_there: "이 계정의 청구 없음", "no claim of this account";
        reviewer: "심사 담당", "Reviewer";
        first_approver: "첫 번째 승인", "First approval";
        nobody: "없음", "Nobody yet";
        answer_by: "답변 기한", "Answer by";
        limit: "자동 승인 한도", "Approved by rule up to";
        settled: "이미 지급한 금액", "Paid already";
        due: "더 지급할 금액", "Still to be paid";
        computed_amount: "계산한 보상액", "Computed amount";
        offered_amount: "제안한 보상액", "Amount offered";
        computed: "계산", "Computation";
        no_steps: "계산 내역이 없습니다.", "Nothing was computed.";
        certainty: "얼마나 확실한가요", "How sure this is";
        excluded: "계산에서 뺀 날", "Days left out";
        history: "진행 내역", "History";
        no_history: "아직 진행 내역이 없습니다. 제안을 보내고 답을 기다리고 있습니다.", "Nothing has happened yet; the offer waits for an answer.";
        by_claimant: "청구인", "Claimant";
        by_system: "자동 처리", "By rule";
        decide: "결정", "Decision";
        nothing_to_do: "지금 이 청구에서 하실 일이 없습니다.", "There is nothing for you to do with this claim now.";
        start_review: "심사 시작하기", "Start review";
        return_to_queue: "대기열로 돌려놓기", "Return to the queue";
        offer: "보상액 제안하기", "Offer an amount";
        offer_button: "제안하기", "Make the offer";
        offer_hint: "계산한 금액과 다르게 정하면 이유를 적어 주세요.", "Where it differs from the computed amount, say why.";
        request_information: "보완 요청하기", "Ask for information";
        request_question: "무엇이 왜 필요한지 적어 주세요. 청구인이 그대로 읽습니다.", "Say what is needed and why. The claimant reads it as written.";
        request_button: "요청 보내기", "Send the request";
        reject: "받아들이지 않기", "Reject";
        reject_question: "결정 이유를 적어 주세요. 청구인이 그대로 읽고 이의를 신청할 수 있습니다.", "Give the reason. The claimant reads it as written and may appeal.";
        reject_final: "이의 신청에 대한 결정이라 다시 이의를 신청할 수 없습니다. 결정 이유를 적어 주세요. 청구인이 그대로 읽습니다.",
            "This decides an appeal and is final. Give the reason; the claimant reads it as written.";
        reject_button: "받아들이지 않기로 결정", "Decide to reject";
        approve: "승인하기", "Approve";
        approve_first: "첫 번째로 승인하기", "Give the first approval";
        send_back: "재심사 요청하기", "Send back for review";
        send_back_question: "무엇을 다시 심사해야 하는지 적어 주세요. 지금 제안은 취소됩니다.", "Say what has to be looked at again. The offer is gone then.";
        send_back_button: "재심사로 보내기", "Send back";
        note: "이유", "Reason";
        note_optional: "이유 (선택)", "Reason (optional)";
        done: "처리했습니다.", "Done.";
        already: "이미 처리된 일이에요.", "This was done already.";
        bad_amount: "금액을 숫자로 적어 주세요. 예: 184,000", "Enter the amount in digits: 184,000";
        bad_action: "할 수 없는 작업이에요. 화면을 새로 고쳐 주세요.", "This cannot be done. Please reload the page.";
        first_of_two: "한도를 넘는 금액이라 두 사람이 승인해야 합니다. 승인하면 한 사람이 더 확인합니다.",
            "The amount is above the limit and needs two people. After you, another person has to approve.";
        second_of_two: "한도를 넘는 금액입니다. 두 번째 사람으로 확인하고 승인해 주세요.",
            "The amount is above the limit. You are the second person to check it.";
        one_approved: "승인을 기록했습니다. 한 사람이 더 승인해야 합니다.", "Your approval is on record. One more person has to approve.";
        takings: "예상과 실제 비교", "Expected and actual takings";
    }
}
