// On every page. Everything works without it: scripts only add comfort, and each looks for what it has to do.
import "./autosave.js";
import "./narrow.js";
import "./passkey.js";
import "./picture.js";
import "./print.js";
import "./progress.js";
import "./reveal.js";
import "./session.js";

document.querySelector("[data-error-summary]")?.focus();

// A second click must not register twice. The button is not disabled: then its own name and value would not be sent.
const forgetAfter = 10_000; // a form that answers with a file leaves the page where it is

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  // Beside a <submit-button slow="true">.
  form.querySelectorAll("[data-busy]").forEach((status) => (status.textContent = status.dataset.busy));
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), forgetAfter);
});

// Back to a page that the browser kept as it was.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent]").forEach(release);
  document.querySelectorAll("[data-busy]").forEach((status) => (status.textContent = ""));
});
