// <form data-autosave="URL"> is sent there a few seconds after a change. Texts stand on its [data-autosave-status] (role=status):
// data-saving, data-saved and data-failed, with {time} where the time goes. An answer in JSON may carry new values of hidden fields,
// such as the version of the draft: {"fields": {"Version": "..."}}.
const pause = 2_000;
const longest = 10_000;

function watch(form) {
  const status = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
  let timer;
  let changedSince = 0;
  let running;

  function say(text) {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const message = (text ?? "").replace("{time}", time);
    if (status && status.textContent !== message) status.textContent = message;
  }

  function body() {
    const data = new FormData(form); // with the antiforgery token
    data.delete("__once"); // of the button: what is saved by itself says something else each time
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  async function take(response) {
    if (!response.headers.get("content-type")?.includes("json")) return;
    const { fields = {} } = await response.json();
    for (const [name, value] of Object.entries(fields)) {
      const field = [...form.elements].find((e) => e.type === "hidden" && e.name.toLowerCase() === name.toLowerCase());
      if (field) field.value = value;
    }
  }

  async function save() {
    if (running || !changedSince) return;
    changedSince = 0;
    running = new AbortController();
    say(status?.dataset.saving);
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: body(),
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        redirect: "error", // to sign-in: nothing was saved
        signal: running.signal,
      });
      if (!response.ok) throw new Error(response.statusText);
      await take(response);
      say(status?.dataset.saved);
    } catch {
      if (!form.dataset.sent) say(status?.dataset.failed);
    } finally {
      running = undefined;
      if (changedSince) plan();
    }
  }

  function plan() {
    clearTimeout(timer);
    if (form.dataset.sent) return;
    timer = setTimeout(save, Math.max(0, Math.min(pause, changedSince + longest - Date.now())));
  }

  function changed() {
    changedSince ||= Date.now();
    plan();
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    running?.abort();
  });
}

document.querySelectorAll("form[data-autosave]").forEach(watch);
