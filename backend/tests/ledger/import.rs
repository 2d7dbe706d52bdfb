//! Imports: what is taken, what is rejected and why, and that doing it again changes nothing.

use std::fmt::Write;

use backend::{
    Actor, Backend, Error,
    ledger::{AccountFilter, Booking, ImportReport, Progress},
};
use domain::{
    ledger::{AccountKind, Transaction},
    money::Currency,
    role::{Role, RoleSet},
    series::Sources,
    time::{Instant, Window},
};

use crate::support;

pub const IMPORTER: Actor = Actor::System("test");

pub const ACCOUNTS: &str = "\
reference,kind,category,region,name,email
M-1,merchant,snack_bar,서울 마포구,봄날분식,Bom@example.com
M-2,merchant,cafe,부산 해운대구,\"달빛, 그리고 커피\",
T-1,taxi,private_taxi,서울 마포구,김도윤,taxi31@example.com
";

/// Imports, and gives the report with the rejects as lines of `line,column,row`.
pub async fn accounts(backend: &Backend, file: impl AsRef<[u8]>) -> (ImportReport, Vec<String>) {
    let mut rejects = Vec::new();
    let report = backend.import_accounts(&IMPORTER, file.as_ref(), &mut rejects, |_| ()).await.expect("an import");
    (report, summaries(&rejects))
}

pub async fn transactions(
    backend: &Backend,
    file: impl AsRef<[u8]>,
    currency: Currency,
) -> (ImportReport, Vec<String>) {
    let mut rejects = Vec::new();
    let report =
        backend.import_transactions(&IMPORTER, file.as_ref(), currency, &mut rejects, |_| ()).await.expect("an import");
    (report, summaries(&rejects))
}

fn summaries(rejects: &[u8]) -> Vec<String> {
    let text = rejects.strip_prefix("\u{feff}".as_bytes()).unwrap_or(rejects);
    let reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let records = reader.into_records().collect::<Result<Vec<_>, _>>().expect("rejects");
    for record in &records {
        assert!(!record[2].is_empty() && !record[3].is_empty(), "a reason in both languages: {record:?}");
    }
    let row = |record: &csv::StringRecord| record.iter().skip(4).collect::<Vec<_>>().join(",");
    records.iter().map(|record| format!("{},{},{}", &record[0], &record[1], row(record))).collect()
}

pub const fn counts(report: &ImportReport) -> (u64, u64, u64, u64) {
    (report.rows, report.added, report.present, report.rejected)
}

/// All transactions of an account by its reference.
pub async fn stored(backend: &Backend, reference: &str, currency: Currency) -> Vec<Transaction> {
    let filter = AccountFilter { text: reference.into(), ..AccountFilter::default() };
    let page = backend.accounts_page(&IMPORTER, &filter, None).await.expect("a page");
    let account = page.accounts.iter().find(|account| account.reference == reference).expect("the account");
    let always = Window::try_new(Instant(0), Instant(i64::MAX)).expect("a window");
    backend.transactions(&IMPORTER, account.id, always, currency).await.expect("transactions")
}

/// Two components to name.
pub async fn add_components(backend: &Backend) {
    for statement in [
        "insert into component_groups (key, name_ko, name_en, position) values ('pay', '결제', 'Pay', 1)",
        "insert into components
            (key, group_key, name_ko, name_en, description_ko, description_en, position, uptime_from, created_at)
            values ('pay-qr', 'pay', '매장 QR 결제', 'In-store QR', '', '', 1, 0, 0)",
    ] {
        backend::execute_on!(backend.db, sqlx::query(statement)).expect("a component");
    }
}

#[tokio::test]
async fn accounts_are_taken_once() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let (report, rejects) = accounts(&backend, ACCOUNTS).await;
        assert_eq!((counts(&report), rejects.len(), report.encoding), ((3, 3, 0, 0), 0, "UTF-8"));
        assert_eq!(counts(&accounts(&backend, ACCOUNTS).await.0), (3, 0, 3, 0));
        let all = backend.accounts_page(&IMPORTER, &AccountFilter::default(), None).await.expect("a page");
        assert_eq!((all.accounts.len(), all.next), (3, None));
        assert_eq!(all.accounts[0].email.as_deref(), Some("bom@example.com"));
        assert_eq!((all.accounts[1].name.as_str(), &all.accounts[1].email), ("달빛, 그리고 커피", &None));
        assert_eq!(all.accounts[2].kind, AccountKind::Taxi);
    }
}

#[tokio::test]
async fn every_bad_account_is_told_and_the_rest_is_kept() {
    let long = "가".repeat(101);
    let file = format!(
        "name,reference,kind,category,region,memo\r\n\
        봄날분식,M-1,merchant,snack_bar,서울 마포구,\r\n\
        \"봄날분식,M-2,merchant,snack_bar,서울 마포구,\r\n\
        봄날,분식,M-3,merchant,snack_bar,서울 마포구,\r\n\
        봄날분식,M-4\r\n\
        \r\n\
        봄날분식,M-5,shop,snack_bar,서울 마포구,\r\n\
        ,M-6,merchant,snack_bar,서울 마포구,\r\n\
        {long},M-7,merchant,snack_bar,서울 마포구,\r\n\
        봄날분식,,merchant,snack_bar,서울 마포구,\r\n\
        봄날분식,M-9,merchant,분식,서울 마포구,\r\n\
        봄날분식,M-1,merchant,snack_bar,서울 마포구,같은 줄\r\n\
        여름분식,M-1,merchant,snack_bar,서울 마포구,다른 이름\r\n\
        겨울분식,M-10,merchant,snack_bar,서울 마포구,\"두 줄\r\n메모\"\r\n"
    );
    for store in support::databases().await {
        let backend = support::backend(&store);
        let (report, rejects) = accounts(&backend, &file).await;
        assert_eq!(counts(&report), (12, 2, 1, 9), "{rejects:?}");
        let places: Vec<_> =
            rejects.iter().map(|line| line.splitn(3, ',').take(2).collect::<Vec<_>>().join(",")).collect();
        let expected =
            ["3,*", "4,*", "5,*", "7,kind", "8,name", "9,name", "10,reference", "11,category", "13,reference"];
        assert_eq!(places, expected);
        assert_eq!(rejects[8], "13,reference,여름분식,M-1,merchant,snack_bar,서울 마포구,다른 이름");
    }
}

#[tokio::test]
async fn transactions_are_taken_once_and_their_times_read_in_the_zone() {
    let file = "\
account,reference,component,occurred_at,amount,kind
M-1,1,pay-qr,2022-10-15 15:30:00,12000,sale
M-1,2,,2022-10-15T06:30:00Z,\"3,500\",sale
M-1,3,pay-qr,2022-10-15T15:31:00+09:00,-12000,refund
T-1,1,,2022-10-15 16:00,8700,fare
";
    for store in support::databases().await {
        let backend = support::backend(&store);
        add_components(&backend).await;
        accounts(&backend, ACCOUNTS).await;
        let (report, rejects) = transactions(&backend, file, Currency::Krw).await;
        assert_eq!(counts(&report), (4, 4, 0, 0), "{rejects:?}");
        assert_eq!(counts(&transactions(&backend, file, Currency::Krw).await.0), (4, 0, 4, 0));
        let stored = stored(&backend, "M-1", Currency::Krw).await;
        let fire = Instant::parse_rfc3339("2022-10-15T06:30:00Z").expect("a time");
        assert_eq!(stored.iter().map(|t| t.amount.minor).collect::<Vec<_>>(), [12_000, 3_500, -12_000]);
        assert_eq!((stored[0].at, stored[1].at), (fire, fire));
        assert_eq!(stored[0].component.as_ref().map(domain::component::ComponentKey::as_str), Some("pay-qr"));
        assert_eq!(stored[1].component, None);
    }
}

#[tokio::test]
async fn a_refund_storm_is_booked_to_the_hours_of_the_sales() {
    const REFUNDS: &str = "\
account,reference,component,occurred_at,amount,kind,refund_of
M-1,R1,,2022-10-17 10:00,-5000,refund,S1
M-1,R2,,2022-10-17 10:01,-7000,refund,S2
M-1,R3,,2022-10-17 10:02,-400,refund,
M-1,R4,,2022-10-17 10:02,-300,refund,unknown
M-1,R5,,2022-10-17 10:02,300,sale,S1
";
    const SALES: &str = "\
account,reference,component,occurred_at,amount,kind
M-1,S1,pay-qr,2022-10-15 09:00,5000,sale
M-1,S2,pay-qr,2022-10-15 12:00,9000,sale
M-1,S3,,2022-10-17 10:30,1000,sale
";
    let hour = |day: i64, hour: i64| (19_280 + day) * 24 + hour;
    for store in support::databases().await {
        let backend = support::backend(&store);
        add_components(&backend).await;
        accounts(&backend, ACCOUNTS).await;
        // the refunds' file may come before that of the sales
        let (report, rejects) = transactions(&backend, REFUNDS, Currency::Krw).await;
        assert_eq!(counts(&report), (5, 4, 0, 1), "{rejects:?}");
        assert!(rejects[0].starts_with("6,refund_of,"), "{rejects:?}");
        transactions(&backend, SALES, Currency::Krw).await;
        assert_eq!(counts(&transactions(&backend, REFUNDS, Currency::Krw).await.0), (5, 0, 4, 1));
        let page = backend.accounts_page(&IMPORTER, &AccountFilter::default(), None).await.expect("a page");
        let history = backend.history(&IMPORTER, page.accounts[0].id).await.expect("a history");
        let taken = |at| (history.total.at(at), history.by_component[0].1.at(at));
        assert_eq!([hour(0, 9), hour(0, 12), hour(2, 10)].map(taken), [(0, 0), (2_000, 2_000), (300, 0)]);
    }
}

#[tokio::test]
async fn every_bad_transaction_is_told_and_the_rest_is_kept() {
    let file = "\
account,reference,component,occurred_at,amount,kind
M-1,1,,2022-10-15 15:30:00,12000,sale
M-9,2,,2022-10-15 15:30:00,12000,sale
M-1,3,pay,2022-10-15 15:30:00,12000,sale
M-1,4,,9999-10-15 15:30:00,12000,sale
M-1,5,,1999-12-31 23:59:59,12000,sale
M-1,6,,2022-10-15 15:30:00,9223372036854775808,sale
M-1,7,,2022-10-15 15:30:00,0.5,sale
M-1,8,,2022-10-15 15:30:00,12000,gift
M-1,9,,2022-10-15 15:30:00,12000,refund
M-1,10,,2022-10-15 15:30:00,-12000,sale
M-1,1,,2022-10-15 15:30:00,12000,sale
M-1,1,,2022-10-15 15:30:00,13000,sale
M-1,,,2022-10-15 15:30:00,12000,sale
,11,,2022-10-15 15:30:00,12000,sale
M-1,12,,어제,12000,sale
M-1,13,,2022-10-15 15:30:00,9223372036854775807,sale
";
    for store in support::databases().await {
        let backend = support::backend(&store);
        add_components(&backend).await;
        accounts(&backend, ACCOUNTS).await;
        let (report, rejects) = transactions(&backend, file, Currency::Krw).await;
        let places: Vec<_> =
            rejects.iter().map(|line| line.splitn(3, ',').take(2).collect::<Vec<_>>().join(",")).collect();
        let expected = [
            "3,account",
            "4,component",
            "5,occurred_at",
            "6,occurred_at",
            "7,amount",
            "8,amount",
            "9,kind",
            "10,amount",
            "11,amount",
            "13,reference",
            "14,reference",
            "15,account",
            "16,occurred_at",
        ];
        assert_eq!(places, expected);
        assert_eq!(counts(&report), (16, 2, 1, 13));
        assert_eq!(stored(&backend, "M-1", Currency::Krw).await.len(), 2);
    }
}

#[tokio::test]
async fn amounts_of_a_currency_with_decimals_are_said_by_the_name_of_the_column() {
    let decimal = "account,reference,component,occurred_at,amount,kind\nM-1,1,,2022-10-15 15:30,12.3,sale\n";
    let minor = "account,reference,component,occurred_at,amount_minor,kind\nM-1,2,,2022-10-15 15:30,1230,sale\n";
    for store in support::databases().await {
        let backend = support::backend(&store);
        accounts(&backend, ACCOUNTS).await;
        for file in [decimal, minor] {
            assert_eq!(counts(&transactions(&backend, file, Currency::Usd).await.0), (1, 1, 0, 0));
        }
        let stored = stored(&backend, "M-1", Currency::Usd).await;
        assert!(stored.iter().all(|transaction| transaction.amount.format() == "$12.30"));
    }
}

#[tokio::test]
async fn korean_and_utf16_files_are_read_and_a_bad_byte_costs_one_row() {
    let korean = encoding_rs::EUC_KR.encode(ACCOUNTS).0.into_owned();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(ACCOUNTS.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let spoilt = [ACCOUNTS.as_bytes(), b"M-3,merchant,cafe,\xec\x84\x9c\xec,Cafe,\n"].concat();
    for store in support::databases().await {
        let backend = support::backend(&store);
        let (report, _) = accounts(&backend, korean.clone()).await;
        assert_eq!((counts(&report), report.encoding), ((3, 3, 0, 0), "CP949"));
        let (report, _) = accounts(&backend, utf16.clone()).await;
        assert_eq!((counts(&report), report.encoding), ((3, 0, 3, 0), "UTF-16LE"));
        let (report, rejects) = accounts(&backend, spoilt.clone()).await;
        assert_eq!(counts(&report), (4, 0, 3, 1));
        assert!(rejects[0].starts_with("5,region,M-3"), "{rejects:?}");
    }
}

#[tokio::test]
async fn what_korean_tills_and_spreadsheets_export_is_read() {
    let till = "\
가맹점번호,승인 번호,서비스,거래일시,구분,금액,메모
M-1,A-1,,2022. 10. 15. 오후 3:30:00,승인,\"₩12,000\",
M-1,A-2,pay-qr,20221015153000,매출,\"3,500원\",포장
M-1,A-3,,2022-10-15 15:30,취소,-\\500,
";
    let english = "\
account,reference,component,occurred_at,kind,amount
M-1,A-1,,2022-10-15 15:30:00,sale,12000
M-1,A-2,pay-qr,2022-10-15 15:30:00,sale,3500
M-1,A-3,,2022-10-15 15:30:00,refund,-500
";
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let unicode_text = [&[0xff, 0xfe], &utf16(&english.replace(',', "\t"))[..]].concat();
    for store in support::databases().await {
        let backend = support::backend(&store);
        add_components(&backend).await;
        accounts(&backend, ACCOUNTS).await;
        let korean = encoding_rs::EUC_KR.encode(&till.replace('₩', "￦")).0.into_owned();
        for (file, encoding, added) in [
            (korean, "CP949", 3),
            (till.as_bytes().to_vec(), "UTF-8", 0),
            (unicode_text.clone(), "UTF-16LE", 0),
            (utf16(english), "UTF-16LE", 0),
            (english.replace(',', ";").into_bytes(), "UTF-8", 0),
        ] {
            let (report, rejects) = transactions(&backend, file, Currency::Krw).await;
            assert_eq!((counts(&report), report.encoding), ((3, added, 3 - added, 0), encoding), "{rejects:?}");
        }
        let amounts: Vec<_> =
            stored(&backend, "M-1", Currency::Krw).await.iter().map(|stored| stored.amount.minor).collect();
        assert_eq!(amounts, [12_000, 3_500, -500]);
    }
}

#[tokio::test]
async fn rejects_are_mended_in_their_file_and_imported_from_it() {
    let file = "\
account;reference;component;occurred_at;kind;amount;memo
M-1;1;;2022-10-15 15:30:00;sale;12000;\"두 줄
메모\"
M-1;2;;어제;sale;\"1;000\";\"값; 둘\"
M-1;3;;2022-10-15 15:30:00;sale
M-1;4;;2022-10-15 15:30:00;\"sale;700;
";
    for store in support::databases().await {
        let backend = support::backend(&store);
        accounts(&backend, ACCOUNTS).await;
        let import = async |file: &str| {
            let mut rejects = Vec::new();
            let report =
                backend.import_transactions(&IMPORTER, file.as_bytes(), Currency::Krw, &mut rejects, |_| ()).await;
            (counts(&report.expect("an import")), String::from_utf8(rejects).expect("text"))
        };
        let (found, rejects) = import(file).await;
        assert_eq!(found, (4, 1, 0, 3), "{rejects}");
        // nothing mended, nothing changed but the lines
        let (found, again) = import(&rejects).await;
        assert_eq!(found, (3, 0, 0, 3), "{again}");
        assert_eq!(again.lines().next(), rejects.lines().next());
        assert!(again.contains(",\"값; 둘\"\n") || again.contains(",값; 둘\n"), "{again}");
        let mended = rejects
            .replace(",어제,sale,1;000,", ",2022-10-15 15:31:00,sale,\"1,000\",")
            .replace(",2022-10-15 15:30:00,sale\n", ",2022-10-15 15:30:00,sale,500,\n");
        let (found, left) = import(&mended).await;
        assert_eq!(found, (3, 2, 0, 1), "{left}");
        assert!(left.contains("M-1;4;;"), "a row that a stray quote makes no row is there as it was: {left}");
        assert_eq!(import(file).await.0, (4, 0, 1, 3), "{mended}");
        let amounts: Vec<_> =
            stored(&backend, "M-1", Currency::Krw).await.iter().map(|stored| stored.amount.minor).collect();
        assert_eq!(amounts.iter().sum::<i64>(), 13_500, "{amounts:?}");
    }
}

#[tokio::test]
async fn tax_tips_and_delivery_fees_are_taken_off() {
    let rows = "\
account,reference,component,occurred_at,amount,kind,vat,pass_through
M-1,S-1,,2022-10-15 12:00,11000,sale,,
M-1,S-2,,2022-10-15 12:05,11000,sale,500,
M-1,S-3,,2022-10-15 12:10,14000,sale,,3000
M-1,S-4,,2022-10-15 12:15,-11000,refund,,
M-1,S-5,,2022-10-15 12:20,-300,fee,,
M-1,S-6,,2022-10-15 12:25,900,sale,1000,
M-1,S-7,,2022-10-15 12:30,900,sale,,일부
";
    for store in support::databases().await {
        let backend = support::backend(&store);
        accounts(&backend, ACCOUNTS).await;
        let booking = Booking { currency: Currency::Krw, vat_included: "10%".parse().expect("a share") };
        for (added, present) in [(5, 0), (0, 5)] {
            let mut rejects = Vec::new();
            let report = backend.import_transactions(&IMPORTER, rows.as_bytes(), booking, &mut rejects, |_| ()).await;
            assert_eq!(counts(&report.expect("an import")), (7, added, present, 2));
            let rejects = summaries(&rejects);
            assert!(rejects[0].starts_with("7,vat,M-1") && rejects[1].starts_with("8,pass_through,M-1"), "{rejects:?}");
        }
        let amounts: Vec<_> =
            stored(&backend, "M-1", Currency::Krw).await.iter().map(|stored| stored.amount.minor).collect();
        assert_eq!(amounts, [10_000, 10_500, 10_000, -10_000, -300]);
    }
}

#[tokio::test]
async fn a_sale_that_two_sources_recorded_counts_once() {
    let rows = "\
account,reference,component,occurred_at,amount,kind,terminal,source
M-1,A-1,,2022-10-15 12:00,9000,sale,,app
M-1,C-1,,2022-10-15 12:00,9000,sale,POS-1,card
M-1,C-2,,2022-10-16 12:00,7000,sale,POS-1,card
";
    for store in support::databases().await {
        let backend = support::backend(&store);
        accounts(&backend, ACCOUNTS).await;
        let (report, _) = transactions(&backend, rows, Currency::Krw).await;
        assert_eq!(counts(&report), (3, 3, 0, 0));
        let rows = stored(&backend, "M-1", Currency::Krw).await;
        assert_eq!(
            rows.iter().map(|row| row.terminal.as_deref()).collect::<Vec<_>>(),
            [None, Some("POS-1"), Some("POS-1")]
        );
        let (report, _) = transactions(
            &backend,
            "\
account,reference,component,occurred_at,amount,kind,terminal,source
M-1,A-1,,2022-10-15 12:00,9000,sale,,app
M-1,C-1,,2022-10-15 12:00,9000,sale,POS-2,card
",
            Currency::Krw,
        )
        .await;
        assert_eq!(counts(&report), (2, 0, 1, 1), "another terminal is another content");

        let filter = AccountFilter { text: "M-1".into(), ..AccountFilter::default() };
        let account = backend.accounts_page(&IMPORTER, &filter, None).await.expect("a page").accounts.remove(0).id;
        let all = backend.history(&IMPORTER, account).await.expect("a history");
        assert_eq!(all.total.values.iter().sum::<i64>(), 25_000, "without an order of sources each record is a sale");
        let ordered = backend.with_sources(Sources::in_order(vec!["app".into(), "card".into()]));
        let once = ordered.history(&IMPORTER, account).await.expect("a history");
        assert_eq!(once.total.values.iter().sum::<i64>(), 16_000);
    }
}

#[tokio::test]
async fn a_file_without_its_columns_is_refused_whole() {
    let store = support::databases().await.remove(0);
    let backend = support::backend(&store);
    for (file, fields) in [
        ("", vec!["file"]),
        ("\n\n", vec!["file"]),
        ("reference,kind,name\nM-1,merchant,봄날분식\n", vec!["category", "region", "file"]),
        ("<html><table><tr><td>봄날분식</td></tr></table></html>", vec!["file"]),
        ("%PDF-1.7\n", vec!["file"]),
        ("reference,kind,category,region,name,name\n", vec!["name"]),
        ("PK\u{3}\u{4}\u{14}\u{0}", vec!["file"]),
        ("\"reference,kind\nM-1,merchant\n", vec!["file"]),
    ] {
        let refusal = backend.import_accounts(&IMPORTER, file.as_bytes(), Vec::new(), |_| ()).await;
        let Err(Error::Invalid(problems)) = refusal else { panic!("{file:?} was taken") };
        assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), fields);
    }
    let workbook = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 64]].concat();
    let refusal = backend.import_accounts(&IMPORTER, workbook.as_slice(), Vec::new(), |_| ()).await;
    let Err(Error::Invalid(problems)) = refusal else { panic!("a workbook was taken") };
    assert!(problems[0].message.ko.contains("CSV"), "{problems:?}");
    let refusal = backend.import_transactions(&IMPORTER, ACCOUNTS.as_bytes(), Currency::Krw, Vec::new(), |_| ()).await;
    let Err(Error::Invalid(problems)) = refusal else { panic!("accounts were taken for transactions") };
    let last = problems.last().expect("a problem");
    assert!(last.message.ko.contains("계정으로 가져와 주세요"), "{last:?}");
    let two = "가맹점번호,거래번호,승인번호,서비스,거래일시,구분,금액\n";
    let refusal = backend.import_transactions(&IMPORTER, two.as_bytes(), Currency::Krw, Vec::new(), |_| ()).await;
    let Err(Error::Invalid(problems)) = refusal else { panic!("one of two references was guessed") };
    assert!(problems[0].field == "reference" && problems[0].message.ko.contains("승인번호"), "{problems:?}");
    let both = "account,reference,component,occurred_at,amount,amount_minor,kind\n";
    let refusal = backend.import_transactions(&IMPORTER, both.as_bytes(), Currency::Krw, Vec::new(), |_| ()).await;
    assert!(matches!(refusal, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn only_who_may_import_imports() {
    let store = support::databases().await.remove(0);
    let backend = support::backend(&store);
    let staff = |role| Actor::Staff {
        id: domain::id::StaffId(uuid::Uuid::nil()),
        name: "담당".into(),
        roles: RoleSet::default().with(role),
    };
    for actor in [Actor::Anonymous, staff(Role::Finance), staff(Role::Publisher)] {
        let refusal = backend.import_accounts(&actor, ACCOUNTS.as_bytes(), Vec::new(), |_| ()).await;
        assert!(matches!(refusal, Err(Error::Forbidden)));
        let refusal = backend.accounts_page(&actor, &AccountFilter::default(), None).await;
        assert!(matches!(refusal, Err(Error::Forbidden)));
    }
    let taken = backend.import_accounts(&staff(Role::Administrator), ACCOUNTS.as_bytes(), Vec::new(), |_| ()).await;
    assert_eq!(taken.expect("an import").added, 3);
    let audit = backend.audit_page(&IMPORTER, None).await.expect("the log");
    assert_eq!(audit[0].action, "ledger.imported");
    assert_eq!(audit[0].detail, "3 rows, 3 added, 0 present, 0 rejected");
}

#[tokio::test]
async fn an_import_that_was_cut_off_is_run_again() {
    /// A source that breaks.
    struct Broken<'a>(&'a [u8]);
    impl std::io::Read for Broken<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                return Err(std::io::Error::other("the connection was lost"));
            }
            self.0.read(buffer)
        }
    }
    let mut file = String::from("account,reference,component,occurred_at,amount,kind\n");
    for n in 0..25_000 {
        writeln!(file, "M-1,{n},,2022-10-15 15:30,{n},sale").expect("text in memory");
    }
    for store in support::databases().await {
        let backend = support::backend(&store);
        accounts(&backend, ACCOUNTS).await;
        let half = Broken(&file.as_bytes()[..file.len() / 2]);
        let cut = backend.import_transactions(&IMPORTER, half, Currency::Krw, Vec::new(), |_| ()).await;
        assert!(matches!(cut, Err(Error::File(_))));
        let before = stored(&backend, "M-1", Currency::Krw).await.len() as u64;
        assert!(before >= 10_000, "{before}");

        let mut heard: Vec<Progress> = Vec::new();
        let report = backend
            .import_transactions(&IMPORTER, file.as_bytes(), Currency::Krw, Vec::new(), |progress| heard.push(progress))
            .await
            .expect("an import");
        assert_eq!(counts(&report), (25_000, 25_000 - before, before, 0));
        assert_eq!(stored(&backend, "M-1", Currency::Krw).await.len(), 25_000);
        let last = heard.last().expect("progress");
        assert_eq!((heard.len(), last.rows, last.bytes), (3, 25_000, file.len() as u64));
    }
}
