//! The demonstration's people. All of them are made.

/// Everyone's password in the demonstration.
pub const PASSWORD: &str = "makewhole-demo-2022";

/// A person of the operator.
pub struct DemoStaff {
    /// Name.
    pub name: &'static str,
    /// Address to sign in with.
    pub email: &'static str,
    /// Roles with commas.
    pub roles: &'static str,
}

/// The operator's people, one for each role and two approvers, since some things take two.
pub const STAFF: [DemoStaff; 7] = [
    DemoStaff { name: "김소식", email: "publisher@example.com", roles: "publisher" },
    DemoStaff { name: "이심사", email: "reviewer@example.com", roles: "reviewer" },
    DemoStaff { name: "박승인", email: "approver@example.com", roles: "approver" },
    DemoStaff { name: "최확인", email: "approver2@example.com", roles: "approver" },
    DemoStaff { name: "정지급", email: "finance@example.com", roles: "finance" },
    DemoStaff { name: "강감사", email: "auditor@example.com", roles: "auditor" },
    DemoStaff { name: "윤관리", email: "admin@example.com", roles: "administrator" },
];

/// A claimant.
pub struct DemoClaimant {
    /// The name on the sign.
    pub name: &'static str,
    /// Address that the sign-in link is sent to.
    pub email: &'static str,
}

/// Claimants that a visitor signs in as. They have answered nothing yet when the demonstration opens.
pub const CLAIMANTS: [DemoClaimant; 9] = [
    DemoClaimant { name: "봄날분식", email: "bom@example.com" },
    DemoClaimant { name: "늘봄꽃집 + 온라인", email: "neulbom@example.com" },
    DemoClaimant { name: "노을포차", email: "noeul@example.com" },
    DemoClaimant { name: "김도윤 (개인택시)", email: "taxi31@example.com" },
    DemoClaimant { name: "박성민 (법인택시)", email: "taxi32@example.com" },
    DemoClaimant { name: "한빛운수 (택시 회사)", email: "hanbit@example.com" },
    DemoClaimant { name: "이정호 (대리기사)", email: "daeri@example.com" },
    DemoClaimant { name: "최미경 (퀵)", email: "quick@example.com" },
    DemoClaimant { name: "옛날상회 (쓰지 않음)", email: "yetnal@example.com" },
];
