//! Words of the parts that forms and lists are made of.

use domain::language::Language;

words! {
    /// What parts say by themselves.
    Form {
        error_prefix: "오류: ", "Error: ";
        problem_title: "확인할 내용이 있어요", "There is a problem";
        previous: "이전", "Previous";
        next: "다음", "Next";
        pages: "페이지", "Pages";
        search: "검색", "Search";
        as_table: "표로 보기", "Show as a table";
        expected: "평소라면 예상되는 매출", "Expected sales";
        actual: "실제 매출", "Actual sales";
        time: "시각", "Time";
    }
}

/// Where in a list the page stands: `1,284건 가운데 16–30`.
pub fn range(language: Language, first: u64, last: u64, total: u64) -> String {
    let total = domain::money::group_thousands(total);
    language.pick(format!("{total}건 가운데 {first}–{last}"), format!("{first}–{last} of {total}"))
}
