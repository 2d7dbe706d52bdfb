//! Words of monitoring: alerts of other systems, and heartbeats.

words! {
    /// What fires, heartbeats, how to connect.
    Monitoring {
        alerts: "지금 울리는 알림", "Alerts that fire";
        alerts_none: "지금 울리는 알림이 없습니다.", "No alert fires.";
        alert: "알림", "Alert";
        source: "보낸 곳", "From";
        service: "서비스", "Service";
        severity: "심각도", "Severity";
        since: "시작", "Since";
        became: "처리", "What became of it";
        raised: "장애로 공지함", "Incident";
        held: "담당자의 판단을 따름", "Left to what a person decided";
        unused: "공지할 것 없음", "Nothing to publish";
        heartbeat: "하트비트", "Heartbeat";
        probe: "상태 검사", "Probe";
        heartbeats: "하트비트", "Heartbeats";
        heartbeats_lead: "다른 시스템이 일하는 동안 정해진 주기로 호출하는 주소입니다. 호출이 끊기면 서비스에 영향을 기록하고, 다시 오면 복구로 기록합니다.",
            "Addresses that other systems call as long as they work. When a call does not come, the service's impact is raised; the next call lowers it.";
        heartbeats_none: "아직 하트비트가 없습니다.", "There are no heartbeats yet.";
        name: "이름", "Name";
        name_hint: "무엇이 호출하는지 적어 주세요. 예: 정산 배치", "Say what calls it, as in: nightly settlement.";
        period: "주기 (분)", "Period (minutes)";
        period_hint: "얼마나 자주 호출하는지 적어 주세요.", "How often it is called.";
        grace: "여유 (분)", "Grace (minutes)";
        grace_hint: "이만큼 늦어도 기다립니다.", "How much later a call may come.";
        rhythm: "주기 / 여유", "Period / grace";
        last: "마지막 호출", "Last call";
        never: "없음", "Never";
        state: "상태", "State";
        waiting: "첫 호출 대기", "Waiting for the first call";
        beating: "정상", "Works";
        missed: "호출 없음", "Missed";
        actions: "작업", "Actions";
        add: "하트비트 만들기", "Set up a heartbeat";
        made: "하트비트를 만들었습니다", "The heartbeat is set up";
        made_text: "이 주소를 GET이나 POST로 호출하세요. 지금 복사해 두세요. 이 페이지를 벗어나면 다시 볼 수 없습니다.",
            "Call this address by GET or POST. Copy it now; it cannot be seen again after this page.";
        made_before: "이미 만든 하트비트입니다. 주소를 복사하지 못했다면 지우고 새로 만들어 주세요.",
            "This heartbeat was set up before. If you did not copy its address, remove it and set up another.";
        bad_number: "분을 숫자로 입력해 주세요.", "Enter minutes as a number.";
        bad_severity: "심각도를 골라 주세요.", "Choose a severity.";
        remove: "지우기", "Remove";
        remove_question: "이 주소는 바로 쓸 수 없게 되고, 이 하트비트가 올린 영향은 복구로 기록합니다.",
            "The address stops working at once, and what this heartbeat raised is lowered.";
        remove_confirm: "하트비트 지우기", "Remove this heartbeat";
        removed: "하트비트를 지웠습니다.", "The heartbeat is removed.";
        connect: "Alertmanager 연결", "Connecting Alertmanager";
        connect_text: "권한이 alerts:write인 API 토큰을 만들어 아래처럼 설정하고, 알림 규칙의 레이블 makewhole_component에 서비스의 영문 키를 적어 주세요. 이미 쓰는 레이블이 있으면 규칙을 고치지 않고 설정 alerts.labels에서 서비스에 이어 줄 수도 있습니다. severity가 critical이면 중단, error면 일부 중단, warning이면 느려짐으로 기록하고, info는 받지 않습니다.",
            "Make an API token with the scope alerts:write, set it up as below, and give alerting rules the label makewhole_component with the key of a service; or leave the rules alone and say in the setting alerts.labels which of their labels means which service. A severity of critical is a major outage, error a partial outage, warning degraded; info is not taken.";
    }
}
