//! Computes a result again in the claimant's own browser: fetches the records and runs the engine on them.

use domain::assessment::Check;
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// Where the browser finds a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserModule {
    /// Address of its script.
    pub js: String,
    /// Address of its wasm.
    pub wasm: String,
}

/// What the check says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckWords {
    /// The button.
    pub check: String,
    /// While it computes.
    pub working: String,
    /// The same came out.
    pub same: String,
    /// What that means.
    pub same_text: String,
    /// Something else came out.
    pub different: String,
    /// What to do about it.
    pub different_text: String,
    /// The result is of an earlier version of the rules.
    pub other_version: String,
    /// What that means.
    pub other_version_text: String,
    /// It could not be computed.
    pub failed: String,
    /// What to do about that.
    pub failed_text: String,
    /// Name of the digest.
    pub digest: String,
    /// Name of what was published.
    pub published: String,
    /// Name of what was computed here.
    pub computed: String,
}

/// How far it is.
#[derive(Clone, Debug)]
enum Stage {
    Ready,
    Working,
    Done(Check),
    Failed(String),
}

#[wasm_bindgen(inline_js = "export async function runEngine(js, wasm, records) {
    const answer = await fetch(records);
    if (!answer.ok) throw new Error('HTTP ' + answer.status);
    const text = await answer.text();
    const engine = await import(js);
    await engine.default({ module_or_path: wasm });
    return engine.check(text);
}")]
extern "C" {
    /// Fetches records and runs the engine on them; the engine is loaded by the first call.
    #[wasm_bindgen(catch, js_name = runEngine)]
    async fn run_engine(js: &str, wasm: &str, records: &str) -> Result<JsValue, JsValue>;
}

/// A button that computes the result again, and what came out. Hidden until it is alive.
#[island]
pub fn SelfCheck(
    /// Where the engine is.
    engine: BrowserModule,
    /// Where the records are.
    records: String,
    /// The digest on the page.
    digest: String,
    /// The words.
    words: CheckWords,
) -> impl IntoView {
    let stage = RwSignal::new(Stage::Ready);
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    let is_working = move || matches!(stage.get(), Stage::Working);
    let start = move |_| {
        if is_working() {
            return;
        }
        stage.set(Stage::Working);
        let (engine, records, digest) = (engine.clone(), records.clone(), digest.clone());
        spawn_local(async move { stage.set(run(&engine, &records, &digest).await) });
    };
    let label = words.check.clone();
    view! {
        <div class="self-check" hidden=move || !is_alive.get()>
            <button type="button" class="btn" on:click=start aria-disabled=move || is_working().then_some("true")>
                {label}
            </button>
            <div role="status">{move || told(stage.get(), &words)}</div>
        </div>
    }
}

/// What came out. Records of another result than the one on the page, made while it was read, count as failed.
async fn run(engine: &BrowserModule, records: &str, digest: &str) -> Stage {
    let text = match run_engine(&engine.js, &engine.wasm, records).await {
        Ok(value) => value.as_string().unwrap_or_default(),
        Err(error) => return Stage::Failed(error.as_string().unwrap_or_else(|| format!("{error:?}"))),
    };
    match serde_json::from_str::<Check>(&text) {
        Ok(check) if check.published == digest => Stage::Done(check),
        Ok(check) => Stage::Failed(check.published),
        Err(error) => Stage::Failed(error.to_string()),
    }
}

fn told(stage: Stage, words: &CheckWords) -> Option<AnyView> {
    let told = match stage {
        Stage::Ready => return None,
        Stage::Working => view! { <p class="muted">{words.working.clone()}</p> }.into_any(),
        Stage::Done(check) if check.is_same() => {
            let lines = view! {
                <p>{words.same_text.clone()}</p>
                <p class="small">{words.digest.clone()} " " <code>{check.computed}</code></p>
            };
            notice("ok", &words.same, lines.into_any())
        }
        Stage::Done(check) => {
            let row = |difference: domain::assessment::Difference| {
                view! {
                    <li>
                        <code>{difference.at}</code>
                        " · " {words.published.clone()} " " <code>{difference.published}</code>
                        " · " {words.computed.clone()} " " <code>{difference.computed}</code>
                    </li>
                }
            };
            let rows = check.differences.iter().cloned().map(row).collect_view();
            let (heading, text) = match &check.other_version {
                Some(_) => (&words.other_version, words.other_version_text.clone()),
                None => (&words.different, words.different_text.clone()),
            };
            let lines = view! { <p>{text}</p> <ul class="small">{rows}</ul> };
            notice("slow", heading, lines.into_any())
        }
        Stage::Failed(why) => {
            let lines = view! { <p>{words.failed_text.clone()}</p> <p class="small">{why}</p> };
            notice("down", &words.failed, lines.into_any())
        }
    };
    Some(told)
}

fn notice(tone: &str, heading: &str, lines: AnyView) -> AnyView {
    view! { <div class=format!("notice {tone}")><div><p><b>{heading.to_owned()}</b></p>{lines}</div></div> }.into_any()
}
