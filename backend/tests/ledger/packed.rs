//! Files that are not plain text: packed ones, and Parquet. What they are is told by their content.

use std::{io::Write, sync::Arc};

use backend::{Backend, Error, ledger::ImportReport};
use domain::money::Currency;
use parquet::{
    basic::{Compression, ZstdLevel},
    data_type::{ByteArray, ByteArrayType, Int64Type},
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::parser::parse_message_type,
};

use crate::{
    import::{ACCOUNTS, IMPORTER, add_components, stored},
    support,
};

/// 2022-10-15 12:00 in Seoul, in microseconds.
const NOON: i64 = 1_665_802_800_000_000;

/// Account, reference, component, time and amount.
type Sale = (&'static str, &'static str, Option<&'static str>, i64, i64);

/// Sales of two shops, the third through a component; one account is not known.
const SALES: [Sale; 4] = [
    ("M-1", "S-1", None, NOON, 12_000),
    ("M-2", "S-1", None, NOON + 60_000_000, 5_500),
    ("M-1", "S-2", Some("pay-qr"), NOON + 1, 7_000),
    ("M-9", "S-1", None, NOON, 1_000),
];

fn text() -> String {
    let head = "account,reference,component,occurred_at,kind,amount_minor\n".to_owned();
    SALES.iter().fold(head, |text, (account, reference, component, at, amount)| {
        let at = chrono::DateTime::from_timestamp_micros(*at).expect("a time").format("%Y-%m-%dT%H:%M:%S%.6fZ");
        text + &format!("{account},{reference},{},{at},sale,{amount}\n", component.unwrap_or_default())
    })
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).expect("in memory");
    packed.finish().expect("in memory")
}

/// The sales as a Parquet file whose times are of this type.
fn parquet(time: &str) -> Vec<u8> {
    let schema = format!(
        "message sales {{ required binary account (STRING); required binary reference (STRING);
        optional binary component (STRING); required int64 occurred_at {time};
        required binary kind (STRING); required int64 amount_minor; required binary remark (STRING); }}"
    );
    let schema = Arc::new(parse_message_type(&schema).expect("a schema"));
    let packed = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let mut file = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut file, schema, Arc::new(packed)).expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    let mut column = |fill: &dyn Fn(&mut SerializedColumnWriter)| {
        let mut column = group.next_column().expect("a column").expect("one more");
        fill(&mut column);
        column.close().expect("closed");
    };
    let text = |of: fn(&Sale) -> &'static str| {
        let values: Vec<ByteArray> = SALES.iter().map(|sale| ByteArray::from(of(sale))).collect();
        move |column: &mut SerializedColumnWriter| {
            column.typed::<ByteArrayType>().write_batch(&values, None, None).expect("written");
        }
    };
    let number = |of: fn(&Sale) -> i64| {
        let values: Vec<i64> = SALES.iter().map(of).collect();
        move |column: &mut SerializedColumnWriter| {
            column.typed::<Int64Type>().write_batch(&values, None, None).expect("written");
        }
    };
    column(&text(|sale| sale.0));
    column(&text(|sale| sale.1));
    column(&|column| {
        let levels: Vec<i16> = SALES.iter().map(|sale| i16::from(sale.2.is_some())).collect();
        let values: Vec<ByteArray> = SALES.iter().filter_map(|sale| sale.2).map(ByteArray::from).collect();
        column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).expect("written");
    });
    column(&number(|sale| sale.3));
    column(&text(|_| "sale"));
    column(&number(|sale| sale.4));
    column(&text(|_| "passed over"));
    group.close().expect("closed");
    writer.close().expect("closed");
    file
}

async fn import(backend: &Backend, file: &[u8]) -> Result<(ImportReport, String), Error> {
    let mut rejects = Vec::new();
    let report = backend.import_transactions(&IMPORTER, file, Currency::Krw, &mut rejects, |_| ()).await?;
    Ok((report, String::from_utf8(rejects).expect("text")))
}

async fn with_accounts(store: &support::Store) -> Backend {
    let backend = support::backend(store);
    add_components(&backend).await;
    backend.import_accounts(&IMPORTER, ACCOUNTS.as_bytes(), Vec::new(), |_| ()).await.expect("accounts");
    backend
}

#[tokio::test]
async fn the_same_sales_are_the_same_in_every_kind_of_file() {
    for store in support::databases().await {
        let backend = with_accounts(&store).await;
        let zstd = zstd::encode_all(text().as_bytes(), 1).expect("in memory");
        let files = [
            (gzip(&text()), "UTF-8", 3),
            (zstd, "UTF-8", 0),
            (parquet("(TIMESTAMP(MICROS,true))"), "Parquet", 0),
            (text().into_bytes(), "UTF-8", 0),
        ];
        for (file, encoding, added) in files {
            let (report, rejects) = import(&backend, &file).await.expect("an import");
            assert_eq!((report.rows, report.added, report.present, report.rejected), (4, added, 3 - added, 1));
            assert_eq!(report.encoding, encoding);
            assert!(rejects.contains("M-9"), "{rejects}");
        }
        let sales = stored(&backend, "M-1", Currency::Krw).await;
        assert_eq!(sales.iter().map(|sale| sale.amount.minor).sum::<i64>(), 19_000);
    }
}

#[tokio::test]
async fn a_packed_file_that_breaks_off_keeps_what_came_before() {
    for store in support::databases().await {
        let backend = with_accounts(&store).await;
        let rows: String = (0..20_000).map(|n| format!("M-1,R-{n},,2022-10-15T12:00:00Z,sale,{n}\n")).collect();
        let whole = gzip(&format!("account,reference,component,occurred_at,kind,amount_minor\n{rows}"));
        let error = import(&backend, &whole[..whole.len() / 2]).await.expect_err("it breaks off");
        assert!(error.to_string().contains("it breaks off after"), "{error}");
        let kept = stored(&backend, "M-1", Currency::Krw).await.len() as u64;
        assert!(0 < kept && kept < 20_000, "{kept}");
        let (report, _) = import(&backend, &whole).await.expect("an import");
        assert_eq!((report.added, report.present), (20_000 - kept, kept));
    }
}

#[tokio::test]
async fn a_table_that_cannot_be_read_is_refused_whole() {
    let store = support::databases().await.remove(0);
    let backend = with_accounts(&store).await;
    let whole = parquet("(TIMESTAMP(MICROS,true))");
    for (file, field) in [(parquet(""), "occurred_at"), (whole[..whole.len() - 9].to_vec(), "file")] {
        let Err(Error::Invalid(problems)) = import(&backend, &file).await else { panic!("{field} is refused") };
        assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), [field]);
    }
    assert!(stored(&backend, "M-1", Currency::Krw).await.is_empty());
}
