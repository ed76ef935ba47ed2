// Keeps the day's report on this device while it is typed, and sends it when there is a network. The page works without.
"use strict";
(() => {
  const RETRY = 20000, PAUSE = 4000;
  const stored = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const keep = (key, copy) => { try { localStorage.setItem(key, JSON.stringify(copy)); return true; } catch { return false; } };
  const drop = (key) => { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } };

  const unsent = document.getElementById("unsent");
  if (unsent) {
    const key = unsent.dataset.copy, copy = stored(key);
    if (!copy) return;
    const typed = new Map(copy.pairs);
    if (typed.get("form_key") === unsent.dataset.filed) return drop(key);
    unsent.querySelector("pre").textContent = copy.pairs
      .filter(([name, value]) => value && !["form_key", "draft_revision", "whose"].includes(name))
      .map(([, value]) => value).join("\n");
    unsent.hidden = false;
    unsent.querySelector("button").addEventListener("click", () => { drop(key); unsent.hidden = true; });
    return;
  }

  const form = document.querySelector("form[data-copy]");
  if (!form) return;
  const { copy: key, receipt, typing, waiting, most, drafts } = form.dataset;
  const state = document.getElementById("state");
  let timer = 0, busy = false, pending = false, changes = 0, told = false;

  const pairs = () => [...new FormData(form)].filter(([name]) => name !== "csrf");
  const body = (more) => new URLSearchParams([...new FormData(form), ...more]);
  const rows = () => [...form.querySelectorAll("#activities fieldset.card")];

  const keepHere = () => { if (keep(key, { pairs: pairs(), pending })) state.textContent = pending ? waiting : typing; };

  const addRow = () => {
    const all = rows(), last = all[all.length - 1];
    if (all.length >= Number(most)) return null;
    const row = last.cloneNode(true), number = all.length;
    for (const each of row.querySelectorAll("[id], [name], [for], [aria-describedby]"))
      for (const name of ["id", "name", "for", "aria-describedby"])
        if (each.hasAttribute(name))
          each.setAttribute(name, each.getAttribute(name).replaceAll(/activities-\d+-/g, `activities-${number}-`));
    for (const each of row.querySelectorAll("[id$='-error']")) each.remove();
    for (const each of row.querySelectorAll(".wrong")) each.classList.remove("wrong");
    for (const each of row.querySelectorAll("input, textarea, select")) { each.value = ""; each.removeAttribute("aria-invalid"); }
    const legend = row.querySelector("legend");
    legend.textContent = legend.textContent.replace(/\d+/, number + 1);
    last.after(row);
    return row;
  };

  const fill = (copy) => {
    const wanted = copy.pairs.map(([name]) => /^activities-(\d+)-/.exec(name)).filter(Boolean).map((found) => Number(found[1]));
    while (rows().length <= Math.max(...wanted, 0) && addRow());
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    for (const [name, value] of copy.pairs) {
      const field = form.elements.namedItem(name);
      if (!field || name === "csrf") continue;
      if (field.type === "checkbox") field.checked = true;
      else field.value = value;
    }
  };

  const later = (act, wait) => { clearTimeout(timer); timer = setTimeout(act, wait); };

  // Sends the report once: the form's key stays, however often it is tried.
  const send = async () => {
    pending = true;
    keepHere();
    if (busy) return;
    if (!navigator.onLine) return later(send, RETRY);
    busy = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: body([]), redirect: "manual" });
      if (answer.type === "opaqueredirect") { drop(key); location.assign(receipt); }
      else form.submit(); // whatever it says, the person should see it; sent twice it counts once
    } catch { later(send, RETRY); } finally { busy = false; }
  };

  // Brings what was typed to the server as a draft. What another device saved meanwhile is shown, and nothing overwritten.
  const save = async () => {
    if (!drafts || busy || pending || told || !navigator.onLine) return;
    busy = true;
    const seen = changes;
    try {
      const answer = await fetch(form.action, { method: "POST", body: body([["save", "1"]]) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const theirs = page.querySelector("form[data-copy]"), moved = page.getElementById("moved");
      if (answer.ok && theirs) {
        form.elements.namedItem("draft_revision").value = theirs.elements.namedItem("draft_revision").value;
        if (seen === changes && !pending) { drop(key); state.textContent = page.getElementById("state").textContent; }
        else keepHere();
      } else if (moved && theirs) { form.before(moved); told = true; }
    } catch { /* it stays on the device */ } finally { busy = false; }
    if (pending) send();
    else if (seen !== changes) later(save, PAUSE);
  };

  form.addEventListener("input", () => { changes += 1; pending = false; keepHere(); later(save, PAUSE); });
  form.addEventListener("submit", (event) => {
    const step = event.submitter ? event.submitter.name : "";
    if (step === "more") {
      event.preventDefault();
      const row = addRow();
      if (row) row.querySelector("textarea, input").focus();
    } else if (!step) { event.preventDefault(); send(); }
    else if (!navigator.onLine) { event.preventDefault(); keepHere(); }
  });
  addEventListener("online", () => (pending ? send() : changes && save()));
  addEventListener("offline", () => { if (changes || pending) keepHere(); });

  const copy = stored(key);
  if (form.dataset.posted) drop(key); // the page is the answer to what was typed, and holds all of it
  else if (copy) {
    fill(copy);
    changes = 1;
    pending = copy.pending;
    keepHere();
    if (pending) send();
    else later(save, PAUSE);
  }
})();
