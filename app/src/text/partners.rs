//! Words of the pages for partners, and of the way in.

use domain::language::Language;

words! {
    /// Asking for a link, using it, and what each page says of itself.
    Partners {
        for_partners: "이 페이지는 초대받은 파트너만 볼 수 있습니다.", "Only invited partners can see this page.";
        public_page: "공개 서비스 상태", "Public service status";
        title: "파트너 페이지 로그인", "Sign in to a partner page";
        lead: "초대받은 이메일 주소를 적으시면 로그인 링크를 보내 드려요. 비밀번호는 없어요.",
            "Enter the address you were invited with and we send you a link. There is no password.";
        email: "이메일 주소", "E-mail address";
        email_hint: "담당자에게 알려 주신 주소예요. 예: name@example.com", "The one your contact here knows, such as name@example.com.";
        send: "로그인 링크 받기", "Send me a link";
        privacy: "주소는 로그인 링크를 보내는 데만 써요.", "The address is used only to send the link.";
        sent_title: "메일을 확인해 주세요", "Check your mail";
        sent_lasts: "링크는 15분 동안 한 번만 쓸 수 있어요.", "The link works once, within 15 minutes.";
        nothing_title: "메일이 오지 않았나요?", "Nothing arrived?";
        nothing_spam: "스팸 메일함을 확인해 주세요.", "Look in your spam folder.";
        nothing_list: "초대받은 주소가 맞는지 담당자에게 확인해 주세요. 목록에 없는 주소로는 메일을 보내지 않아요.",
            "Ask your contact whether this is the address that was invited. To any other, nothing is sent.";
        another: "다른 주소로 받기", "Use another address";
        demonstration: "데모 메일함 열기", "Open the demonstration's mailbox";
        confirm_title: "로그인할 준비가 됐어요", "Ready to sign in";
        confirm_lead: "버튼을 누르면 파트너 페이지로 로그인돼요. 링크는 한 번만 쓸 수 있어요.", "The button signs you in to the partner page. The link works once.";
        confirm: "로그인하기", "Sign in";
        gone_title: "이 링크는 이제 쓸 수 없어요", "This link no longer works";
        gone_lead: "이미 사용했거나 15분이 지났어요. 주소를 적으시면 새 링크를 보내 드려요.",
            "It was used before, or 15 minutes have passed. Enter your address and we send you a new one.";
        unavailable: "지금은 로그인 상태를 확인할 수 없어 파트너 페이지를 보여 드리지 못합니다. 공개 서비스 상태 페이지는 계속 볼 수 있습니다. 잠시 뒤에 다시 시도해 주세요.",
            "Who may see partner pages cannot be checked right now, so none is shown. The public status page still works. Please try again shortly.";
    }
}

/// That a link is on its way if it may be: the same for every address.
pub fn sent(language: Language, email: &str) -> String {
    language.pick(
        format!("{email} 주소가 목록에 있다면 로그인 링크를 보냈어요."),
        format!("If {email} is on the list, a link is on its way to it."),
    )
}
