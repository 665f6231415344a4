// Shows and hides the password, and sends the form once.
"use strict";

const password = document.getElementById("password");
const show = document.getElementById("show");

show.hidden = false;
show.addEventListener("click", () => {
  const shown = password.type === "password";
  password.type = shown ? "text" : "password";
  show.setAttribute("aria-pressed", String(shown));
  show.title = shown ? show.dataset.hide : show.dataset.show;
  show.setAttribute("aria-label", show.title);
  password.focus();
});

document.querySelector("form").addEventListener("submit", (event) => {
  password.type = "password";
  event.target.querySelector(".enter").disabled = true;
});

// A page that comes back from the browser's memory may be used again.
window.addEventListener("pageshow", () => { document.querySelector(".enter").disabled = false; });
