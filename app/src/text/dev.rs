//! Words of the demonstration's own pages.

words! {
    /// The start page and the mailbox.
    Dev {
        title: "데모 시작하기", "Start of the demonstration";
        lead: "이 사이트의 사람과 가게, 거래 기록은 모두 가상이에요. 2022년 10월의 대규모 장애를 바탕으로 만들었어요.",
            "Everybody and everything here is made up, after the great outage of October 2022.";
        as_claimant: "보상받는 사람으로", "As a claimant";
        as_claimant_lead: "버튼을 누르면 그 주소로 로그인 링크를 보내요. 링크는 데모 메일함에서 열 수 있어요.",
            "The button sends a sign-in link to that address. Open it in the demonstration's mailbox.";
        send_link: "로그인 링크 보내기", "Send a link";
        as_staff: "담당자로", "As staff";
        name: "이름", "Name";
        roles: "역할", "Roles";
        email: "이메일 주소", "E-mail address";
        password: "비밀번호", "Password";
        staff_sign_in: "담당자 로그인", "Staff sign-in";
        places: "둘러볼 곳", "Places to see";
        status: "서비스 상태", "Service status";
        mailbox: "데모 메일함", "The demonstration's mailbox";
        parts: "화면 부품", "Parts of the pages";
        nobody: "아직 아무도 없어요.", "Nobody is here yet.";
        mail_lead: "데모에서는 메일을 실제로 보내지 않고 여기에 모아요. 새 메일이 위에 있어요.",
            "The demonstration sends nothing out; mails are kept here, newest first.";
        no_mail: "아직 메일이 없어요", "No mail yet";
        no_mail_text: "로그인 링크를 요청하거나 청구를 진행하면 여기에 나타나요.", "Ask for a sign-in link, or move a claim along.";
        reload: "새로 고침", "Reload";
    }
}
