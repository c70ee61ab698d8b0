// Passkeys: the one thing of logging in that needs a script, because the browser asks the device.
//
// <form data-passkey="get|create" [data-options="id of a JSON script"]> with <input name="credential">.
// Without data-options the options are fetched from the form's own address. A form that is hidden shows
// once it is known that this browser can do it.

const forms = document.querySelectorAll("form[data-passkey]");

const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
};
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (items) => (items || []).map((item) => ({ ...item, id: toBytes(item.id) }));

async function optionsOf(form) {
  const kept = form.dataset.options && document.getElementById(form.dataset.options);
  if (kept) {
    const data = JSON.parse(kept.textContent);
    return (data.creation_options || data.request_options).publicKey;
  }
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return (await answer.json()).request_options.publicKey;
}

async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
      // A real passkey: kept on the device, and opened by finger, face or screen lock.
      authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
  return {
    ...common(made),
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    },
  };
}

async function get(options) {
  const found = await navigator.credentials.get({
    publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return {
    ...common(found),
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    },
  };
}

const common = (credential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
});

// What a browser refuses for the address's sake is a SecurityError; it says so of bare numbers, for example.
const CAUSES = { NotAllowedError: "cancelled", SecurityError: "address" };

function sayTrouble(form, cause) {
  const trouble = form.querySelector("[data-trouble]");
  if (!trouble) return;
  trouble.textContent = trouble.dataset[cause];
  trouble.hidden = false;
}

async function onSubmit(event) {
  const form = event.currentTarget;
  event.preventDefault();
  try {
    const credential = await (form.dataset.passkey === "create" ? create : get)(await optionsOf(form));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    console.warn("passkey", error);
    sayTrouble(form, CAUSES[error.name] || "failed");
  }
}

for (const form of forms) {
  if (window.PublicKeyCredential) {
    form.addEventListener("submit", onSubmit);
    form.hidden = false;
  } else if (!form.hidden) {
    form.addEventListener("submit", (event) => event.preventDefault());
    sayTrouble(form, window.isSecureContext ? "missing" : "address");
  }
}
