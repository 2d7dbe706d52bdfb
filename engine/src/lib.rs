//! The engine as a module for the claimant's browser: apart from the islands, so that only who checks a result loads it.
//! Documents go in and come out as JSON, and nothing else crosses the border.

use domain::assessment::Records;
use wasm_bindgen::prelude::wasm_bindgen;

/// Computes the assessment of records again: a [`domain::assessment::Check`]. Errors: in words, where the text is no
/// records.
#[wasm_bindgen]
pub fn check(records: &str) -> Result<String, String> {
    let check = read(records)?.check().map_err(|error| error.to_string())?;
    serde_json::to_string(&check).map_err(|error| error.to_string())
}

/// All that the engine computes from records, every float to its last bit: the measure, or why there is none, the
/// assessment, or why it is refused, and the explanation.
#[wasm_bindgen]
pub fn compute(records: &str) -> Result<String, String> {
    let records = read(records)?;
    let measure = records.measure();
    let assessment = records.assess(measure.as_ref().ok()).map_err(|refused| refused.to_string());
    let all = (measure.map_err(|error| error.to_string()), assessment, records.explain());
    serde_json::to_string(&all).map_err(|error| error.to_string())
}

fn read(records: &str) -> Result<Records, String> {
    Records::from_json(records).map_err(|error| error.to_string())
}
