// <form data-passkey="get|create" data-options="URL"> asks the browser for a passkey, puts the answer into its field Credential and goes.
// A form that is hidden until there is something that can do that. What went wrong stands on its [role=status] (data-failed).
export async function ceremony(form) {
  const response = await fetch(form.dataset.options, {
    method: "POST",
    body: new FormData(form), // with the antiforgery token
    headers: { Accept: "application/json" },
    redirect: "error", // to sign-in: the session has ended
  });
  if (response.status === 403) {
    // A factor first, then here again.
    const { confirm } = await response.json();
    location.assign(`${confirm}?returnUrl=${encodeURIComponent(location.pathname)}`);
  }
  if (!response.ok) throw new Error(response.statusText);
  const options = await response.json();
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential);
}

function prepare(form) {
  form.hidden = false;
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const status = form.querySelector("[role=status]");
    status.textContent = "";
    try {
      form.elements.Credential.value = await ceremony(form);
      form.submit();
    } catch {
      status.textContent = status.dataset.failed;
      busy = false;
    }
  });
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) document.querySelectorAll("form[data-passkey]").forEach(prepare);
