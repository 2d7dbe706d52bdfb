//! Words of the texts that updates begin with.

use domain::{language::Language, template::Variable};

words! {
    /// The list of templates and the form of one.
    Templates {
        name: "공지 문구", "Templates";
        new: "문구 추가하기", "Add a template";
        none: "아직 저장한 문구가 없어요", "No templates yet";
        none_text: "자주 쓰는 공지를 저장해 두면 장애를 공지할 때 골라 쓸 수 있어요.", "Save texts that you often need, and choose one when you publish.";
        called: "문구 이름", "Name";
        called_hint: "직원만 봅니다. 예: 결제 장애 첫 공지", "Seen by staff only: Payments down, first notice";
        title_ko: "제목 (한국어)", "Title (Korean)";
        title_en: "제목 (영어)", "Title (English)";
        body_ko: "내용 (한국어)", "Text (Korean)";
        body_en: "내용 (영어)", "Text (English)";
        variables: "쓸 수 있는 변수", "Variables";
        save: "저장하기", "Save";
        saved: "문구를 저장했습니다.", "The template is saved.";
        remove: "문구 삭제하기", "Remove this template";
        remove_question: "이 문구를 삭제합니다. 이미 공개한 소식은 그대로 남습니다.", "The template is removed. What was published stays.";
        remove_button: "삭제하기", "Remove";
        removed: "문구를 삭제했습니다.", "The template is removed.";
        changed: "마지막 수정", "Last changed";
        languages: "언어", "Languages";
        korean: "한국어", "Korean";
        both: "한국어, 영어", "Korean, English";
        choose: "공지 문구", "Template";
        choose_none: "고르지 않음", "None";
        choose_hint: "문구를 넣으면 지금 적힌 내용을 바꿉니다. 변수는 제목, 서비스, 시각으로 채웁니다.",
            "Filling in replaces the text below. Variables become the title, the services and the times.";
        fill: "문구 넣기", "Fill in";
        choose_first: "넣을 문구를 골라 주세요.", "Choose a template first.";
    }
}

/// What a variable becomes.
pub fn variable(language: Language, variable: Variable) -> &'static str {
    let (ko, en) = match variable {
        Variable::Title => ("장애 제목", "the incident's title"),
        Variable::Services => ("영향을 받은 서비스", "the affected services"),
        Variable::Start => ("시작 시각", "when it began"),
        Variable::Lasted => ("지금까지 지난 시간", "how long it has lasted"),
        Variable::Now => ("지금 시각", "the present"),
        Variable::NextUpdate => ("다음 소식을 알릴 시각", "when the next update is promised"),
    };
    language.pick(ko, en)
}
