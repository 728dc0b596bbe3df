// An element with data-poll="URL" holds a <progress> and a [role=status]. The URL answers {"value": 3, "max": 10, "text": "...", "done": false};
// when it is done the page is loaded again and shows the result.
const first = 1_000;
const slowest = 10_000;

function follow(block) {
  const bar = block.querySelector("progress");
  const status = block.querySelector("[role=status]");
  let wait = first;

  async function ask() {
    try {
      const response = await fetch(block.dataset.poll, { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
      if (!response.ok) throw new Error(response.statusText);
      const job = await response.json();
      if (job.done) {
        location.reload();
        return;
      }
      if (bar && job.max > 0) [bar.max, bar.value] = [job.max, job.value];
      if (status && job.text && status.textContent !== job.text) status.textContent = job.text;
      wait = first;
    } catch {
      wait = Math.min(wait * 2, slowest); // the server may be away for a moment
    }
    setTimeout(ask, wait);
  }

  setTimeout(ask, wait);
}

document.querySelectorAll("[data-poll]").forEach(follow);
