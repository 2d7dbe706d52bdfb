//! Taxi companies and their drivers in imports: what is taken, what is rejected and why.

use backend::{Backend, on};
use domain::money::Currency;

use crate::{import, support};

const HEAD: &str = "reference,kind,category,region,name,email,company,driver_share\n";
const LEDGER: &str = "\
D-1,taxi,corporate_taxi,서울 관악구,박성민,,H-1,40
D-2,taxi,corporate_taxi,서울 관악구,김도윤,,H-1,40.5%
T-1,taxi,private_taxi,서울 관악구,이정호,,,
H-1,taxi_company,corporate_taxi,서울 관악구,한빛운수,hanbit@example.com,,
";

/// Everything that was ever said of whom accounts work for: `D-1 1 H-1 400`.
async fn employments(backend: &Backend) -> Vec<String> {
    const ALL: &str = "select a.reference, e.number, coalesce(c.reference, '-'), coalesce(e.driver_share_tenths, -1)
        from employments e join accounts a on a.id = e.account_id left join accounts c on c.id = e.company_id
        order by a.reference, e.number";
    let rows: Vec<(String, i64, String, i64)> =
        on!(backend.db, c => sqlx::query_as(ALL).fetch_all(c)).expect("employments");
    rows.into_iter().map(|(driver, number, company, share)| format!("{driver} {number} {company} {share}")).collect()
}

#[tokio::test]
async fn corporate_taxi_drivers_name_their_company_and_share() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let file = format!("{HEAD}{LEDGER}");
        let (report, rejects) = import::accounts(&backend, &file).await;
        assert_eq!(import::counts(&report), (4, 4, 0, 0), "the company may stand below: {rejects:?}");
        assert_eq!(employments(&backend).await, ["D-1 1 H-1 400", "D-2 1 H-1 405"]);
        let (report, _) = import::accounts(&backend, &file).await;
        assert_eq!(import::counts(&report), (4, 0, 4, 0), "nothing is said twice");
        let (report, _) = import::accounts(&backend, import::ACCOUNTS).await;
        assert_eq!(
            report.rejected, 1,
            "T-1 is another there, and a file without the columns says nothing of companies"
        );
        assert_eq!(employments(&backend).await.len(), 2);

        // another share, and a driver who left
        let news = "\
D-1,taxi,corporate_taxi,서울 관악구,박성민,,H-1,45
D-2,taxi,corporate_taxi,서울 관악구,김도윤,,,
D-2,taxi,corporate_taxi,서울 관악구,김도윤,,H-1,50
";
        let (report, rejects) = import::accounts(&backend, format!("{HEAD}{news}")).await;
        assert_eq!(import::counts(&report), (3, 2, 0, 1), "{rejects:?}");
        assert_eq!(rejects, ["4,reference,D-2,taxi,corporate_taxi,서울 관악구,김도윤,,H-1,50"]);
        assert_eq!(employments(&backend).await, ["D-1 1 H-1 400", "D-1 2 H-1 450", "D-2 1 H-1 405", "D-2 2 - -1"]);
    }
}

#[tokio::test]
async fn corporate_taxi_rows_that_cannot_be_are_told() {
    let wrong = "\
A,taxi,corporate_taxi,서울 관악구,기사,,H-9,40
B,taxi,corporate_taxi,서울 관악구,기사,,T-1,40
C,taxi,corporate_taxi,서울 관악구,기사,,H-1,101
D,taxi,corporate_taxi,서울 관악구,기사,,H-1,-1
E,taxi,corporate_taxi,서울 관악구,기사,,H-1,
F,taxi,corporate_taxi,서울 관악구,기사,,,40
G,merchant,cafe,서울 관악구,가게,,H-1,40
H-2,taxi_company,corporate_taxi,서울 관악구,달빛운수,,H-1,40
D-1,taxi,corporate_taxi,서울 관악구,다른이름,,H-1,50
I,taxi,corporate_taxi,서울 관악구,기사,,H-1,0
J,taxi,corporate_taxi,서울 관악구,기사,,H-1,100
";
    for store in support::databases().await {
        let backend = support::backend(&store);
        import::accounts(&backend, format!("{HEAD}{LEDGER}")).await;
        let (report, rejects) = import::accounts(&backend, format!("{HEAD}{wrong}")).await;
        assert_eq!(import::counts(&report), (11, 2, 0, 9), "{rejects:?}");
        let places: Vec<_> =
            rejects.iter().map(|line| line.splitn(3, ',').take(2).collect::<Vec<_>>().join(",")).collect();
        let expected = [
            "2,company",
            "3,company",
            "4,driver_share",
            "5,driver_share",
            "6,driver_share",
            "7,driver_share",
            "8,company",
            "9,company",
            "10,reference",
        ];
        assert_eq!(places, expected);
        assert_eq!(employments(&backend).await, ["D-1 1 H-1 400", "D-2 1 H-1 405", "I 1 H-1 0", "J 1 H-1 1000"]);

        import::add_components(&backend).await;
        let fares = "account,reference,component,occurred_at,amount,kind\n\
            D-1,1,pay-qr,2022-10-15 15:30,12000,fare\n\
            H-1,1,pay-qr,2022-10-15 15:30,12000,fare\n";
        let (report, rejects) = import::transactions(&backend, fares, Currency::Krw).await;
        assert_eq!((report.added, rejects.len()), (1, 1), "a company claims no second total for the same fares");
        assert!(rejects[0].starts_with("3,account,"), "{rejects:?}");
    }
}
