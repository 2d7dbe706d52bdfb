//! Words of the partner pages for administrators.

use domain::language::Language;

words! {
    /// The list, adding one, changing one.
    PartnerPages {
        title: "파트너 페이지", "Partner pages";
        lead: "초대받은 파트너에게만 보이는 상태 페이지입니다. 공개 서비스와 비공개 서비스를 함께 보여 줄 수 있습니다.",
            "Status pages that only invited partners see. Each shows components of its own, public and private ones.";
        none: "아직 파트너 페이지가 없어요", "No partner pages yet";
        none_text: "파트너마다 보여 줄 서비스와 볼 수 있는 사람을 정해 주세요.", "Say for each partner what is shown and who may see it.";
        add: "파트너 페이지 만들기", "Add a partner page";
        name: "이름", "Name";
        address: "주소", "Address";
        components: "서비스", "Components";
        people: "이메일", "E-mail addresses";
        ranges: "네트워크", "Networks";
        see: "파트너 페이지 보기", "See the partner page";
        key: "주소 이름", "Name in the address";
        key_hint: "주소 /partners/ 뒤에 들어갑니다. 나중에 바꿀 수 없습니다. 예: card-network",
            "It follows /partners/ in the address and cannot be changed later, as in card-network.";
        name_ko: "이름 (한국어)", "Name (Korean)";
        name_en: "이름 (영어)", "Name (English)";
        name_hint: "페이지 위와 메일에 보이는 이름이에요. 파트너가 봅니다.", "Above the page and in mails; partners see it.";
        name_en_hint: "비워 두면 한국어 이름을 보여 드립니다.", "Shown in Korean where left empty.";
        shown: "보여 줄 서비스", "Components shown";
        private: "비공개", "Private";
        retired: "종료됨", "Retired";
        addresses: "볼 수 있는 이메일 주소", "E-mail addresses that may sign in";
        addresses_hint: "한 줄에 하나씩 적어 주세요. 여기에서 뺀 사람은 바로 볼 수 없게 됩니다. 직원은 업무실에 로그인하면 볼 수 있습니다.",
            "One a line. Who is taken off the list is out at once. Staff who are signed in see the page anyway.";
        networks: "로그인 없이 열리는 네트워크", "Networks from which it opens without signing in";
        networks_hint: "한 줄에 하나씩 적어 주세요. 그 네트워크를 쓰는 모든 사람이 볼 수 있습니다. 예: 203.0.113.0/24",
            "One a line; everybody in them sees the page. Example: 203.0.113.0/24";
        save: "저장하기", "Save";
        saved: "파트너 페이지를 저장했습니다.", "The partner page is saved.";
        remove: "파트너 페이지 삭제하기", "Remove this partner page";
        remove_question: "이 주소로는 아무도 들어올 수 없게 되고, 이메일과 네트워크 목록도 지워집니다. 서비스와 장애 기록은 그대로 남습니다.",
            "Nobody can enter it any more, and its lists are deleted. Components and incidents stay.";
        remove_button: "삭제하기", "Remove";
        removed: "파트너 페이지를 삭제했습니다.", "The partner page is removed.";
    }
}

/// How many components a page shows, and how many of them are private.
pub fn components(language: Language, count: usize, private: usize) -> String {
    match private {
        0 => count.to_string(),
        private => language.pick(format!("{count} (비공개 {private})"), format!("{count} ({private} private)")),
    }
}
