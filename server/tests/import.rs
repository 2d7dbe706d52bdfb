//! The real program imports files: what it leaves behind of those it refuses.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const ROWS: &str =
    "reference,kind,category,region,name\nM-1,merchant,cafe,서울 마포구,봄날\nM-2,shop,cafe,서울 마포구,달빛\n";

/// Runs the program in a folder.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_makewhole"));
    command.current_dir(folder).args(["--database", "ledger.sqlite"]).args(arguments).output().expect("the program")
}

#[test]
fn a_refused_file_leaves_no_rejects_and_none_go_into_the_file_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("written");
    assert!(run(folder, &["migrate"]).status.success());

    write("page.xls", "<html><table></table></html>");
    let refused = run(folder, &["import", "transactions", "page.xls"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("save it as CSV"), "{said}");
    assert!(!folder.join("page.xls.rejects.csv").exists());

    write("shops.csv", ROWS);
    let refused = run(folder, &["import", "accounts", "shops.csv", "--rejects", "./shops.csv"]);
    assert!(!refused.status.success());
    assert_eq!(fs::read_to_string(folder.join("shops.csv")).expect("the file"), ROWS);

    let taken = run(folder, &["import", "accounts", "shops.csv"]);
    let said = String::from_utf8_lossy(&taken.stdout);
    assert!(said.contains("1 added, 0 already there, 1 rejected") && said.contains("import that file"), "{said}");
    let rejects = fs::read_to_string(folder.join("shops.csv.rejects.csv")).expect("the rejects");
    write("mended.csv", &rejects.replace(",shop,", ",merchant,"));
    let said = run(folder, &["import", "accounts", "mended.csv"]).stdout;
    assert!(String::from_utf8_lossy(&said).contains("1 rows (UTF-8): 1 added"), "{rejects}");
    assert!(!folder.join("mended.csv.rejects.csv").exists());
}
