// <div data-session="URL" data-account data-locks-in data-ends-in> (seconds): warns before the session locks or ends, and lays a lock over the
// page when it does. Locked, the page stays as it is, hidden; one factor opens it again at the same field. Ended, it is emptied: only forms in
// which something was typed stay, hidden, until the same person has signed in again. The server locks by itself: this only shows it.
import { ceremony } from "./passkey.js";

const warnLock = 150; // seconds before; at least two minutes
const warnEnd = 600;
const spoken = [120, 60, 30]; // seconds left that are read aloud

function start(root) {
  const warning = root.querySelector("[data-session-warning]");
  const lock = root.querySelector("[data-session-lock]");
  const left = warning.querySelector("[data-session-left]");
  const said = warning.querySelector("[data-session-said]");
  const title = document.title;
  let locksAt, endsAt;
  let busy = false;
  let active = false;
  let endKnown = false;
  let at; // where the person was
  let emptied = false;
  const filledIn = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]));
  const before = new Map([...document.forms].map((form) => [form, filledIn(form)]));

  const seconds = (moment) => Math.ceil((moment - Date.now()) / 1000);

  function take({ locks_in: locksIn, ends_in: endsIn }) {
    locksAt = Date.now() + locksIn * 1000;
    endsAt = Date.now() + endsIn * 1000;
  }

  function show(dialog, kind) {
    for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== kind;
    if (!dialog.open) dialog.showModal();
  }

  async function ask(method, url, body) {
    const response = await fetch(url, { method, body, headers: { Accept: "application/json" }, redirect: "error" });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  // Another window may have kept the session open, opened it again or ended it.
  async function look() {
    if (busy) return;
    busy = true;
    try {
      const now = await ask("GET", root.dataset.session);
      const own = now.account === root.dataset.account;
      take(now);
      if (own && now.locks_in > 0) unlock();
      else close(own ? now : undefined);
      if (!own) empty();
    } catch {
      if (seconds(Math.min(locksAt, endsAt)) <= 0) close(); // out of reach: better shut than open
      if (seconds(endsAt) <= 0) empty();
    } finally {
      busy = false;
    }
  }

  function close(now) {
    if (warning.open) warning.close();
    for (const way of lock.querySelectorAll("[data-factor]")) {
      way.hidden = !now?.factors.includes(way.dataset.factor) || (way.dataset.passkey && !window.PublicKeyCredential);
      if (now?.token && way.elements) way.elements.__RequestVerificationToken.value = now.token;
    }
    if (!document.body.classList.contains("app-locked")) {
      at = { field: document.activeElement, x: scrollX, y: scrollY };
      document.body.classList.add("app-locked");
      for (const part of document.body.children) if (part !== root) part.inert = true;
      document.title = root.dataset.lockedTitle;
    }
    show(lock, now ? "locks" : "ends");
    lock.querySelector("form:not([hidden]) input:not([type=hidden]), form:not([hidden]) button, [data-factor]:not([hidden]) a")?.focus();
  }

  function empty() {
    emptied = true;
    const typed = [...document.forms].filter((form) => !root.contains(form) && filledIn(form) !== before.get(form));
    const clear = (part) => {
      if (typed.includes(part)) return;
      if (typed.some((form) => part.contains(form))) [...part.childNodes].forEach(clear);
      else part.remove();
    };
    [...document.body.childNodes].filter((part) => part !== root).forEach(clear);
  }

  function unlock() {
    if (!document.body.classList.contains("app-locked")) return;
    if (emptied && [...document.forms].every((form) => root.contains(form))) return location.reload();
    lock.close();
    for (const form of lock.querySelectorAll("form")) form.reset();
    document.body.classList.remove("app-locked");
    for (const part of document.body.children) part.inert = false;
    document.title = title;
    scrollTo(at.x, at.y);
    at.field?.focus({ preventScroll: true });
  }

  async function extend() {
    active = false;
    try {
      take(await ask("POST", warning.querySelector("form").action, new FormData(warning.querySelector("form"))));
    } catch {
      await look();
    }
  }

  function tick() {
    if (document.body.classList.contains("app-locked")) return;
    const [toLock, toEnd] = [seconds(locksAt), seconds(endsAt)];
    if (toLock <= 0 || toEnd <= 0) return look();
    const ending = toEnd <= warnEnd && !endKnown;
    if (toLock > warnLock && !ending) {
      if (warning.open && toEnd > warnEnd) warning.close();
      else if (!warning.open) return;
    } else if (!warning.open) {
      if (active && !ending) return extend(); // typing is being there
      said.textContent = "";
      show(warning, ending ? "ends" : "locks");
      look();
    }
    const rest = Math.min(toLock, toEnd);
    left.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    if (spoken.includes(rest)) said.textContent = `${said.dataset.sessionSaid} ${left.textContent}`;
  }

  warning.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (seconds(endsAt) <= warnEnd) endKnown = true;
    warning.close();
    await extend();
  });
  for (const dialog of [warning, lock]) dialog.addEventListener("cancel", (event) => event.preventDefault());

  for (const form of lock.querySelectorAll("form[data-factor]")) {
    form.addEventListener(
      "submit",
      async (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        const status = form.querySelector("[role=status]");
        status.textContent = "";
        try {
          if (form.dataset.passkey) form.elements.Credential.value = await ceremony(form);
          const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
          if (answer.type !== "opaqueredirect") throw new Error(answer.statusText);
          await look();
        } catch {
          status.textContent = status.dataset.failed;
        }
      },
      { capture: true },
    );
  }

  for (const sign of ["keydown", "pointerdown"]) addEventListener(sign, () => (active = true), { passive: true });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") document.body.classList.contains("app-locked") ? look() : tick();
  });
  addEventListener("focus", () => document.body.classList.contains("app-locked") && look());
  addEventListener("pageshow", (event) => event.persisted && look());
  take({ locks_in: Number(root.dataset.locksIn), ends_in: Number(root.dataset.endsIn) });
  setInterval(tick, 1000);
}

document.querySelectorAll("[data-session]").forEach(start);
