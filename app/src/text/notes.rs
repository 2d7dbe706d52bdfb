//! Words of the pages that explain: about, accessibility, the API.

words! {
    /// Paragraphs of `/about` and `/api`.
    Notes {
        source_title: "상태는 어디에서 오나요", "Where the state comes from";
        source: "담당자가 기록한 내용을 그대로 보여 드립니다. 공개한 기록은 고치지 않으며, 틀린 내용은 새 소식으로 바로잡습니다.",
            "You see what our staff recorded. What was published is never edited; a mistake is corrected by a new update.";
        stale: "5분 넘게 새 상태를 받지 못하면 정상이라고 표시하지 않고, 마지막으로 확인한 때를 알려 드립니다.",
            "When no new state arrives for five minutes, nothing is shown as operational; you see when the state was last known.";
        states_title: "표시의 뜻", "What the states mean";
        states: "상태는 글자와 모양, 색으로 함께 표시합니다. 막대그래프에서는 상태가 나쁠수록 막대가 높습니다.",
            "A state is always a word, a shape and a colour. In the bar charts, the worse the day the taller the bar.";
        operational: "평소처럼 쓸 수 있습니다.", "Works as usual.";
        degraded: "느리거나 오류가 나지만 쓸 수 있습니다.", "Slow or with errors, but usable.";
        partial: "일부 기능이 중단됐거나 일부 이용자가 쓸 수 없습니다.", "Stopped for some functions or some people.";
        major: "쓸 수 없습니다.", "Stopped.";
        maintenance: "미리 알린 점검을 하고 있습니다.", "Announced work is being done.";
        unknown: "지금 상태를 확인하지 못하고 있습니다.", "The current state cannot be confirmed.";
        uptime_title: "가동률 계산 방법", "How uptime is calculated";
        accessibility_title: "접근성", "Accessibility";
        accessibility: "이 페이지는 WCAG 2.2 AA 기준으로 만들었습니다. 키보드와 화면 낭독기로 모든 기능을 쓸 수 있고, 자바스크립트가 없어도 내용을 읽고 청구할 수 있습니다. 불편한 점은 고객센터로 알려 주세요. 전화와 우편으로도 청구를 도와 드립니다.",
            "These pages are made to WCAG 2.2 AA. Everything works by keyboard and with a screen reader, and without JavaScript. If something is in your way, tell customer service; they also take claims by telephone and post.";
        privacy_title: "개인정보", "Privacy";
        privacy: "공개 페이지는 쿠키를 쓰지 않고 방문자를 추적하지 않습니다. 다른 회사의 서버에도 접속하지 않습니다.",
            "The public pages set no cookie, follow nobody and call no other company's server.";
        api_lead: "누구나 인증 없이 읽을 수 있습니다. 널리 쓰이는 Statuspage v2와 같은 형식이므로 이미 있는 프로그램을 그대로 쓸 수 있습니다.",
            "Anyone may read these, without authentication. They follow the widely used Statuspage v2 format, so existing clients work unchanged.";
        api_rules: "응답은 UTF-8 JSON이며, 시각은 시간대를 밝힌 RFC 3339입니다. 확인하지 못한 상태는 정상이 아니라 degraded_performance로 알립니다.",
            "Answers are UTF-8 JSON; times are RFC 3339 with an offset. A state that cannot be confirmed is said as degraded_performance, never as operational.";
        api_tokens: "토큰으로 쓰는 API", "The API with a token";
        api_tokens_text: "다른 시스템에서 장애와 점검을 공지하고, 서비스와 묶음을 관리하고, 구독을 신청할 수 있습니다. 관리자가 업무실의 API 토큰에서 토큰을 만들고, 요청마다 Authorization 헤더에 넣어 보냅니다.",
            "Other systems declare incidents and maintenance, manage components and their groups, and ask for subscriptions. An administrator makes a token in the console; every request sends it in the Authorization header.";
        api_tokens_document: "모든 요청과 응답의 형식 (OpenAPI 3.1)", "All requests and answers (OpenAPI 3.1)";
        api_tokens_once: "Idempotency-Key 헤더를 넣으면 하루 안에 다시 보내도 한 번만 처리하고 첫 결과를 돌려줍니다.",
            "With an Idempotency-Key header, a request that is sent again within a day happens once and finds the first result.";
        api_tokens_people: "담당자가 마지막으로 정한 서비스 상태는 그 장애가 끝날 때까지 프로그램이 바꿀 수 없습니다.",
            "What a person last decided about a component holds until that incident is over; programs cannot change it.";
        api_tokens_limit: "토큰마다 1분에 120번까지 요청할 수 있습니다. 오류는 application/problem+json이며 errors에 필드 이름이 있습니다. 주소 앞에 /en을 붙이면 영어로 답합니다.",
            "A token may make 120 requests a minute. Errors are application/problem+json and name their fields in errors. Paths under /en answer in English.";
        api_scopes: "권한", "Scopes";
        api_bodies: "JSON", "JSON";
        api_feeds: "피드", "Feeds";
        api_events: "실시간 알림", "Live events";
        api_events_text: "Server-sent events로 published(새 내용이 공개됨)와 heartbeat(상태를 계속 확인하고 있음)를 보냅니다. id는 /heartbeat.json의 state와 같고, Last-Event-ID로 다시 연결하면 그 뒤에 공개된 것을 알려 줍니다.",
            "Server-sent events: published when something was published, heartbeat while the state is being confirmed. The id is the state in /heartbeat.json; whoever reconnects with Last-Event-ID is told of what was published since.";
        summary: "전체 상태, 서비스, 해결되지 않은 장애와 점검", "Overall state, components, unresolved incidents and maintenance";
        status: "전체 상태만", "The overall state alone";
        components: "모든 서비스의 상태", "The state of every component";
        incidents: "최근 장애 50건", "The 50 most recent incidents";
        unresolved: "해결되지 않은 장애", "Unresolved incidents";
        maintenances: "최근 점검 50건", "The 50 most recent maintenances";
        upcoming: "예정된 점검", "Upcoming maintenance";
        active: "진행 중인 점검", "Maintenance in progress";
        atom: "장애와 점검마다 항목 하나, 소식이 더해지면 갱신", "One entry for each incident and maintenance, updated with each update";
        rss: "같은 내용의 RSS 2.0", "The same as RSS 2.0";
        json_feed: "같은 내용의 JSON Feed 1.1", "The same as JSON Feed 1.1";
        history_json: "석 달씩 나눈 장애 이력. ?page=2부터 더 오래된 달. 장애 하나는 /incidents/{id}.json",
            "The history by three months; ?page=2 and on for older ones. One incident: /incidents/{id}.json";
        api_embed: "다른 사이트에 넣기", "On other sites";
        api_badge: "배지는 전체 상태를 글자와 색으로 보여 주는 그림입니다. 서비스마다 /components/{key}.svg도 있습니다.",
            "The badge shows the overall state as a word and a colour. Each component has one too: /components/{key}.svg.";
        api_widget: "위젯은 스크립트 하나로 상태와 최근 장애를 보여 줍니다. 상태를 확인하지 못하면 정상이라고 하지 않습니다.",
            "The widget is one script. It shows the state and the latest incident, and never says that all works when it cannot know.";
    }
}
