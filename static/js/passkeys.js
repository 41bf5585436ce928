// Passkeys: <form data-passkey="create" or "get">. The options stand in #passkey-options or at data-options; what the
// browser answers goes into the form's hidden field, and the form is sent.
import { toast } from "./shell.js";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (credentials) => (credentials ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

async function optionsOf(form) {
  if (!form.dataset.options) return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function created(form, { creation_options: { publicKey } }) {
  const selection = { ...publicKey.authenticatorSelection };
  if (form.elements.passwordless?.checked) {
    Object.assign(selection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
  }
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: listed(publicKey.excludeCredentials),
      authenticatorSelection: selection,
    },
  });
  const { clientDataJSON, attestationObject } = credential.response;
  return answered(credential, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) });
}

async function used(form, { request_options: { publicKey } }) {
  const credential = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: listed(publicKey.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  return answered(credential, {
    clientDataJSON: text(clientDataJSON),
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

const answered = (credential, response) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: credential.getClientExtensionResults(),
  response,
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-passkey]")) return;
  event.preventDefault();
  try {
    if (!window.PublicKeyCredential) throw new DOMException("", "SecurityError");
    const options = await optionsOf(form);
    const credential = await (form.dataset.passkey === "create" ? created : used)(form, options);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (problem) {
    toast(problem.name === "SecurityError" ? form.dataset.unable : form.dataset.refused, "error");
  }
});
