//! Words of signing in by mail.

use domain::language::Language;

words! {
    /// Asking for a link, and using it.
    SignIn {
        title: "메일로 로그인하기", "Sign in by e-mail";
        lead: "비밀번호는 없어요. 서비스에 등록한 이메일 주소를 적으시면 로그인 링크를 보내 드려요.",
            "There is no password. Enter the e-mail address registered with the service and we send you a sign-in link.";
        email: "이메일 주소", "E-mail address";
        email_hint: "가게나 기사 계정에 등록한 주소예요. 예: name@example.com",
            "The one registered for your shop or driver account, such as name@example.com.";
        send: "로그인 링크 받기", "Send me a link";
        privacy: "주소는 로그인 링크를 보내는 데만 써요.", "The address is used only to send the link.";
        sent_title: "메일을 확인해 주세요", "Check your mail";
        sent_lasts: "링크는 30분 동안 한 번만 쓸 수 있어요.", "The link works once, within 30 minutes.";
        nothing_title: "메일이 오지 않았나요?", "Nothing arrived?";
        nothing_spam: "스팸 메일함을 확인해 주세요.", "Look in your spam folder.";
        nothing_address: "주소를 다시 확인해 주세요. 서비스에 등록한 주소와 같아야 결과를 볼 수 있어요.",
            "Check the address: results are shown only under the address registered with the service.";
        nothing_again: "몇 분 기다려도 오지 않으면 링크를 다시 받아 주세요.", "If it is not there after a few minutes, ask for another one.";
        another: "다른 주소로 받기", "Use another address";
        demonstration: "데모 메일함 열기", "Open the demonstration's mailbox";
        confirm_title: "로그인할 준비가 됐어요", "Ready to sign in";
        confirm_lead: "버튼을 누르면 로그인돼요. 링크는 한 번만 쓸 수 있어요.", "The button signs you in. The link works once.";
        confirm: "로그인하기", "Sign in";
        gone_title: "이 링크는 이제 쓸 수 없어요", "This link no longer works";
        gone_lead: "이미 사용했거나 30분이 지났어요. 주소를 적으시면 새 링크를 보내 드려요.",
            "It was used before, or 30 minutes have passed. Enter your address and we send you a new one.";
    }
}

/// That a link is on its way, known address or not.
pub fn sent(language: Language, email: &str) -> String {
    language.pick(format!("{email} 주소로 로그인 링크를 보냈어요."), format!("We sent a sign-in link to {email}."))
}
