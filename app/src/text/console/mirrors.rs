//! Words of the mirrors.

words! {
    /// How the mirrors of the public pages stand.
    Mirrors {
        mirrors: "공개 페이지 복제본", "Mirrors of the public pages";
        target: "위치", "Place";
        state: "상태", "State";
        holds: "담긴 상태의 시각", "Holds the state of";
        age: "지난 시간", "Age";
        error: "마지막 오류", "Last error";
        current: "최신", "Up to date";
        behind: "오래됨", "Behind";
        failing: "재시도 예정", "Will be retried";
        waiting: "첫 기록 전", "Not written yet";
    }
}
