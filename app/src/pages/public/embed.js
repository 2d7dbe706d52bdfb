(words) => {
  const self = document.currentScript;
  const site = self.src.slice(0, self.src.lastIndexOf("/embed.js"));
  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{display:inline-block}a{display:inline-flex;gap:.5em;align-items:center;padding:.35em .75em;border:1px solid #7f8896;" +
      "border-radius:8px;font:600 14px/1.4 system-ui,'Apple SD Gothic Neo','Noto Sans KR','Malgun Gothic',sans-serif;" +
      "color:#12161c;background:#fff;text-decoration:none}a:focus-visible{outline:3px solid #1b4dcc;outline-offset:2px}" +
      "i{width:.75em;height:.75em;border-radius:50%;background:#5b6471}.none i{background:#0b7a49}.minor i{background:#855400;" +
      "border-radius:2px}.major i,.critical i{background:#b3201a;border-radius:0;transform:rotate(45deg)}.maintenance i{background:#2b5bb8;" +
      "border-radius:2px}@media(prefers-color-scheme:dark){a{color:#f4f5f7;background:#12161c}}",
  );
  shadow.adoptedStyleSheets = [sheet];
  const link = document.createElement("a");
  const text = document.createElement("span");
  link.href = site + "/";
  link.append(document.createElement("i"), text);
  shadow.append(link);
  self.after(host);
  const show = (state, title) => {
    link.className = state;
    text.textContent = title ? `${words[state]}: ${title}` : words[state];
  };
  const ask = async () => {
    try {
      const answer = await fetch(site + "/api/v2/summary.json");
      if (!answer.ok) throw new Error(answer.statusText);
      const summary = await answer.json();
      const indicator = summary.status.indicator in words ? summary.status.indicator : "unknown";
      show(indicator, summary.incidents[0]?.name);
    } catch {
      show("unknown");
    }
  };
  show("unknown");
  ask();
  setInterval(ask, 60_000);
}
