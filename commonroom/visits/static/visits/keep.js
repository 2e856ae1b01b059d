// Nothing that somebody writes is lost when the signal drops: words are kept on this device while the server does not
// have them, sent when it can be reached, and then forgotten here. Everything works without this script, by a button.
(() => {
  "use strict";
  const PREFIX = "commonroom-kept:";
  const WEEK = 7 * 24 * 3600 * 1000;

  // What was kept too long goes; so does what the server has in full
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    try {
      if (Date.now() - JSON.parse(localStorage.getItem(key)).at > WEEK) localStorage.removeItem(key);
    } catch {
      localStorage.removeItem(key);
    }
  }
  const done = document.querySelector("[data-kept-done]");
  if (done) {
    const id = done.dataset.keptDone;
    for (const key of Object.keys(localStorage)) {
      if (key === PREFIX + id) localStorage.removeItem(key);
    }
  }

  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const key = PREFIX + form.dataset.keep;
  const saves = form.dataset.saves === "yes";
  const status = form.querySelector("[data-kept-status]");
  const version = form.querySelector("input[name=version]");
  let timer = 0;
  let busy = false;
  let halted = false;

  const say = (words, good = false) => {
    if (!status) return;
    status.textContent = words;
    status.classList.toggle("cr-saved--waiting", !good);
  };
  const values = () => [...new FormData(form).entries()].filter(([name]) => !["csrfmiddlewaretoken", "version"].includes(name));
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), version: version ? version.value : "", values: values() }));
    } catch {
      say("This device cannot keep your words. Press Save before you go on.");
    }
  };

  const fill = (kept) => {
    for (const field of form.elements) {
      if (!field.name || ["csrfmiddlewaretoken", "version", "edition"].includes(field.name)) continue;
      const found = kept.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = found.includes(field.value);
      else if (field.tagName === "TEXTAREA" || field.type === "text") field.value = found[0] ?? field.value;
    }
  };

  const later = (wait) => {
    clearTimeout(timer);
    if (!halted) timer = setTimeout(save, wait);
  };

  async function save() {
    if (!saves || busy || halted) return;
    busy = true;
    const sent = values();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (answer.ok) {
        const told = await answer.json();
        version.value = told.version;
        if (same(sent, values())) {
          localStorage.removeItem(key);
          say(`✓ Saved ${told.saved}`, true);
        } else {
          keep();
          later(1500);
        }
      } else if (answer.status === 409) {
        halted = true;
        say((await answer.json()).sentence + " Press Save to see both texts.");
      } else if (answer.status === 403) {
        halted = true;
        say((await answer.json().catch(() => ({}))).sentence || "Not saved. Your words are kept on this device.");
      } else {
        say("Not saved yet: sign in again in another tab. Your words are kept on this device.");
        later(15000);
      }
    } catch {
      say("No signal. Your words are kept on this device and saved when it is back.");
      later(10000);
    } finally {
      busy = false;
    }
  }

  const held = localStorage.getItem(key);
  if (held) {
    const kept = JSON.parse(held);
    if (!same(kept.values, values())) {
      fill(kept.values);
      if (version && kept.version !== "") version.value = kept.version;
      say("Put back what you wrote on this device.");
      later(500);
    }
  }
  form.addEventListener("input", () => {
    keep();
    later(1500);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  window.addEventListener("online", () => later(0));
})();
