// Passkeys: asks the server for a question, the browser's authenticator for the answer, puts it into the form and sends the form
// the ordinary way. Chromium 109 has no parse…FromJSON yet, so the bytes are translated here.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export function startPasskeys(root) {
  for (const box of root.querySelectorAll("[data-passkey]:not([data-started])")) {
    box.setAttribute("data-started", "");
    const form = box.querySelector("form");
    if (!window.PublicKeyCredential || !window.isSecureContext) {
      const why = box.querySelector("[data-passkey-why]");
      why.hidden = false;
      why.classList.remove("vh");
      form.hidden = true;
      continue;
    }
    window.addEventListener("pageshow", () => { form.elements.answer.value = ""; }); // an answer counts once
    form.addEventListener("submit", (e) => {
      if (form.elements.answer.value) return; // the second time, with the answer in it
      e.preventDefault();
      e.stopImmediatePropagation();
      ask(box, form);
    }, true);
  }
}

async function ask(box, form) {
  const wrong = box.querySelector("[data-passkey-error]");
  wrong.hidden = true;
  try {
    const r = await fetch(box.dataset.begin, { method: "POST", headers: { Accept: "application/json" }, credentials: "same-origin" });
    const question = await r.json();
    if (!r.ok) throw new Error(question.message);
    form.elements.handle.value = question.handle;
    const answer = box.dataset.passkey === "create" ? await create(question.options.publicKey) : await get(question.options.publicKey);
    form.elements.answer.value = JSON.stringify(answer);
    form.requestSubmit();
  } catch (e) {
    wrong.textContent = e.name === "Error" ? e.message : box.dataset.cancelled;
    wrong.hidden = false;
  }
}

const described = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }));

async function create(o) {
  const made = await navigator.credentials.create({ publicKey: {
    ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: described(o.excludeCredentials) } });
  const r = made.response;
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: {
    clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject), transports: r.getTransports ? r.getTransports() : [] } };
}

async function get(o) {
  const made = await navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: described(o.allowCredentials) } });
  const r = made.response;
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: {
    clientDataJSON: text(r.clientDataJSON), authenticatorData: text(r.authenticatorData), signature: text(r.signature),
    userHandle: r.userHandle ? text(r.userHandle) : undefined } };
}
