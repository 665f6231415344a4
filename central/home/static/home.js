"use strict";
// Saves as one types, uploads each file at once and shows how far it is. Without this file everything works, too.
(() => {
  document.querySelectorAll("button.print").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  document.querySelectorAll("[data-later]").forEach((box) => box.addEventListener("focus", () => box.select()));
  document.querySelectorAll("button.copy").forEach((button) => {
    const box = button.parentElement.querySelector("[data-later]");
    const said = button.textContent;
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy ?? box.value);
      button.textContent = button.dataset.copied || button.form.dataset.copied;
      setTimeout(() => { button.textContent = said; }, 3000);
    });
  });
  document.getElementById("faults")?.focus();
  const form = document.querySelector("form.sheet");
  if (!form) return;
  form.classList.add("scripted");
  // Going back to a page that answered a POST would ask whether to send it once more.
  history.replaceState(null, "", location.href);
  const status = form.querySelector(".status");
  const says = form.dataset;
  let timer = 0, dirty = false, sending = false, uploading = 0, busy = Promise.resolve();

  function tell(text, bad) {
    status.textContent = text;
    status.classList.toggle("bad", Boolean(bad));
  }

  function values(wish) {
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    body.set("do", wish);
    return body;
  }

  function post(body, moved) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.getAttribute("action"));
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      if (moved) request.upload.onprogress = (event) => moved(event.lengthComputable ? 100 * event.loaded / event.total : 0);
      request.onload = () => request.response ? resolve(request.response) : reject(new Error("no answer"));
      request.onerror = () => reject(new Error("offline"));
      request.send(body);
    });
  }

  function kept(answer) {
    if (answer.filed) return location.replace(form.getAttribute("action"));
    if (answer.kept) tell(`${says.kept} ${answer.kept}`);
    const later = form.querySelector("[data-later]");
    if (answer.later && later) {
      later.value = answer.later;
      later.closest(".later").hidden = false;
    }
    if (answer.faults?.[""]) tell(answer.faults[""], true);
    if (answer.files) draw(answer.files);
  }

  function save() {
    if (sending) return busy;
    dirty = false;
    busy = busy.then(() => post(values("save"))).then(kept).catch(() => {
      dirty = true;
      tell(says.offline, true);
      later(15000);
    });
    return busy;
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(() => { if (dirty) save(); }, wait);
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    dirty = true;
    later(2500);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && dirty) save(); });

  // A link leaves the page; what was typed a moment ago is kept first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !dirty || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    clearTimeout(timer);
    save().then(() => { location.href = link.href; });
  });

  function draw(files) {
    for (const question of form.querySelectorAll(".q.file")) {
      const mine = files.filter((file) => file.field === question.dataset.field);
      const list = question.querySelector(".files");
      list.replaceChildren(...mine.map(row));
      const box = question.querySelector(".choose");
      box.hidden = mine.length >= Number(box.querySelector("input").dataset.most);
    }
  }

  function row(file) {
    const item = document.createElement("li"), name = document.createElement("span");
    const size = document.createElement("small"), button = document.createElement("button");
    size.textContent = file.shown;
    name.append(`${file.name} `, size);
    button.className = "quiet";
    button.name = "do";
    button.value = `remove:${file.id}`;
    button.textContent = says.remove;
    button.setAttribute("aria-label", says.removeOf.replace("%s", file.name));
    item.append(name, button);
    return item;
  }

  function fault(question, text) {
    let line = question.querySelector(".fault");
    question.classList.toggle("wrong", Boolean(text));
    if (!line) {
      line = document.createElement("p");
      line.className = "fault";
      line.setAttribute("role", "alert");
      question.querySelector(".files").before(line);
    }
    line.textContent = text || "";
  }

  /* Whether all of it is there. */
  async function upload(input) {
    const question = input.closest(".q"), bar = question.querySelector("progress");
    const files = [...input.files];
    let whole = true;
    input.value = "";
    fault(question, "");
    for (const file of files) {
      if (file.size > 10 * 1048576) {
        fault(question, says.tooBig.replace("%s", file.name).replace("%d", (file.size / 1048576).toFixed(1)));
        whole = false;
        continue;
      }
      bar.hidden = false;
      tell(`${says.uploading} ${file.name}`);
      const body = values("save");
      body.append(input.name, file);
      try {
        const answer = await post(body, (part) => { bar.value = part; });
        kept(answer);
        fault(question, answer.faults?.[input.name]);
        if (answer.faults?.[input.name]) throw new Error("refused");
      } catch (error) {
        if (error.message !== "refused") fault(question, says.offline);
        tell("");
        whole = false;
      }
      bar.hidden = true;
      bar.value = 0;
    }
    return whole;
  }

  form.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    uploading += 1;
    busy = busy.then(() => upload(event.target)).finally(() => { uploading -= 1; });
  });

  for (const input of form.querySelectorAll(".q.date input")) {
    input.addEventListener("input", (event) => {
      if (event.inputType?.startsWith("delete")) return;
      const digits = input.value.replace(/\D/g, "").slice(0, 8);
      if (/^\d+$/.test(input.value) && digits.length === 8) {
        input.value = `${digits.slice(0, 2)}/${digits.slice(2, 4)}/${digits.slice(4)}`;
      }
    });
  }

  // A second touch sends nothing: the first is under way. The store would give the same receipt anyway.
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (sending || uploading) event.preventDefault();
    if (sending) return;
    if (uploading) {
      busy.then((whole) => { if (whole !== false && !uploading) form.requestSubmit(pressed); });
      return;
    }
    if (!navigator.onLine) {
      event.preventDefault();
      tell(says.offline, true);
      return;
    }
    sending = true;
    clearTimeout(timer);
    tell(says.sending);
    setTimeout(() => { if (pressed) pressed.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(form.getAttribute("action"));
  });
})();
